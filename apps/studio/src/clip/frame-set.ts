export type Polygon = readonly (readonly [x: number, y: number])[];

/** A clip that can be drawn: its frames, and what was seen in each of them where anything was. */
export interface FrameSet {
  readonly width: number;
  readonly height: number;
  /** How long it takes once through, ms. */
  readonly durationMs: number;
  readonly pictures: readonly ImageBitmap[];
  /** By how much its greys are brightened when they are drawn. */
  readonly gain: number;
  /** One a frame, px of the frame; null where nobody could measure it. */
  readonly polygons: readonly Polygon[] | null;
  /** Frames whose outline is not believed, because the readers do not agree on it: it is drawn dashed. */
  readonly doubted: ReadonlySet<number>;
  /** Area-length volume a frame, px³; null like polygons. */
  readonly volumes: readonly number[] | null;
}

/** Files rarely say how fast they are; this is what echocardiographs usually are. */
export const usualFramesPerSecond = 30;

/** The frame that is shown at a place of the clip, 0 its first and 1 its last. */
export const frameAt = (place: number, frames: number): number => Math.round(place * (frames - 1));

/** Area-length volume, V = 8/(3 pi) A²/L, as libs/shared has it. */
export const volumeOf = (areaPx2: number, lengthPx: number): number =>
  ((8 / (3 * Math.PI)) * areaPx2 * areaPx2) / Math.max(lengthPx, 1);
