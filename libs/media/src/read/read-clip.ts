import { open } from 'node:fs/promises';
import { type GreyClip } from '@echocohort/shared';
import { extensionOf } from './clip-format.js';
import { ByteFile } from '../decode/byte-file.js';
import { type ClipFacts, decodeClip } from '../decode/decode-clip.js';
import { unlinkedFile } from '../decode/unlinked-file.js';
import { npyHeaderBytes } from './npy.js';

export interface ReadClip extends Pick<ClipFacts, 'format' | 'sector' | 'view'> {
  readonly clip: GreyClip;
}

/**
 * Decodes a clip in this process and into memory, for tools and specs. It blocks the thread for as long as that takes:
 * servers use `decodeApart`.
 * @throws EchoError as `decodeClip`
 */
export const readClip = async (path: string, { originalName }: { originalName: string }): Promise<ReadClip> => {
  const files = await Promise.all([open(path, 'r'), unlinkedFile(), unlinkedFile()]);
  try {
    const [input, npy, sheet] = files.map(({ fd }) => new ByteFile(fd)) as [ByteFile, ByteFile, ByteFile];
    const facts = await decodeClip({ input, npy, sheet }, { extension: extensionOf(originalName) });
    const { format, sector, view, frames, height, width, framesPerSecond } = facts;
    const pixels = new Uint8Array(frames * height * width);
    npy.readInto(pixels, npyHeaderBytes);
    return { format, sector, view, clip: { pixels, frames, height, width, framesPerSecond } };
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
};
