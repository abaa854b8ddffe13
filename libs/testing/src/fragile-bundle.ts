import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a graph cannot do; everything else it does as `models/tiny`. */
export interface Fragility {
  /** A call fails that holds a sample whose requested EF is above this. */
  readonly failsAboveEfPercent?: number;
  /** A call of more samples than this runs out of memory. */
  readonly mostSamplesPerCall?: number;
}

const tiny = fileURLToPath(new URL('../../../models/tiny', import.meta.url));

/**
 * A copy of `models/tiny` whose generate graph breaks down as told: a real graph, failing inside ONNX Runtime. Its
 * golden sample is as good as before.
 * @param dir a folder that is not there yet
 */
export const fragileBundle = async (dir: string, fragility: Fragility): Promise<string> => {
  await cp(tiny, dir, { recursive: true });
  const manifest = JSON.parse(await readFile(join(dir, 'bundle.json'), 'utf8')) as {
    graphs: { generate: [{ file: string; sha256: string }] };
  };
  const [graph] = manifest.graphs.generate;
  const file = join(dir, graph.file);
  // Two parts of one protobuf message that stand behind each other are read as one: their nodes come together.
  const bytes = Buffer.concat([await readFile(file), graphPart(fragility)]);
  graph.sha256 = createHash('sha256').update(bytes).digest('hex');
  await writeFile(file, bytes);
  await writeFile(join(dir, 'bundle.json'), JSON.stringify(manifest));
  return dir;
};

const graphPart = ({ failsAboveEfPercent, mostSamplesPerCall }: Fragility): Buffer =>
  message(
    7, // ModelProto.graph
    ...(failsAboveEfPercent === undefined ? [] : lookup(failsAboveEfPercent)),
    ...(mostSamplesPerCall === undefined ? [] : reserve(mostSamplesPerCall)),
  );

/** Looks the EF up in a table that ends at `mostPercent`: an index behind its end is refused. */
const lookup = (mostPercent: number): Buffer[] => [
  tensor('fragile.hundred', dtypes.float, [], Buffer.from(Float32Array.of(100).buffer)),
  tensor('fragile.table', dtypes.float, [mostPercent + 1], Buffer.alloc(4 * (mostPercent + 1))),
  node('Mul', ['ef', 'fragile.hundred'], 'fragile.percent'),
  node('Cast', ['fragile.percent'], 'fragile.index', message(5, text(1, 'to'), number(3, dtypes.int64), number(20, 2))),
  node('Gather', ['fragile.table', 'fragile.index'], 'fragile.looked'),
  output('fragile.looked'),
];

/** Wants 2^46 floats for every `most` + 1 samples: more than a process can address, so no machine has them. */
const reserve = (most: number): Buffer[] => [
  tensor('fragile.most', dtypes.int64, [1], Buffer.from(BigInt64Array.of(BigInt(most + 1)).buffer)),
  tensor('fragile.floats', dtypes.int64, [1], Buffer.from(BigInt64Array.of(2n ** 46n).buffer)),
  node('Shape', ['ef'], 'fragile.samples'),
  node('Div', ['fragile.samples', 'fragile.most'], 'fragile.times'),
  node('Mul', ['fragile.times', 'fragile.floats'], 'fragile.size'),
  node('ConstantOfShape', ['fragile.size'], 'fragile.reserved'),
  output('fragile.reserved'),
];

/** Element types of ONNX. */
const dtypes = { float: 1, int64: 7 } as const;

/* The few messages of onnx.proto that are needed, by their field numbers. */

const node = (operator: string, inputs: readonly string[], result: string, ...attributes: Buffer[]): Buffer =>
  message(1, ...inputs.map((name) => text(1, name)), text(2, result), text(4, operator), ...attributes);

const tensor = (name: string, dtype: number, dims: readonly number[], bytes: Buffer): Buffer =>
  message(5, ...dims.map((size) => number(1, size)), number(2, dtype), text(8, name), field(9, bytes));

/** A float output [n]. */
const output = (name: string): Buffer => {
  const shape = message(2, message(1, text(2, `${name}.size`)));
  return message(12, text(1, name), message(2, message(1, number(1, dtypes.float), shape)));
};

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(value >> 7)]);
const number = (at: number, value: number): Buffer => Buffer.from([...varint(at << 3), ...varint(value)]);
const field = (at: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([...varint((at << 3) | 2), ...varint(bytes.length)]), bytes]);
const text = (at: number, words: string): Buffer => field(at, Buffer.from(words));
const message = (at: number, ...fields: Buffer[]): Buffer => field(at, Buffer.concat(fields));
