import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type PackedArchive, type Piece } from './manifest.js';

const hashOf = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
};

/** Where each piece of a file begins and ends (exclusive): all of `pieceBytes`, the last of what is left. */
export const cuts = (sizeBytes: number, pieceBytes: number): { start: number; end: number }[] => {
  if (!(pieceBytes >= 1)) throw new RangeError(`expected pieces of a byte or more, got ${pieceBytes}`);
  return Array.from({ length: Math.ceil(sizeBytes / pieceBytes) }, (_, k) => ({
    start: k * pieceBytes,
    end: Math.min((k + 1) * pieceBytes, sizeBytes),
  }));
};

/** Cuts an archive into files of at most `pieceBytes` in `out`, and says what they must be when they arrive. */
export const splitArchive = async (file: string, pieceBytes: number, out: string): Promise<PackedArchive> => {
  const { size } = await stat(file);
  const name = basename(file);
  const pieces: Piece[] = [];
  for (const [k, { start, end }] of cuts(size, pieceBytes).entries()) {
    const piece = `${name}.${String(k).padStart(3, '0')}`;
    await pipeline(createReadStream(file, { start, end: end - 1 }), createWriteStream(join(out, piece)));
    pieces.push({ file: piece, sizeBytes: end - start, sha256: await hashOf(join(out, piece)) });
  }
  return { name, sizeBytes: size, sha256: await hashOf(file), pieces };
};
