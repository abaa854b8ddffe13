import { type ContactSheetOptions, shownFrames, tileSideMaxPx } from '../picture/contact-sheet.js';
import { type GreyClip } from '@echocohort/shared';
import { type ClipSize } from '../read/decode-limits.js';
import { resample } from '../picture/resample.js';

const tiles = 32;

/** The frames that a contact sheet shows, as small as it shows them, taken while the clip passes by. */
export interface Thumbnails {
  /** Takes frame `index` of the clip, uint8 [H*W], when the sheet shows it. */
  see(frame: Uint8Array, index: number): void;
  /** What `contactSheet` needs. */
  readonly clip: GreyClip;
  readonly options: ContactSheetOptions;
}

export const thumbnailsOf = ({ frames, height, width }: ClipSize): Thumbnails => {
  const scale = Math.min(1, tileSideMaxPx / Math.max(height, width));
  const tile = { height: Math.max(1, Math.round(height * scale)), width: Math.max(1, Math.round(width * scale)) };
  const tileBytes = tile.height * tile.width;
  const shown = shownFrames(frames, tiles, []);
  const pixels = new Uint8Array(shown.length * tileBytes);
  return {
    see(frame, index) {
      const place = shown.indexOf(index);
      if (place >= 0) pixels.set(resample(frame, { height, width }, tile), place * tileBytes);
    },
    clip: { pixels, frames: shown.length, ...tile, framesPerSecond: null },
    options: { tilesMax: tiles, numbers: shown },
  };
};
