import { EchoError } from '@echocohort/shared';
import { kTransferable, kValue, Tinypool } from 'tinypool';
import { contactSheet } from '../picture/contact-sheet.js';
import { type ClipFiles, type ClipOrder, type EncodeReply } from './clip-order.js';
import { encodeMp4 } from './encode-mp4.js';

/** As they are: copies of them would keep the other side's garbage collector busy. */
const handOver = (files: readonly ClipFiles[]): unknown =>
  Tinypool.move({
    [kValue]: { files } satisfies EncodeReply,
    [kTransferable]: files.flatMap(({ video, sheet }) => [video.buffer, sheet.buffer]),
  });

/** The files of some clips; the program of a thread of `Encoders`. */
const encode = async (orders: readonly ClipOrder[]): Promise<unknown> => {
  try {
    // Videos are made in a process of their own: while it works, this thread draws the sheets.
    const [videos, sheets] = await Promise.all([
      encodeMp4(orders.map(({ clip }) => clip)),
      Promise.all(orders.map(({ clip, sheet }) => contactSheet(clip, sheet))),
    ]);
    return handOver(orders.map((_, n) => ({ video: videos[n] as Uint8Array, sheet: sheets[n] as Uint8Array })));
  } catch (error) {
    if (error instanceof EchoError) return { code: error.code, message: error.message } satisfies EncodeReply;
    throw error;
  }
};

/** A contact sheet alone. */
export const drawSheet = async ({ clip, sheet }: ClipOrder): Promise<unknown> => {
  const png = await contactSheet(clip, sheet);
  return Tinypool.move({ [kValue]: png, [kTransferable]: [png.buffer] });
};

export default encode;
