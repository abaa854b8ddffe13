import { providers } from '@echocohort/sampler';
import { z } from 'zod';

const rate = z.number().positive();
const ratio = z.number().positive();
const share = z.number().min(0).max(1);

/** What one bundle's sampler does beside its peers. Absent: that peer does not run with that provider. */
const samplerFigures = z.object({
  clipsPerSecond: rate,
  torchEagerClipsPerSecond: rate,
  torchCompileClipsPerSecond: rate.optional(),
  onnxruntimePythonClipsPerSecond: rate.optional(),
  vsTorchEager: ratio,
  vsTorchCompile: ratio.optional(),
  vsOnnxruntimePython: ratio.optional(),
  /** Floating-point operations of matrix products and convolutions in one clip. */
  gigaflopsPerClip: rate,
  /** What a large float16 product reaches on this GPU, and the share of the time in which the clips would be done at that rate. */
  matmulTeraflopsPerSecond: rate.optional(),
  peakShare: ratio.optional(),
  /** Of the card's published rate for dense float16; only for cards whose rate is known. */
  publishedPeakShare: ratio.optional(),
  /** Largest difference of a sample's measured EF between ours and torch eager, percentage points. */
  maxEfDifferencePp: z.number().nonnegative().optional(),
});

/** What a sample costs a worker's event loop, and each process. */
const costs = {
  loopLagP99Ms: z.number().nonnegative(),
  encodersCpuMsPerSample: z.number().nonnegative().optional(),
  workerCpuMsPerSample: z.number().nonnegative(),
  inferenceCpuMsPerSample: z.number().nonnegative().optional(),
  dispatcherCpuMsPerSample: z.number().nonnegative(),
  redisCpuMsPerSample: z.number().nonnegative(),
  postgresCpuMsPerSample: z.number().nonnegative(),
} as const;

const figures = {
  sampler: samplerFigures,
  official: samplerFigures,
  steps: z.object({
    step1ClipsPerSecond: rate,
    step25ClipsPerSecond: rate,
    step50ClipsPerSecond: rate,
    vs25Steps: ratio,
    vs50Steps: ratio,
  }),
  latency: z.object({
    pinnedK1P50Ms: rate,
    pinnedK1P95Ms: rate,
    pinnedK2P50Ms: rate,
    pinnedK2P95Ms: rate,
    pinnedK4P50Ms: rate,
    pinnedK4P95Ms: rate,
    exactK1P50Ms: rate,
    exactK1P95Ms: rate,
    exactK2P50Ms: rate,
    exactK2P95Ms: rate,
    exactK4P50Ms: rate,
    exactK4P95Ms: rate,
    vsExactP50: ratio,
  }),
  pipeline: z
    .object({
      clipsPerSecond: rate,
      samplerClipsPerSecond: rate,
      vsSampler: ratio,
      fillBacklog: share,
      fillTrickle: share,
      /** Of what the calls had room for, which a GPU's are filled up to. */
      classFillTrickle: share,
      deviceBusy: share,
      /** Of the machine's cores, whoever took them. */
      coresBusy: share,
    })
    .extend(costs),
  queue: z.object({ samplesPerSecond: rate, singlesPerSecond: rate, overheadMsPerSample: rate }).extend(costs),
  finish: z.object({ clipsPerSecond: rate }).extend(costs),
  scale: z.object({
    workers1SamplesPerSecond: rate,
    workers2SamplesPerSecond: rate,
    workers4SamplesPerSecond: rate,
    workers8SamplesPerSecond: rate,
    efficiency2: ratio,
    efficiency4: ratio,
    efficiency8: ratio,
    gpu2ClipsPerSecond: rate.optional(),
    efficiencyGpu2: ratio.optional(),
  }),
  cohort: z.object({
    samples: z.int().positive(),
    acceptedShare: share,
    attemptsPerSample: z.number().min(1),
    seconds: rate,
    clipsPerSecond: rate,
    attemptsPerSecond: rate,
    fill: share,
    deviceBusy: share,
    loopLagP99Ms: z.number().nonnegative(),
    storedVideos: z.int().nonnegative(),
    storedMegabytes: rate,
  }),
  wait: z.object({
    aloneP50Ms: rate,
    aloneP95Ms: rate,
    besideCohortP50Ms: rate,
    besideCohortP95Ms: rate,
    /** At the 95th percentile. */
    vsAlone: ratio,
  }),
  'cohort-scale': z.object({
    /** From the request for a cohort of a million samples to its answer, and the rows that it leaves. */
    createMs: rate,
    createRows: z.int().nonnegative(),
    apiRssSlopeMbPerHour: z.number(),
    workerRssSlopeMbPerHour: z.number(),
    redisBytesMax: rate,
    /** From the request to the last commit, or to the next one: the slowest of the rounds. */
    pauseMs: z.number().nonnegative(),
    resumeMs: rate,
    cancelMs: z.number().nonnegative(),
    /** Bounds of the histogram's buckets in which the quantiles lie. */
    roundMsP50: rate,
    roundMsP99: rate,
    samplesPerSecond: rate,
    /** Of tenants of weights 1 and 3: how far the light one's share is off, in parts of a quarter. */
    shareError: z.number().nonnegative(),
    floodWaitP50Ms: rate,
    floodWaitP95Ms: rate,
    /** In the lane of the flood. */
    floodSameLaneMaxMs: rate,
    handoverStoppedMs: rate,
    handoverKilledMs: rate,
    /** What the slopes were taken from. */
    memory: z.array(
      z.object({
        seconds: z.number(),
        samples: z.int(),
        apiMb: z.number(),
        workerMb: z.number(),
        redisMb: z.number(),
      }),
    ),
  }),
  uploads: z.object({
    worstUploads: z.int().positive(),
    worstStored: z.int().nonnegative(),
    worstRefused: z.int().nonnegative(),
    goodUploads: z.int().positive(),
    goodStored: z.int().nonnegative(),
    /** How often an upload was told to come back. */
    turnedAway: z.int().nonnegative(),
    seconds: rate,
    healthzP99Ms: rate,
    healthzMaxMs: rate,
    /** Of the API and all that it started, pages that they share counted for each. */
    memoryPeakMiB: rate,
    /** Files of uploads after all was done, and files and processes after the API was killed in the middle of some. */
    leftBehind: z.int().nonnegative(),
  }),
  commits: z.object({
    /** Of a sample in PostgreSQL, its indexes counted in. */
    rowBytes: rate,
    /** Commits a second with ten million rows in the table, over those with ten thousand. */
    commitRatio: ratio,
    commitsPerSecond: rate,
  }),
} as const;

const header = {
  provider: z.enum(providers),
  measuredAt: z.iso.datetime(),
  /** Short hash; "+" behind it: the tree held changes. */
  commit: z.string().regex(/^([0-9a-f]{7,40}\+?|unknown)$/),
  command: z.string().min(1),
  note: z.string().nullable(),
  hardware: z.object({
    cpu: z.string(),
    cores: z.int().positive(),
    memoryGiB: rate,
    gpus: z.array(z.string()),
    node: z.string(),
  }),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Lowest and highest round of figures that are medians of rounds, by the figure's name. */
  spread: z.record(z.string(), z.object({ low: z.number(), high: z.number(), rounds: z.int().positive() })),
};

/** A result as it stands in bench/results. One schema a bench: its figures stand at the top, beside where they are from. */
export const resultSchema = z.discriminatedUnion('bench', [
  z.strictObject({ bench: z.literal('sampler'), ...header, ...figures.sampler.shape }),
  z.strictObject({ bench: z.literal('official'), ...header, ...figures.official.shape }),
  z.strictObject({ bench: z.literal('steps'), ...header, ...figures.steps.shape }),
  z.strictObject({ bench: z.literal('latency'), ...header, ...figures.latency.shape }),
  z.strictObject({ bench: z.literal('pipeline'), ...header, ...figures.pipeline.shape }),
  z.strictObject({ bench: z.literal('queue'), ...header, ...figures.queue.shape }),
  z.strictObject({ bench: z.literal('finish'), ...header, ...figures.finish.shape }),
  z.strictObject({ bench: z.literal('scale'), ...header, ...figures.scale.shape }),
  z.strictObject({ bench: z.literal('cohort'), ...header, ...figures.cohort.shape }),
  z.strictObject({ bench: z.literal('wait'), ...header, ...figures.wait.shape }),
  z.strictObject({ bench: z.literal('cohort-scale'), ...header, ...figures['cohort-scale'].shape }),
  z.strictObject({ bench: z.literal('uploads'), ...header, ...figures.uploads.shape }),
  z.strictObject({ bench: z.literal('commits'), ...header, ...figures.commits.shape }),
]);
export type Result = z.infer<typeof resultSchema>;

type FigureSchemas = typeof figures;
export type Figures<N extends keyof FigureSchemas> = z.infer<FigureSchemas[N]>;
export type SamplerFigures = z.infer<typeof samplerFigures>;
export type Hardware = Result['hardware'];
export type SpreadEntry = Result['spread'][string];

/** What a bench gives back: its figures, and how they came about. */
export interface Measured<N extends keyof FigureSchemas> {
  readonly figures: Figures<N>;
  readonly settings: Result['settings'];
  readonly spread: Result['spread'];
}

const headerKeys = new Set([...Object.keys(header), 'bench']);

/** Every figure of a result under its name, in the order of the schema. */
export const figuresOf = (result: Result): [name: string, value: number][] =>
  Object.entries(result).filter(
    (entry): entry is [string, number] => !headerKeys.has(entry[0]) && typeof entry[1] === 'number',
  );

export const fileNameOf = ({ bench, provider }: Pick<Result, 'bench' | 'provider'>): string =>
  `${bench}-${provider}.json`;
