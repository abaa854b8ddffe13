import { type ClipFiles, type ClipOrder } from '@echocohort/media';
import {
  type CommitVerdict,
  type Logger,
  type Metrics,
  type Phase,
  type SampleOutcomeLabel,
  type SampleResultRow,
} from '@echocohort/platform';
import { reread } from '@echocohort/sampler';
import { type Attempt } from '@echocohort/shared';
import { type Clock } from './flow/clock.js';
import { type Committer } from './finish/committer.js';
import { provenanceOf } from './finish/sample-record.js';
import { failedRow, succeededRow } from './finish/sample-row.js';
import { efsOf, errorPp, makeWithinTolerance, type MadeSample, type Try } from './inference/make-within-tolerance.js';
import { noVentricle } from './input/no-ventricle.js';
import { isOutage } from './flow/outages.js';
import { encodeSample, type SampleUploads } from './finish/sample-files.js';
import { type SampleInput, type SampleInputs } from './input/sample-input.js';
import { type FinishedSample, type SampleJob } from './sample-job.js';
import { isInShare, shownEfPercent } from './inference/shown-ef.js';

export interface PipelineOptions {
  readonly inputs: SampleInputs;
  readonly encodeClip: (order: ClipOrder) => Promise<ClipFiles>;
  /** Another way to a sample's files than `encodeSample`. */
  readonly encodeSample?: typeof encodeSample;
  readonly uploads: SampleUploads;
  readonly committer: Committer;
  /** Share of the samples whose made frames are read anew. */
  readonly auditShare: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/**
 * The way of one sample. Each stage works for itself and bounds what it holds; a full one keeps back those before it.
 *
 * | stage  | at once                          | holds at most                                             |
 * |--------|----------------------------------|-----------------------------------------------------------|
 * | input  | 16 range reads                   | the samples of the tickets in hand (`inHand`)             |
 * | wait   | the collector fills batches      | the same; interactive samples stand before bulk ones      |
 * | infer  | `batchesInFlight` of the devices | those; verifying sends a sample back to wait, in front    |
 * | audit  | the device, between batches      | `samplesFinishing` from here to commit (`Finishing`)      |
 * | encode | encodeConcurrency threads        | 16 clips a thread, of those                               |
 * | upload | uploadConcurrency PUTs           | of those                                                  |
 * | commit | one transaction of up to 128 rows | of those                                                  |
 *
 * Time and samples of each stage: echocohort_phase_duration_seconds and echocohort_phase_samples.
 */
export class Pipeline {
  constructor(private readonly options: PipelineOptions) {}

  /**
   * Makes a sample and commits it, or commits that it has failed for good.
   * @throws what the ticket should be tried again for: an outage, a lost ticket, a worker that shuts down
   */
  async run(job: SampleJob): Promise<void> {
    const startedMs = this.options.clock.now();
    const attempts: Attempt[] = [];
    try {
      const input = await this.input(job);
      const made = await this.make(job, input, attempts);
      await job.served.finishing.hold(() => this.finish(job, input, made, attempts, startedMs));
    } catch (error) {
      if (job.signal.aborted || isOutage(error)) throw error;
      this.options.logger.error({ err: error, runId: job.ticket.runId, index: job.sample.index }, 'a sample failed');
      await this.commit(failedRow(job, error, attempts.length, this.secondsSince(startedMs)));
    }
  }

  private async input({ ticket, sample, served, arrived }: SampleJob): Promise<SampleInput> {
    const { inputs } = this.options;
    const reader = { bundle: served.bundle, read: (frames: readonly Uint8Array[]) => served.device.read(frames) };
    return this.timed('input', () => inputs.read(ticket.tenantId, sample, reader)).finally(arrived);
  }

  /** Batch, infer, verify; another attempt goes back to the front of the collector. */
  private make(
    { ticket, sample, served, signal }: SampleJob,
    input: SampleInput,
    attempts: Attempt[],
  ): Promise<MadeSample> {
    const { seed, noiseIndex: index, frames } = sample;
    const { references, positions, anchorPhase } = input;
    const { manifest } = served.bundle;
    const { phaseSamples } = this.options.metrics;
    phaseSamples.inc({ phase: 'infer' });
    const tryOnce: Try = async (attempt, requestedEfPercent) => {
      const request = { seed, index, attempt, requestedEfPercent, frames, references, positions, anchorPhase };
      const result = await served.collector.submit(request, { lane: ticket.lane, inFront: attempt > 0, signal });
      return reread(manifest, served.device, request, result);
    };
    return makeWithinTolerance(sample, attempts, tryOnce, (reading) => noVentricle(reading, input, manifest)).finally(
      () => phaseSamples.dec({ phase: 'infer' }),
    );
  }

  /** Look at what is shown, encode, upload, commit. */
  private async finish(
    job: SampleJob,
    input: SampleInput,
    made: MadeSample,
    attempts: readonly Attempt[],
    startedMs: number,
  ): Promise<void> {
    const { encodeClip, encodeSample: encode = encodeSample, uploads } = this.options;
    const finished = { ...job, input, made, shownEfPercent: await this.shownEf(job, made) };
    const provenance = provenanceOf(finished, attempts);
    const files = await this.timed('encode', () => encode(finished, provenance, encodeClip)).finally(
      made.result.release,
    );
    const stored = await this.timed('upload', () => uploads.store(finished, files));
    this.observeEf(finished);
    await this.commit(succeededRow(finished, attempts.length, stored, this.secondsSince(startedMs)));
  }

  /** Of a share of the measured samples, accepted or not. */
  private shownEf({ sample, served }: SampleJob, { result }: MadeSample): Promise<number | null> {
    if (result.reading === null || !isInShare(sample, this.options.auditShare)) return Promise.resolve(null);
    return this.timed('audit', () => shownEfPercent(served.device, result.frames, served.bundle));
  }

  private observeEf({ served, sample, made, shownEfPercent: shown }: FinishedSample): void {
    const { reading } = made.result;
    const { efError, shownEfDifference } = this.options.metrics;
    const error = errorPp(reading, sample.targetEfPercent);
    if (Number.isFinite(error)) efError.observe(error);
    const { measuredEfPercent: measured } = efsOf(reading);
    if (shown === null || measured === null) return;
    shownEfDifference.observe({ bundle: served.bundle.manifest.name }, Math.abs(shown - measured));
  }

  private async commit(row: SampleResultRow): Promise<void> {
    const verdict = await this.timed('commit', () => this.options.committer.commit(row));
    this.options.metrics.samples.inc({ outcome: outcomeOf(row, verdict) });
    if (verdict === 'committed') return;
    const { runId, index, tenantId, take } = row;
    this.options.logger.info({ runId, index, verdict }, 'a sample was not needed any more');
    if (take !== null) await this.options.uploads.discard({ tenantId, runId, index, take });
  }

  private async timed<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    const { clock, metrics } = this.options;
    const startedMs = clock.now();
    metrics.phaseSamples.inc({ phase });
    try {
      return await work();
    } finally {
      metrics.phaseSamples.dec({ phase });
      metrics.phaseDuration.observe({ phase }, this.secondsSince(startedMs));
    }
  }

  private secondsSince(ms: number): number {
    return (this.options.clock.now() - ms) / 1_000;
  }
}

/** A duplicate counts with the fenced ones: made, and not committed. */
const outcomeOf = ({ status, accepted }: SampleResultRow, verdict: CommitVerdict): SampleOutcomeLabel => {
  if (verdict !== 'committed') return 'fenced';
  if (status === 'failed') return 'failed';
  return accepted ? 'accepted' : 'out_of_tolerance';
};
