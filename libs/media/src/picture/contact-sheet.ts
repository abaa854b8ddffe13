import { frameOf, type GreyClip } from '@echocohort/shared';
import sharp from 'sharp';
import { drawPolygon_ } from './draw-polygon.js';
import { colourIndex, indexedPng } from './indexed-png.js';
import { remembered } from './remembered.js';
import { type PictureSize, resample } from './resample.js';
import { fontFamily, textStrip, xmlText } from './text-strip.js';

export interface ContactSheetOptions {
  /** Tiles in a row; 8 unless told. */
  readonly columns?: number;
  /** One line above the tiles. */
  readonly caption?: string;
  /** Frames with a border: the ones that were observed. They are always shown. */
  readonly observed?: readonly number[];
  /** Whether the sheet says SYNTHETIC. */
  readonly synthetic?: boolean;
  /** Tiles at most, spread over the clip; 32 unless told. */
  readonly tilesMax?: number;
  /** What stands on each frame of the clip in place of its index: for a clip that is a choice from a longer one. */
  readonly numbers?: readonly number[];
  /** A closed polygon for each frame of the clip, x and y in turn in its px; null where there is nothing to draw. */
  readonly outlines?: readonly (readonly number[] | null)[];
}

export const tileSideMaxPx = 160;
const gapPx = 4;
const stripPx = 24;

export const shownFrames = (frames: number, tilesMax: number, observed: readonly number[]): number[] => {
  const count = Math.max(1, Math.min(frames, tilesMax));
  const spread = Array.from({ length: count }, (_, k) => Math.round((k * (frames - 1)) / Math.max(1, count - 1)));
  return [...new Set([...spread, ...observed])].sort((a, b) => a - b);
};

interface Tile {
  readonly frame: number;
  readonly number: number;
  readonly x: number;
  readonly y: number;
}

/** Where the frame numbers stand: pixel by pixel, and how much of each they cover, 1..255. */
interface Numbers {
  readonly at: Uint32Array;
  readonly cover: Uint8Array;
}
const numberGrey = 168;
const markRgb = [255, 176, 0] as const;

const drawNumbers = async (tiles: readonly Tile[], tile: PictureSize, sheet: PictureSize): Promise<Numbers> => {
  const texts = tiles.map(({ number, x, y }) => `<text x="${x + 3}" y="${y + tile.height - 4}">${number}</text>`);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${sheet.width}" height="${sheet.height}" fill="#fff" ` +
    `font-family="${xmlText(fontFamily)}" font-size="11">${texts.join('')}</svg>`;
  const alpha = await sharp(Buffer.from(svg)).extractChannel(3).raw().toBuffer();
  const at = Uint32Array.from(alpha.keys()).filter((pixel) => alpha[pixel] !== 0);
  return { at, cover: Uint8Array.from(at, (pixel) => alpha[pixel] as number) };
};

/** Sheets of one shape have the same numbers at the same places: drawing them costs more than all else. */
const numbersOf = remembered<Numbers>(16);

const printNumbers_ = (sheet: Uint8Array, { at, cover }: Numbers): void => {
  for (let k = 0; k < at.length; k++) {
    const pixel = at[k] as number;
    const below = sheet[pixel] as number;
    sheet[pixel] = below + Math.round(((numberGrey - below) * (cover[k] as number)) / 255);
  }
};

/** Two pixels wide, in the gap around the tile. */
const frameTile_ = (sheet: Uint8Array, width: number, { x, y }: Tile, tile: PictureSize): void => {
  const [left, right, top, bottom] = [x - 2, x + tile.width + 2, y - 2, y + tile.height + 2];
  for (let row = top; row < bottom; row++) {
    const isEdge = row < y || row >= y + tile.height;
    sheet.fill(colourIndex, row * width + left, row * width + (isEdge ? right : x));
    sheet.fill(colourIndex, row * width + x + tile.width, row * width + right);
  }
};

const captionOf = ({ synthetic, caption }: ContactSheetOptions): string =>
  [synthetic ? 'SYNTHETIC' : '', caption ?? ''].filter((part) => part !== '').join(' · ');

interface Layout {
  readonly tile: PictureSize;
  readonly tiles: readonly Tile[];
  readonly size: PictureSize;
}

/** Where each tile stands, below so many rows for the caption. */
const layOut = (
  clip: GreyClip,
  top: number,
  { columns = 8, observed = [], tilesMax = 32, numbers = [] }: ContactSheetOptions,
): Layout => {
  const shown = shownFrames(clip.frames, tilesMax, observed);
  const scale = Math.min(1, tileSideMaxPx / Math.max(clip.height, clip.width));
  const tile = {
    height: Math.max(1, Math.round(clip.height * scale)),
    width: Math.max(1, Math.round(clip.width * scale)),
  };
  const across = Math.max(1, Math.min(Math.floor(columns), shown.length));
  const width = gapPx + across * (tile.width + gapPx);
  const height = top + gapPx + Math.ceil(shown.length / across) * (tile.height + gapPx);
  const tiles = shown.map((frame, k) => ({
    frame,
    number: numbers[frame] ?? frame,
    x: gapPx + (k % across) * (tile.width + gapPx),
    y: top + gapPx + Math.floor(k / across) * (tile.height + gapPx),
  }));
  return { tile, tiles, size: { height, width } };
};

const printFrames_ = (sheet: Uint8Array, clip: GreyClip, { tile, tiles, size }: Layout): void => {
  for (const { frame, x, y } of tiles) {
    const picture = resample(frameOf(clip, frame), clip, tile);
    for (let row = 0; row < tile.height; row++)
      sheet.set(picture.subarray(row * tile.width, (row + 1) * tile.width), (y + row) * size.width + x);
  }
};

const drawOutlines_ = (
  sheet: Uint8Array,
  clip: GreyClip,
  { tile, tiles, size }: Layout,
  outlines: NonNullable<ContactSheetOptions['outlines']>,
): void => {
  const [scaleX, scaleY] = [tile.width / clip.width, tile.height / clip.height];
  for (const { frame, x, y } of tiles) {
    const points = (outlines[frame] ?? []).map((px, k) => px * (k % 2 === 0 ? scaleX : scaleY));
    drawPolygon_(sheet, size.width, { x, y, ...tile }, points, colourIndex);
  }
};

/**
 * A PNG that shows a clip's frames beside each other, numbered from 0, the observed ones framed, outlines drawn in them.
 * Tiles keep the aspect, their long side at most 160 px. Captions need a font: see textStrip.
 * @throws RangeError when an observed frame is not in the clip
 */
export const contactSheet = async (clip: GreyClip, options: ContactSheetOptions = {}): Promise<Uint8Array> => {
  const { observed = [], outlines = [] } = options;
  const stray = observed.find((frame) => !Number.isInteger(frame) || frame < 0 || frame >= clip.frames);
  if (stray !== undefined) throw new RangeError(`expected observed frames of 0..${clip.frames - 1}, got ${stray}`);
  const caption = captionOf(options);
  const layout = layOut(clip, caption === '' ? 0 : stripPx, options);
  const { tile, tiles, size } = layout;
  const sheet = new Uint8Array(size.height * size.width).fill(24);
  printFrames_(sheet, clip, layout);
  if (caption !== '') sheet.set(await textStrip(caption, size.width, stripPx));
  // The brightest grey is the colour's index: it gives way by one level that nobody sees.
  for (let at = sheet.indexOf(colourIndex); at >= 0; at = sheet.indexOf(colourIndex, at)) sheet[at] = colourIndex - 1;
  printNumbers_(sheet, await numbersOf(JSON.stringify(layout), () => drawNumbers(tiles, tile, size)));
  drawOutlines_(sheet, clip, layout, outlines);
  for (const one of tiles) if (observed.includes(one.frame)) frameTile_(sheet, size.width, one, tile);
  return indexedPng(sheet, size, markRgb);
};
