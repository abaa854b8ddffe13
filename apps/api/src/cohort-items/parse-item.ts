import { isUtf8 } from 'node:buffer';
import { type SourceFacts } from '@echocohort/platform';
import { type BundleManifest, fieldError, type Item, limits } from '@echocohort/shared';
import { parseInput } from '../http/input.pipe.js';
import { checkFrames, checkSource } from '../runs/check-source.js';
import { type ItemLine, itemLineSchema } from './items.schema.js';

const refuse = (expected: string): Error => fieldError('invalid-request', '', expected);

const valueOf = (bytes: Buffer): unknown => {
  if (!isUtf8(bytes)) throw refuse('expected UTF-8');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw refuse('expected a JSON object');
  }
};

/** What a line says. @throws EchoError `invalid-request` on its fields, or on none where all of it is wrong */
export const parseLine = (bytes: Buffer | null): ItemLine => {
  if (bytes === null) throw refuse(`expected at most ${limits.itemMaxBytes} bytes`);
  return parseInput(itemLineSchema, valueOf(bytes), '');
};

/** What an item is checked against, beside itself. */
export interface ItemContext {
  readonly manifest: BundleManifest;
  /** Of items that do not say. */
  readonly frames: number;
  /** Of its clip; null without one. */
  readonly clip: SourceFacts | null;
}

/** Why no sample of a line can be measured by what is known of its clip; null when it may be. */
export const refusalOf = ({ allowUnmeasured = false }: ItemLine, clip: SourceFacts | null): string | null =>
  clip === null || clip.refusal === null || allowUnmeasured ? null : `the clip cannot be used: ${clip.refusal}`;

/**
 * The item of a line.
 * @param source the number of its clip; left out without one
 * @throws EchoError `invalid-request` on the field that the bundle or the clip does not allow
 */
export const itemOf = (line: ItemLine, source: number | undefined, { manifest, frames, clip }: ItemContext): Item => {
  const { custom_id: customId, targetEf: targetEfPercent, observedFrames, seed, tolerance: tolerancePp } = line;
  const { maxAttempts, allowUnmeasured } = line;
  const length = line.frames ?? frames;
  checkFrames(length, manifest);
  checkSource(clip, observedFrames, length, manifest);
  // JSON leaves out what is undefined.
  return {
    ...{ customId, targetEfPercent, frames: length, source, observedFrames, seed },
    ...{ tolerancePp, maxAttempts, allowUnmeasured },
  };
};
