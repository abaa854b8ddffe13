import { z } from 'zod';

/**
 * bundle.json: what a model bundle promises. A bundle is a folder with this file and the files that it names; one
 * whose hash, shape or dtype is off is refused. Dimension letters: B batch, K references, T maxFrames, H, W pixels,
 * c, h, w latent.
 */
const dtype = z.enum(['float32', 'float16', 'uint8', 'int64']);
export type TensorDtype = z.infer<typeof dtype>;

/** Tensors that a `generate` graph may ask for; the graph's own name for each stands in `name`. */
export const generateInputRoles = [
  'references', // uint8 [B,K,H,W]   observed frames, in the order of their output positions
  'nearest', // int64 [B,T]          which reference each output frame leans on
  'observed', // float [B,T]         1 where the output frame is an observed frame
  'noise', // float [B,T,c,h,w]      standard normal
  'timingNoise', // float [B,8]      standard normal: the graph draws the beat where no curve is given
  'phase', // float [B,3]            first observed frame: contraction, direction (1, -1; 0 unknown), 1 when known
  'ef', // float [B]                 EF as a fraction 0..1
  'efKnown', // float [B]            1 when ef is given
  'curve', // float [B,T,7]          volume curve, see curveChannels
  'curveKnown', // float [B]         1 when curve is given
  'valid', // float [B,T]            1 on the frames that are wanted
] as const;
export type GenerateInputRole = (typeof generateInputRoles)[number];

/** Channels of a volume curve; phase is in beats, 0 = end-diastole. */
export const curveChannels = [
  'cosPhase',
  'sinPhase',
  'cos2Phase',
  'sin2Phase',
  'contraction',
  'volume',
  'known',
] as const;

export const generateOutputRoles = [
  'frames', // uint8 [B,T,H,W]
  'curve', // float [B,T,7]          the volume curve that was used
  'lvArea', // float [B,T]           px^2, inside the outline of the bundle's own reader
  'lvLength', // float [B,T]         px
  'auditArea', // float [B,T]        px^2, inside the outline of the reader that took no part in training
  'auditLength', // float [B,T]      px
  'outline', // float [B,T,P,2]      the own reader's outline, a closed polygon of x, y in px
  'agreement', // float [B,K]        how far the two readers agree on each reference, 0..1
  'latents', // float [B,T,c,h,w]    what the frames were decoded from; to compare bundles, no sample needs it
] as const;
export type GenerateOutputRole = (typeof generateOutputRoles)[number];

/** What the readers say of frames uint8 [N,H,W], each for itself; the same as in `generate`, a frame instead of a clip. */
export const readOutputRoles = ['lvArea', 'lvLength', 'auditArea', 'auditLength', 'outline', 'agreement'] as const;
export type ReadOutputRole = (typeof readOutputRoles)[number];

/** Shapes use letters for dynamic or named sizes and numbers for fixed ones. */
const tensor = <R extends z.ZodType>(role: R) =>
  z.object({ role, name: z.string().min(1), dtype, shape: z.array(z.union([z.int().positive(), z.string().min(1)])) });

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in lower-case hex');
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected a plain file name');

const graph = <I extends z.ZodType, O extends z.ZodType>(inputRole: I, outputRole: O) =>
  z.object({
    file: fileName,
    sha256,
    /** `cuda` graphs hold operators that only that provider has. */
    layout: z.enum(['portable', 'cuda']),
    inputs: z.array(tensor(inputRole)).min(1),
    outputs: z.array(tensor(outputRole)).min(1),
  });

/**
 * How the EF of a made clip is known. carried: two readers outline the ventricle in the observed frames, and the clip's own
 * displacement moves the outlines. re-read: they look at every made frame anew. none: the bundle brings no readers.
 */
export const efMethods = ['carried', 're-read', 'none'] as const;
export type EfMethod = (typeof efMethods)[number];

/** What a frame must have for a ventricle to be believed. */
const gate = z.object({
  /** Least Dice of the two readers' masks. */
  agreementMin: z.number().min(0).max(1),
  /** Least and largest area of either mask, as a share of the frame. */
  areaShare: z.tuple([z.number(), z.number()]),
});
export type Gate = z.infer<typeof gate>;

const range = z.tuple([z.number(), z.number()]);

export const bundleSchema = z.object({
  format: z.literal('echocohort-bundle/2'),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  version: z.string().min(1),
  title: z.string().min(1),
  licence: z.string().min(1),
  provenance: z.object({
    /** What it was trained on and by which code, in words that a reader can check. */
    trainingData: z.string().min(1),
    weights: z.string().min(1),
    citation: z.array(z.string()),
  }),
  maxFrames: z.int().min(2),
  frame: z.object({
    height: z.int().positive(),
    width: z.int().positive(),
    /** pad: keep the aspect, black bars to the right size, centred. stretch: fill the frame. */
    aspect: z.enum(['pad', 'stretch']),
    resize: z.enum(['area', 'nearest']),
    /** The bright end of the training data: a source whose 99th percentile in the sector is lower is scaled up to it, by at most maxGain. */
    intensity: z.object({ p99: z.number().positive(), maxGain: z.number().min(1) }),
  }),
  maxReferences: z.int().positive(),
  latent: z.object({ channels: z.int().positive(), height: z.int().positive(), width: z.int().positive() }),
  /** EF range of the training data, percent. Outside it the samples say that they are extrapolated. */
  efRangePercent: range,
  /** Frames a second that a clip without its own rate is written at. */
  framesPerSecond: z.number().positive(),
  noise: z.literal('philox4x32-10/box-muller'),
  /** The beat's prior (fractions of a beat), used when no curve is given and the graph has no timing flow of its own. */
  timingPrior: z.object({
    beats: z.object({
      framesPerBeatMin: z.number().positive(),
      max: z.number().positive(),
      min: z.number().positive(),
    }),
    endSystole: range,
    isovolumicRelaxation: range,
    earlyFillingDuration: range,
    earlyFillingShare: range,
    atrialStart: range,
  }),
  efMethod: z.enum(efMethods),
  /** Present with readers. */
  gate: gate.optional(),
  batchSize: z.object({ cpu: z.int().positive(), webgpu: z.int().positive(), cuda: z.int().positive() }),
  graphs: z.object({
    generate: z.array(graph(z.enum(generateInputRoles), z.enum(generateOutputRoles))).min(1),
    /** Both readers, alone: they read source clips, and made frames anew where the picture itself is asked. */
    read: graph(z.enum(['frames']), z.enum(readOutputRoles)).optional(),
  }),
  /** Anchor frames for samples without an observed frame: uint8 NPY [N,H,W], each at `contraction` 0 (end-diastole). */
  anchors: z.object({ file: fileName, sha256, count: z.int().positive(), origin: z.string().min(1) }).optional(),
  /** One sample to prove a provider with at start-up: its inputs, and what came out where it was exported. */
  golden: z.object({
    file: fileName, // NPZ-free: raw little-endian uint8 [T,H,W] of the expected frames
    sha256,
    seed: z.int(),
    targetEfPercent: z.number(),
    frames: z.int(),
    anchor: z.int().nonnegative(),
    measuredEfPercent: z.number().nullable(),
    /** Grey levels: mean over all pixels, and the largest single one, that a provider may differ by. */
    tolerance: z.object({ meanLevels: z.number().nonnegative(), maxLevels: z.number().nonnegative() }),
  }),
  /** Figures with their protocol, as measured; free-form, shown to users. */
  quality: z.record(z.string(), z.object({ value: z.number(), protocol: z.string() })),
});
export type BundleManifest = z.infer<typeof bundleSchema>;
export type GenerateGraph = BundleManifest['graphs']['generate'][number];
export type ReadGraph = NonNullable<BundleManifest['graphs']['read']>;
