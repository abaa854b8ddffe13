import { type ClipSize } from '../read/decode-limits.js';
import { type Rectangle } from '../picture/rectangle.js';

/**
 * An uploaded clip of any format: what its header says, and its frames one at a time, in any order and as often as
 * wanted, so that no more than one of them need be in memory.
 */
export interface FrameSource extends ClipSize {
  /** Null when the file does not say. */
  readonly framesPerSecond: number | null;
  /** Where the file says that the ultrasound lies, when it does. */
  readonly region: Rectangle | null;
  /**
   * Grey levels of a frame, uint8 [H*W], in memory that the next call may overwrite.
   * @throws EchoError `unreadable-clip` when this frame is damaged
   */
  frame(index: number): Uint8Array | Promise<Uint8Array>;
}
