import { createHash } from 'node:crypto';
import { ftruncateSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EchoError } from '@echocohort/shared';
import { type ClipFormat, detectFormat } from '../read/clip-format.js';
import { contactSheet } from '../picture/contact-sheet.js';
import { cropToSector, type Sector, type SectorCrop } from '../sector/crop-to-sector.js';
import { type ClipSize } from '../read/decode-limits.js';
import { findSector, type FoundSector } from '../sector/find-sector.js';
import { ViewFinder } from '../sector/find-view.js';
import { npyHeader, npyHeaderBytes, openNpy } from '../read/npy.js';
import { openDicom } from '../dicom/read-dicom.js';
import { openPng } from '../read/read-png.js';
import { openVideo, type Spool } from '../read/read-video.js';
import { type Rectangle } from '../picture/rectangle.js';
import { wholePicture } from '../sector/sector-shape.js';
import { type ByteFile } from './byte-file.js';
import { type FrameSource } from './frame-source.js';
import { thumbnailsOf } from './thumbnails.js';

/** What is known of a decoded clip besides its pixels. */
export interface ClipFacts extends ClipSize {
  readonly format: ClipFormat;
  /** Null when the file did not say. */
  readonly framesPerSecond: number | null;
  /** In pixels of the source file. */
  readonly sector: Sector;
  /** What a model looks at, in pixels of the decoded frames. */
  readonly view: Rectangle;
  /** Of the NPY file, in hex, and its length. */
  readonly sha256: string;
  readonly npyBytes: number;
}

export interface DecodeFiles {
  /** The upload. */
  readonly input: ByteFile;
  /** Empty; takes the frames as an NPY file. */
  readonly npy: ByteFile;
  /** Empty; takes a contact sheet, PNG. */
  readonly sheet: ByteFile;
}

const open = (file: ByteFile, format: ClipFormat, spool: Spool): FrameSource | Promise<FrameSource> => {
  switch (format) {
    case 'dicom':
      return openDicom(file);
    case 'png':
      return openPng(file);
    case 'npy':
      return openNpy(file);
    case 'avi':
    case 'mp4':
    case 'gif':
      return openVideo(file, format, spool);
  }
};

/** Lets the event loop turn before each frame: a process that decodes for somebody must see that they are gone. */
const givingWay = (source: FrameSource): FrameSource => ({
  ...source,
  async frame(index) {
    await nextTurn();
    return source.frame(index);
  },
});

/** An array comes prepared: where no sector stands out in it, all of it is one. */
const sectorOf = async (source: FrameSource, format: ClipFormat): Promise<FoundSector> => {
  try {
    return await findSector(source);
  } catch (error) {
    if (format !== 'npy' || !(error instanceof EchoError)) throw error;
    return { shape: wholePicture(source), isDrawnAround: false };
  }
};

/** Shows every frame of the source, cut to the sector, to each of `readers` in turn. */
const passFrames = async (
  source: FrameSource,
  crop: SectorCrop,
  readers: readonly ((frame: Uint8Array, index: number) => void)[],
): Promise<void> => {
  for (let index = 0; index < source.frames; index++) {
    const frame = crop.cut(await source.frame(index));
    for (const read of readers) read(frame, index);
  }
};

/**
 * Decodes an ultrasound clip of any supported format to grey frames of its sector: cropped to it, black outside it in
 * every frame, long side at most limits.clipSideMaxPx. The rest of the screen, and with it burnt-in names, is gone. The
 * format is told by content; nothing but pixels and the frame rate is taken from the file.
 *
 * Frames pass one at a time, twice: some of them to find the sector, all of them to be written. A video is spooled where its
 * frames will stand: a cut frame is no larger than a whole one, so that it never lands where one stands that is still to
 * be read.
 * @param extension of the uploader's name for it, for messages
 * @throws EchoError on field `file`: `unsupported-media` for another kind of file, `unreadable-clip` for one that is
 * empty, cut off, damaged, too long, too large or without a sector (but for an array); `unavailable` without ffmpeg
 */
export const decodeClip = async (
  { input, npy, sheet }: DecodeFiles,
  { extension }: { extension: string },
): Promise<ClipFacts> => {
  const format = detectFormat(input, extension);
  const source = givingWay(await open(input, format, { file: npy, start: npyHeaderBytes }));
  const crop = cropToSector(source, await sectorOf(source, format));
  const size = { frames: source.frames, ...crop.size };
  const frameBytes = size.height * size.width;
  const npyBytes = npyHeaderBytes + size.frames * frameBytes;
  const header = npyHeader(size);
  const hash = createHash('sha256').update(header);
  const view = new ViewFinder(size);
  const thumbnails = thumbnailsOf(size);
  npy.write(header, 0);
  await passFrames(source, crop, [
    (frame, index) => npy.write(frame, npyHeaderBytes + index * frameBytes),
    (frame) => hash.update(frame),
    (frame) => view.see(frame),
    (frame, index) => thumbnails.see(frame, index),
  ]);
  ftruncateSync(npy.fd, npyBytes);
  sheet.write(await contactSheet(thumbnails.clip, thumbnails.options), 0);
  const { framesPerSecond } = source;
  const { sector } = crop;
  return { ...size, format, framesPerSecond, sector, view: view.view(), sha256: hash.digest('hex'), npyBytes };
};
