/** Bounds that the API promises and every part relies on. Units are in the names. */
export const limits = {
  targetEfMinPercent: 5,
  targetEfMaxPercent: 85,
  framesMin: 2,
  samplesPerGenerationMax: 64,
  samplesPerCohortMax: 10_000_000,
  sourcesPerCohortMax: 20_000,
  /** Lines of an uploaded cohort, and bytes of each. */
  itemsPerCohortMax: 1_000_000,
  itemMaxBytes: 8 * 1024,
  customIdMaxChars: 128,
  /** Targets, offsets or strata of a plan; lengths of a cohort's samples; splits of its sources. */
  targetsPerPlanMax: 200,
  lengthsPerCohortMax: 16,
  splitsMax: 8,
  attemptsMax: 32,
  /** Seeds are unsigned 32-bit: Philox takes them as one key word, and JSON carries them without loss. */
  seedMax: 0xffff_ffff,
  tolerancePpMin: 0.1,
  tolerancePpMax: 50,
  uploadMaxBytes: 256 * 1024 * 1024,
  clipFramesMax: 1024,
  clipSideMaxPx: 1024,
  /** Of a video that is made: what an MP4's time base can say. */
  framesPerSecondMin: 0.001,
  framesPerSecondMax: 1000,
  idempotencyKeyMaxChars: 255,
} as const;
