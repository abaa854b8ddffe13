import { parseArgs } from 'node:util';
import { providers, type Provider } from '@echocohort/sampler';

export const benchNames = [
  'sampler',
  'official',
  'steps',
  'latency',
  'pipeline',
  'queue',
  'finish',
  'wait',
  'scale',
  'cohort',
  'cohort-scale',
  'uploads',
  'commits',
] as const;
export type BenchName = (typeof benchNames)[number];

/** `report` measures nothing: it writes docs/benchmarks.md and its plot anew from the results that are there. */
export type Command = BenchName | 'report';

export interface Arguments {
  readonly command: Command;
  readonly provider: Provider;
  /** Nothing but the result's JSON on stdout. */
  readonly json: boolean;
  /** Folder of the bundle that is measured; null for the default bundle. */
  readonly bundle: string | null;
  /** Folder of the published flow and vae that the bundle was converted from, for its PyTorch peer; null for a trained one. */
  readonly published: string | null;
  readonly rounds: number;
  /** Length of one contestant's turn. */
  readonly turnSeconds: number;
  /** Samples of a run, for the benches that work off a number of them; null for the bench's own number. */
  readonly samples: number | null;
  readonly storage: 'file' | 's3';
  readonly auditShare: number;
  /** Said in the result, such as "cores shared with other work". */
  readonly note: string | null;
  /** Python with PyTorch; null for the repository's own environment. */
  readonly python: string | null;
}

/** Options that no bench can be measured with. */
export class ArgumentError extends Error {}

export const usage = `npm run bench -- ${[...benchNames, 'report'].join('|')} [options]
  --provider cpu|cuda|webgpu  where graphs run (cpu)
  --json                      print nothing but the result
  --bundle DIR                another bundle than models/echo-motion
  --published DIR             official: what the bundle was converted from, DIR/flow and DIR/vae
  --rounds N                  turns of each contestant (5)
  --turn-seconds S            length of a turn (4)
  --samples N                 samples of a run (the bench's own number)
  --storage file|s3           pipeline, finish, cohort, uploads: where objects go (file)
  --audit-share X             pipeline, cohort: share of the samples whose made frames are read anew (0)
  --note TEXT                 kept in the result, such as what else the machine did
  --python FILE               Python with PyTorch (.venv/bin/python)`;

const options = {
  provider: { type: 'string', default: 'cpu' },
  json: { type: 'boolean', default: false },
  bundle: { type: 'string' },
  published: { type: 'string' },
  rounds: { type: 'string', default: '5' },
  'turn-seconds': { type: 'string', default: '4' },
  samples: { type: 'string' },
  storage: { type: 'string', default: 'file' },
  'audit-share': { type: 'string', default: '0' },
  note: { type: 'string' },
  python: { type: 'string' },
} as const;

const oneOf = <T extends string>(name: string, value: string, allowed: readonly T[]): T => {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new ArgumentError(`${name}: expected ${allowed.join(', ')}, got ${value}`);
  return found;
};

const numberFrom = (name: string, text: string, min: number, max: number, whole: boolean): number => {
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max) || (whole && !Number.isInteger(value)))
    throw new ArgumentError(`${name}: expected a ${whole ? 'whole ' : ''}number from ${min} to ${max}, got ${text}`);
  return value;
};

const read = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (cause) {
    throw new ArgumentError((cause as Error).message);
  }
};

/** The command that makes a result again: without what only says how it is shown, and where this machine has its Python. */
export const commandOf = (words: readonly string[]): string => {
  const kept = words.filter((word, at) => word !== '--json' && word !== '--python' && words[at - 1] !== '--python');
  return `npm run bench -- ${kept.map((word) => (/\s/.test(word) ? `'${word}'` : word)).join(' ')}`;
};

/** @throws ArgumentError that names the option and what it takes */
export const parseArguments = (words: readonly string[]): Arguments => {
  const { values, positionals } = read(words);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0)
    throw new ArgumentError(`expected one bench, got ${positionals.join(' ') || 'none'}`);
  return {
    command: oneOf('bench', name, [...benchNames, 'report'] as const),
    provider: oneOf('--provider', values.provider, providers),
    json: values.json,
    bundle: values.bundle ?? null,
    published: values.published ?? null,
    rounds: numberFrom('--rounds', values.rounds, 1, 1_000, true),
    turnSeconds: numberFrom('--turn-seconds', values['turn-seconds'], 0.05, 600, false),
    samples: values.samples === undefined ? null : numberFrom('--samples', values.samples, 1, 10_000_000, true),
    storage: oneOf('--storage', values.storage, ['file', 's3'] as const),
    auditShare: numberFrom('--audit-share', values['audit-share'], 0, 1, false),
    note: values.note ?? null,
    python: values.python ?? null,
  };
};
