import { anchorFrame, type Bundle, type Sampler, type SampleRequest, type SampleResult } from '@echocohort/sampler';
import { type Contestant, type Turn } from '../measure/rounds.js';

/** Samples that lean on an anchor frame of the bundle each, as a run without a source clip has them. */
export interface PlainRequest {
  readonly request: SampleRequest;
  readonly anchor: number;
}

const seed = 20;
const [efMin, efMax] = [20, 70];

/** The requests of one batch: fixed seeds, target EFs spread over what hearts do. */
export const plainRequests = (bundle: Bundle, count: number): Promise<PlainRequest[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { pixels, anchor } = await anchorFrame(bundle, seed, index);
      const request: SampleRequest = {
        seed,
        index,
        attempt: 0,
        requestedEfPercent: efMin + ((efMax - efMin) * (index % 8)) / 7,
        frames: bundle.manifest.maxFrames,
        references: [pixels],
        positions: [0],
        anchorPhase: { position: 0, contraction: 0, contracting: null },
      };
      return { request, anchor };
    }),
  );

/** Batches through the sampler as a worker sends them, for about `seconds`. */
export const sampleFor = async (
  sampler: Pick<Sampler, 'generate' | 'batchesInFlight'>,
  batch: readonly SampleRequest[],
  seconds: number,
): Promise<Turn> => {
  const startMs = performance.now();
  const endMs = startMs + seconds * 1_000;
  let items = 0;
  const lane = async (): Promise<void> => {
    do {
      const made = await sampler.generate(batch); // not in one line with the sum, which two lanes share
      items += made.length;
    } while (performance.now() < endMs);
  };
  await Promise.all(Array.from({ length: sampler.batchesInFlight }, lane));
  return { items, seconds: (performance.now() - startMs) / 1_000 };
};

export const samplerContestant = (
  sampler: Pick<Sampler, 'generate' | 'batchesInFlight'>,
  batch: readonly SampleRequest[],
  name = 'sampler',
): Contestant => ({ name, turn: (seconds) => sampleFor(sampler, batch, seconds) });

/** Largest difference of two lists of EFs; undefined when one of them has none. */
export const largestDifference = (
  ours: readonly Pick<SampleResult, 'reading'>[],
  theirs: readonly number[],
): number | undefined => {
  if (theirs.length !== ours.length) return undefined;
  const gaps = ours.flatMap(({ reading }, at) => {
    const ef = reading?.measuredEfPercent ?? null;
    return ef === null ? [] : [Math.abs(ef - (theirs[at] as number))];
  });
  return gaps.length === 0 ? undefined : Math.max(...gaps);
};
