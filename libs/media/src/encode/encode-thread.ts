import { EchoError, printRecord, toWire, type UnprintedRecord } from '@echocohort/shared';
import { kTransferable, kValue, Tinypool } from 'tinypool';
import { contactSheet } from '../picture/contact-sheet.js';
import { type ClipFiles, type ClipOrder, type EncodeReply, type SheetOrder } from './clip-order.js';
import { encodeMp4 } from './encode-mp4.js';

/** As they are: copies of them would keep the other side's garbage collector busy. */
const handOver = (files: readonly ClipFiles[]): unknown =>
  Tinypool.move({
    [kValue]: { files } satisfies EncodeReply,
    [kTransferable]: files.flatMap(({ video, sheet, record }) => [video.buffer, sheet.buffer, record.buffer]),
  });

const bytesOf = (record: UnprintedRecord): Uint8Array => new TextEncoder().encode(printRecord(record));

/** The files of some clips; the program of a thread of `Encoders`. */
const encode = async (orders: readonly ClipOrder[]): Promise<unknown> => {
  try {
    // Videos are made in a process of their own: while it works, this thread draws the sheets and prints the records.
    const [videos, others] = await Promise.all([
      encodeMp4(orders.map(({ clip }) => clip)),
      Promise.all(
        orders.map(async ({ clip, sheet, record }) => ({
          sheet: await contactSheet(clip, sheet),
          record: bytesOf(record),
        })),
      ),
    ]);
    return handOver(others.map((files, n) => ({ video: videos[n] as Uint8Array, ...files })));
  } catch (error) {
    if (error instanceof EchoError) return { error: toWire(error, 'internal') } satisfies EncodeReply;
    throw error;
  }
};

/** A contact sheet alone. */
export const drawSheet = async ({ clip, sheet }: SheetOrder): Promise<unknown> => {
  const png = await contactSheet(clip, sheet);
  return Tinypool.move({ [kValue]: png, [kTransferable]: [png.buffer] });
};

export default encode;
