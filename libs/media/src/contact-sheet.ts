import { frameOf, type GreyClip } from '@echocohort/shared';
import sharp from 'sharp';
import { type PictureSize, resample } from './resample.js';
import { fontFamily, textStrip, xmlText } from './text-strip.js';

export interface ContactSheetOptions {
  /** Tiles in a row; 8 unless told. */
  readonly columns?: number;
  /** One line above the tiles. */
  readonly caption?: string;
  /** Frames with an outline: the ones that were observed. They are always shown. */
  readonly observed?: readonly number[];
  /** Whether the sheet says SYNTHETIC. */
  readonly synthetic?: boolean;
  /** Tiles at most, spread over the clip; 32 unless told. */
  readonly tilesMax?: number;
}

const tileSideMaxPx = 160;
const gapPx = 4;
const stripPx = 24;

const shownFrames = (frames: number, tilesMax: number, observed: readonly number[]): number[] => {
  const count = Math.max(1, Math.min(frames, tilesMax));
  const spread = Array.from({ length: count }, (_, k) => Math.round((k * (frames - 1)) / Math.max(1, count - 1)));
  return [...new Set([...spread, ...observed])].sort((a, b) => a - b);
};

interface Tile {
  readonly frame: number;
  readonly x: number;
  readonly y: number;
}

/** Frame numbers, and outlines around what was observed. */
const overlay = (
  tiles: readonly Tile[],
  tile: PictureSize,
  sheet: PictureSize,
  observed: readonly number[],
): Buffer => {
  const marks = tiles.map(({ frame, x, y }) => {
    const number = `<text x="${x + 3}" y="${y + tile.height - 4}" font-size="11" fill="#9ab">${frame}</text>`;
    if (!observed.includes(frame)) return number;
    const outline = `<rect x="${x - 1}" y="${y - 1}" width="${tile.width + 2}" height="${tile.height + 2}"`;
    return `${number}${outline} fill="none" stroke="#ffb000" stroke-width="2"/>`;
  });
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${sheet.width}" height="${sheet.height}" ` +
      `font-family="${xmlText(fontFamily)}">${marks.join('')}</svg>`,
  );
};

const captionOf = ({ synthetic, caption }: ContactSheetOptions): string =>
  [synthetic ? 'SYNTHETIC' : '', caption ?? ''].filter((part) => part !== '').join(' · ');

/**
 * A PNG that shows a clip's frames beside each other, numbered from 0, the observed ones outlined.
 * Tiles keep the aspect, their long side at most 160 px. Captions need a font: see textStrip.
 * @throws RangeError when an observed frame is not in the clip
 */
export const contactSheet = async (clip: GreyClip, options: ContactSheetOptions = {}): Promise<Uint8Array> => {
  const { columns = 8, observed = [], tilesMax = 32 } = options;
  const stray = observed.find((frame) => !Number.isInteger(frame) || frame < 0 || frame >= clip.frames);
  if (stray !== undefined) throw new RangeError(`expected observed frames of 0..${clip.frames - 1}, got ${stray}`);
  const shown = shownFrames(clip.frames, tilesMax, observed);
  const scale = Math.min(1, tileSideMaxPx / Math.max(clip.height, clip.width));
  const tile = {
    height: Math.max(1, Math.round(clip.height * scale)),
    width: Math.max(1, Math.round(clip.width * scale)),
  };
  const caption = captionOf(options);
  const top = caption === '' ? 0 : stripPx;
  const across = Math.max(1, Math.min(Math.floor(columns), shown.length));
  const width = gapPx + across * (tile.width + gapPx);
  const height = top + gapPx + Math.ceil(shown.length / across) * (tile.height + gapPx);
  const sheet = new Uint8Array(height * width).fill(24);
  const tiles = shown.map((frame, k) => ({
    frame,
    x: gapPx + (k % across) * (tile.width + gapPx),
    y: top + gapPx + Math.floor(k / across) * (tile.height + gapPx),
  }));
  for (const { frame, x, y } of tiles) {
    const picture = resample(frameOf(clip, frame), clip, tile);
    for (let row = 0; row < tile.height; row++)
      sheet.set(picture.subarray(row * tile.width, (row + 1) * tile.width), (y + row) * width + x);
  }
  if (caption !== '') sheet.set(await textStrip(caption, width, stripPx));
  const png = await sharp(sheet, { raw: { width, height, channels: 1 } })
    .toColourspace('srgb')
    .composite([{ input: overlay(tiles, tile, { height, width }, observed) }])
    .png()
    .toBuffer();
  return new Uint8Array(png);
};
