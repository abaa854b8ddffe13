import { type GreyClip } from '@echocohort/shared';
import { shownFrames, tileSideMaxPx, usualTiles } from '../contact-sheet.js';
import { type ClipSize } from '../decode-limits.js';
import { resample } from '../resample.js';

/** The frames that a contact sheet shows, as small as it shows them, taken while the clip passes by. */
export interface Thumbnails {
  /** Takes frame `index` of the clip, uint8 [H*W], when the sheet shows it. */
  see(frame: Uint8Array, index: number): void;
  /** A clip of all frames for `contactSheet`; those that it does not show are black. */
  readonly clip: GreyClip;
}

export const thumbnailsOf = ({ frames, height, width }: ClipSize): Thumbnails => {
  const scale = Math.min(1, tileSideMaxPx / Math.max(height, width));
  const tile = { height: Math.max(1, Math.round(height * scale)), width: Math.max(1, Math.round(width * scale)) };
  const tileBytes = tile.height * tile.width;
  const pixels = new Uint8Array(frames * tileBytes);
  const shown = new Set(shownFrames(frames, usualTiles, []));
  return {
    see(frame, index) {
      if (shown.has(index)) pixels.set(resample(frame, { height, width }, tile), index * tileBytes);
    },
    clip: { pixels, frames, ...tile, framesPerSecond: null },
  };
};
