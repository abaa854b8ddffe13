import { readFile } from 'node:fs/promises';
import { type GreyClip, limits } from '@echocohort/shared';
import { type ClipFormat, detectFormat } from './clip-format.js';
import { cropToSector_, type Sector, withinSideLimit } from './crop-to-sector.js';
import { checkClipSize } from './decode-limits.js';
import { type DecodedClip, type Rectangle } from './decoded-clip.js';
import { findSector } from './find-sector.js';
import { findView } from './find-view.js';
import { decodeNpy } from './npy.js';
import { readDicom } from './read-dicom.js';
import { unreadable } from './read-failure.js';
import { readPng } from './read-png.js';
import { readVideo } from './read-video.js';

export interface ReadClip {
  /** Cropped to the sector, black outside it, long side at most limits.clipSideMaxPx. */
  readonly clip: GreyClip;
  readonly format: ClipFormat;
  /** In pixels of the source file. */
  readonly sector: Sector;
  /** What a model looks at, in pixels of `clip`. */
  readonly view: Rectangle;
}

/** An NPY array is prepared already: it keeps its pixels as they are, and is refused where another clip would be scaled. */
const readPrepared = async (path: string): Promise<ReadClip> => {
  const clip = decodeNpy(await readFile(path));
  checkClipSize(clip);
  const { height, width } = clip;
  if (Math.max(height, width) > limits.clipSideMaxPx)
    throw unreadable(`expected an NPY array of sides up to ${limits.clipSideMaxPx}, got ${width} x ${height}`);
  const whole = { x: 0, y: 0, width, height };
  return { clip, format: 'npy', sector: { ...whole, coverage: 1 }, view: whole };
};

const decode = (path: string, format: Exclude<ClipFormat, 'npy'>): Promise<DecodedClip> => {
  switch (format) {
    case 'dicom':
      return readDicom(path);
    case 'png':
      return readPng(path);
    case 'avi':
    case 'mp4':
    case 'gif':
      return readVideo(path, format);
  }
};

/**
 * Reads an ultrasound clip of any supported format to grey frames of its sector; the rest of the screen, and with it
 * burnt-in names, is gone. The format is told by content. Nothing but pixels and the frame rate is taken from the file.
 * @param originalName the uploader's name for it; only its extension is ever repeated, in messages
 * @throws EchoError on field `file`: `unsupported-media` for another kind of file, `unreadable-clip` for one that is
 * empty, cut off, damaged, too long, too large or without a sector; `unavailable` without ffmpeg
 */
export const readClip = async (path: string, { originalName }: { originalName: string }): Promise<ReadClip> => {
  const format = await detectFormat(path, originalName);
  if (format === 'npy') return readPrepared(path);
  const decoded = await decode(path, format);
  const { clip: cropped, sector } = cropToSector_(decoded, await findSector(decoded, decoded.region));
  const clip = await withinSideLimit(cropped);
  return { clip, format, sector, view: await findView(clip) };
};
