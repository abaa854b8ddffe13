import { type SheetOrder } from '@echocohort/media';
import { type ClipRow } from '@echocohort/platform';
import { type ClipReading, type GreyClip } from '@echocohort/shared';
import { type SourceFrames } from '../input/source-frames.js';

const tilesMax = 32;

/** Of the frames that were read, as many as the sheet has tiles, spread evenly; their places in the reading. */
const shownPlaces = ({ frames }: ClipReading): number[] => {
  const count = Math.min(tilesMax, frames.length);
  return Array.from({ length: count }, (_, k) => Math.round((k * (frames.length - 1)) / Math.max(1, count - 1)));
};

const oneDecimal = (value: number): string => value.toFixed(1);

/** What the sheet says above its tiles. */
export const readingCaption = ({ refusal, efPercent, efIntervalPercent }: ClipReading): string => {
  if (refusal !== null) return refusal;
  if (efPercent === null || efIntervalPercent === null) return 'left ventricle as read; it does not move';
  const [low, high] = efIntervalPercent.map(oneDecimal);
  return `left ventricle as read; area-length EF ${oneDecimal(efPercent)} % (${low} to ${high} %)`;
};

/**
 * The contact sheet of a clip that is read: frames as they are stored, with the outline in each that shows a ventricle, and a
 * border around the frame that is observed when a request does not say.
 */
export const readingSheet = async (clip: ClipRow, reading: ClipReading, sources: SourceFrames): Promise<SheetOrder> => {
  const places = shownPlaces(reading);
  const numbers = places.map((place) => reading.frames[place] as number);
  const size = clip.height * clip.width;
  const pixels = new Uint8Array(new SharedArrayBuffer(places.length * size));
  const frames = await sources.stored(clip, numbers);
  frames.forEach((frame, k) => pixels.set(frame, k * size));
  const { height, width, framesPerSecond } = clip;
  const shown: GreyClip = { pixels, frames: places.length, height, width, framesPerSecond };
  const outlines = places.map((place) => (reading.readable[place] ? (reading.outlines[place] ?? null) : null));
  const best = numbers.indexOf(reading.bestFrame ?? -1);
  const observed = best < 0 ? [] : [best];
  return { clip: shown, sheet: { numbers, outlines, observed, caption: readingCaption(reading), tilesMax } };
};
