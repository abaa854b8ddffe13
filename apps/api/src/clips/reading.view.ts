import { type ClipReadingRow } from '@echocohort/platform';
import { type ReadingFacts } from '@echocohort/shared';
import { type OfferedBundle } from '../parts.js';
import { type ReadingSummary, type ReadingView } from './reading.schema.js';

type Facts = Omit<ReadingSummary, 'model' | 'status' | 'error'>;

const twoDecimals = (value: number): number => Math.round(value * 100) / 100;

const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
};

const unread: Facts = {
  readable: null,
  refusal: null,
  sourceEf: null,
  sourceEfInterval: null,
  edFrame: null,
  esFrame: null,
  bestFrame: null,
  agreement: null,
};

const factsOf = (reading: ReadingFacts): Facts => {
  const { refusal, efPercent, efIntervalPercent, edFrame, esFrame, bestFrame, agreement } = reading;
  return {
    readable: refusal === null,
    refusal,
    sourceEf: efPercent === null ? null : twoDecimals(efPercent),
    sourceEfInterval: efIntervalPercent && [twoDecimals(efIntervalPercent[0]), twoDecimals(efIntervalPercent[1])],
    edFrame,
    esFrame,
    bestFrame,
    agreement: twoDecimals(medianOf(agreement)),
  };
};

/**
 * A clip's reading without its frames.
 * @param row what is known; a bundle that is new has asked for nothing yet, which is pending as well
 */
export const readingSummary = ({ manifest }: OfferedBundle, row: ClipReadingRow | undefined): ReadingSummary => {
  const reading = row?.reading ?? null;
  const status = reading === null ? (row?.status ?? 'pending') : 'done';
  return {
    model: manifest.name,
    status,
    ...(reading === null ? unread : factsOf(reading)),
    error: status === 'failed' && row?.error ? { code: row.error.code, message: row.error.message } : null,
  };
};

/** A clip's reading, frame by frame. */
export const readingView = (bundle: OfferedBundle, row: ClipReadingRow | undefined): ReadingView => {
  const reading = row?.reading ?? null;
  const frames = (reading?.frames ?? []).map((frame, k) => ({
    frame,
    area: reading?.lvAreaPx2[k] ?? 0,
    auditArea: reading?.auditAreaPx2[k] ?? 0,
    agreement: reading?.agreement[k] ?? 0,
    readable: reading?.readable[k] ?? false,
  }));
  return { ...readingSummary(bundle, row), frames };
};
