import { type RunHead, type SampleRow } from '@echocohort/platform';
import { sampleId, type SampleSpec, type SampleStatus } from '@echocohort/shared';
import { efMethod, type SampleView } from './samples.schema.js';

/** Of the samples of before there were takes, those of before carried EF have no outline, and only one reading. */
const hasOutline = ({ take, measuredEfPercent, auditEfPercent }: SampleRow): boolean =>
  measuredEfPercent !== null && (take !== '' || auditEfPercent !== null);

const linksOf = (run: RunHead, index: number, row: SampleRow | null): SampleView['links'] => {
  const self = `/v1/samples/${sampleId(run.id, index)}`;
  const made = row !== null && row.take !== null;
  return {
    self,
    generation: run.kind === 'generation' ? `/v1/generations/${run.id}` : null,
    cohort: run.kind === 'cohort' ? `/v1/cohorts/${run.id}` : null,
    video: made ? `${self}/video` : null,
    contactSheet: made ? `${self}/contact-sheet` : null,
    outline: made && hasOutline(row) ? `${self}/outline` : null,
  };
};

const identityOf = (run: RunHead, index: number, customId: string | null) =>
  ({
    id: sampleId(run.id, index),
    generationId: run.kind === 'generation' ? run.id : null,
    cohortId: run.kind === 'cohort' ? run.id : null,
    index,
    custom_id: customId,
    synthetic: true,
    efMethod,
  }) as const;

const statusWithoutRow = (run: RunHead): SampleStatus => (run.status === 'cancelled' ? 'cancelled' : 'pending');

/** A sample of a run that has no row: it is what was asked for. */
export const unmadeSampleView = (run: RunHead, sample: SampleSpec): SampleView => {
  const { index, customId, targetEfPercent, frames } = sample;
  return {
    ...identityOf(run, index, customId),
    status: statusWithoutRow(run),
    targetEf: targetEfPercent,
    measuredEf: null,
    auditEf: null,
    shownEf: null,
    accepted: null,
    attempts: 0,
    frames,
    framesPerSecond: null,
    seconds: null,
    videoBytes: null,
    videoSha256: null,
    error: null,
    createdAt: null,
    links: linksOf(run, index, null),
  };
};

/** A sample of a run by its row. */
export const madeSampleView = (run: RunHead, row: SampleRow, customId: string | null): SampleView => ({
  ...identityOf(run, row.index, customId),
  status: row.status,
  targetEf: row.targetEfPercent,
  measuredEf: row.measuredEfPercent,
  auditEf: row.auditEfPercent,
  shownEf: row.shownEfPercent,
  accepted: row.accepted,
  attempts: row.attempts,
  frames: row.frames,
  framesPerSecond: row.framesPerSecond,
  seconds: row.seconds,
  videoBytes: row.videoBytes,
  videoSha256: row.videoSha256,
  error: row.error === null ? null : { code: row.error.code, message: row.error.message },
  createdAt: row.createdAt.toISOString(),
  links: linksOf(run, row.index, row),
});
