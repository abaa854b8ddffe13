import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BundleManifest, EchoError } from '@echocohort/shared';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBundle } from './open-bundle.js';
import { startSampler } from '../start-sampler.js';

const source = fileURLToPath(new URL('../../../../models/tiny', import.meta.url));
let root = '';
let copies = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sampler-bundle-'));
});
afterAll(() => rm(root, { recursive: true }));

const copyOf = async (): Promise<string> => {
  const dir = join(root, `copy-${(copies += 1)}`);
  await cp(source, dir, { recursive: true });
  return dir;
};
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const manifestOf = async (dir: string): Promise<BundleManifest> =>
  JSON.parse(await readFile(join(dir, 'bundle.json'), 'utf8')) as BundleManifest;

type Tamper = (manifest: BundleManifest, dir: string) => void | Promise<void>;
const tampered = async (tamper: Tamper): Promise<string> => {
  const dir = await copyOf();
  const manifest = await manifestOf(dir);
  await tamper(manifest, dir);
  await writeFile(join(dir, 'bundle.json'), JSON.stringify(manifest));
  return dir;
};
const refusal = async (promise: Promise<unknown>): Promise<EchoError> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EchoError);
  expect((error as EchoError).code).toBe('bundle-invalid');
  return error as EchoError;
};
/** Rewrites a file of the bundle and states its new hash, as somebody would who means it. */
const replace = async (dir: string, part: { file: string; sha256: string }, change: (bytes: Buffer) => Buffer) => {
  const bytes = change(await readFile(join(dir, part.file)));
  await writeFile(join(dir, part.file), bytes);
  part.sha256 = sha256(bytes);
};
const generate = (manifest: BundleManifest) => manifest.graphs.generate[0]!;
const withoutGate: Tamper = (manifest) => {
  delete manifest.gate;
};
const withoutAgreement: Tamper = ({ graphs }) => {
  graphs.read!.outputs = graphs.read!.outputs.filter(({ role }) => role !== 'agreement');
};

describe('openBundle', () => {
  it('opens an untouched copy, wherever it lies, and names it by its manifest', async () => {
    const bundle = await openBundle(await copyOf());
    const bytes = await readFile(join(source, 'bundle.json'));
    expect(bundle.fingerprint).toBe(sha256(bytes));
    expect(bundle.manifest.name).toBe((JSON.parse(bytes.toString()) as BundleManifest).name);
    const touched = await openBundle(await tampered((manifest) => void (manifest.title += '.')));
    expect(touched.fingerprint).not.toBe(bundle.fingerprint);
  });

  it('refuses a folder without bundle.json, and one whose bundle.json is not JSON', async () => {
    const dir = await copyOf();
    await writeFile(join(dir, 'bundle.json'), '{"format": ');
    expect((await refusal(openBundle(dir))).message).toMatch(/^bundle\.json: expected JSON/);
    await rm(join(dir, 'bundle.json'));
    expect((await refusal(openBundle(dir))).message).toMatch(/^bundle\.json: expected a file in/);
  });

  it.each<[string, RegExp, Tamper]>([
    ['an unknown format', /^bundle\.json format: /, (m) => void Object.assign(m, { format: 'echocohort-bundle/1' })],
    ['no name', /^bundle\.json name: /, (m) => void Object.assign(m, { name: undefined })],
    [
      'a file outside its folder',
      /^bundle\.json graphs\.generate\.0\.file: expected a plain file name/,
      (m) => void (generate(m).file = '../generate.onnx'),
    ],
    [
      'an absolute file',
      /^bundle\.json golden\.file: expected a plain file name/,
      (m) => void (m.golden.file = '/etc/passwd'),
    ],
    ['a hash that is none', /^bundle\.json golden\.sha256: /, (m) => void (m.golden.sha256 = 'abc')],
    [
      'an anchor that is not there as golden one',
      /^bundle\.json golden\.anchor: /,
      (m) => void (m.golden.anchor = m.anchors!.count),
    ],
    [
      'golden frames beyond maxFrames',
      /^bundle\.json golden\.frames: /,
      (m) => void (m.golden.frames = m.maxFrames + 1),
    ],
  ])('refuses a manifest with %s', async (_, words, tamper) => {
    expect((await refusal(openBundle(await tampered(tamper)))).message).toMatch(words);
  });

  it.each<[string, (manifest: BundleManifest) => { file: string }]>([
    ['generate graph', generate],
    ['read graph', (manifest) => manifest.graphs.read!],
    ['golden sample', (manifest) => manifest.golden],
    ['anchor frames', (manifest) => manifest.anchors!],
  ])('refuses a bundle whose %s is missing, cut short, altered by a bit or a link', async (_, partOf) => {
    const { file } = partOf(await manifestOf(source));
    const variants: [string, (path: string) => Promise<void>][] = [
      ['got ENOENT', (path) => rm(path)],
      ['expected SHA-256', (path) => truncate(path, 100)],
      [
        'expected SHA-256',
        async (path) => {
          const bytes = await readFile(path);
          bytes[bytes.length >> 1]! ^= 1;
          await writeFile(path, bytes);
        },
      ],
      [
        'expected a plain file',
        async (path) => {
          await rm(path);
          await symlink(join(source, file), path);
        },
      ],
    ];
    for (const [words, spoil] of variants) {
      const dir = await copyOf();
      await spoil(join(dir, file));
      const error = await refusal(openBundle(dir));
      expect(error.message).toContain(words);
      expect(error.issues[0]!.field).toBe(file);
    }
  });

  it.each<[string, RegExp, Tamper]>([
    ['is no graph', /expected an ONNX graph/, (m, dir) => replace(dir, generate(m), () => Buffer.from('hello'))],
    [
      'has another name for an input',
      /input 'nobody' of bundle\.json: the graph has only/,
      (m) => void (generate(m).inputs[0]!.name = 'nobody'),
    ],
    [
      'has another dtype than bundle.json says',
      /bundle\.json says dtype float16, the graph has float32/,
      (m) => void (generate(m).inputs.find(({ role }) => role === 'noise')!.dtype = 'float16'),
    ],
    [
      'has a dtype that its role does not allow',
      /expected dtype uint8 for references, got float32/,
      (m) => void (generate(m).inputs.find(({ role }) => role === 'references')!.dtype = 'float32'),
    ],
    [
      'has a declared shape that its role does not allow',
      /expected shape \[B,\d+,\d+,\d+,\d+\] for noise, got \[B,T\]/,
      (m) => void (generate(m).inputs.find(({ role }) => role === 'noise')!.shape = ['B', 'T']),
    ],
    [
      'has another latent size than the manifest',
      /input '.*': expected shape \[B,8,5,4,4\], the graph has \[.*,8,4,4,4\]/,
      (m) => {
        m.latent.channels += 1;
        generate(m).inputs.find(({ role }) => role === 'noise')!.shape = ['B', 'T', 'c', 'h', 'w'];
      },
    ],
    [
      'wants an input that bundle.json does not name',
      /the graph wants it and bundle\.json does not name it/,
      (m) =>
        void generate(m).inputs.splice(
          generate(m).inputs.findIndex(({ role }) => role === 'noise'),
          1,
        ),
    ],
    [
      'gives no frames',
      /outputs: expected one of role frames/,
      (m) => void (generate(m).outputs = generate(m).outputs.filter(({ role }) => role !== 'frames')),
    ],
    [
      'measures by one reader alone',
      /outputs: expected all of lvArea, .*, or none; auditLength is missing/,
      (m) => void (generate(m).outputs = generate(m).outputs.filter(({ role }) => role !== 'auditLength')),
    ],
    [
      'draws outlines of too few points',
      /output 'outline': expected shape \[B,8,P,2\] for outline, got \[B,8,7,2\]/,
      (m) => void (generate(m).outputs.find(({ role }) => role === 'outline')!.shape = ['B', 8, 7, 2]),
    ],
    [
      'names a role twice',
      /inputs: expected each role once/,
      (m) => void generate(m).inputs.push({ ...generate(m).inputs[0]!, name: 'again' }),
    ],
  ])('refuses a generate graph that %s', async (_, words, tamper) => {
    const error = await refusal(openBundle(await tampered(tamper)));
    expect(error.message).toMatch(words);
    expect(error.issues[0]!.field).toBe(generate(await manifestOf(source)).file);
  });

  it.each<[string, RegExp, Tamper]>([
    [
      'that is none of the three',
      /^bundle\.json efMethod: Invalid option/,
      (m) => void Object.assign(m, { efMethod: 'guessed' }),
    ],
    [
      'that carries outlines which its graph does not make',
      /^bundle\.json efMethod: 'carried': expected each generate graph to carry outlines/,
      (m) => void (generate(m).outputs = generate(m).outputs.filter(({ role }) => role === 'frames')),
    ],
    [
      'that re-reads without a reader',
      /^bundle\.json efMethod: 're-read': expected a read graph/,
      (m) => {
        m.efMethod = 're-read';
        delete m.graphs.read;
        generate(m).outputs = generate(m).outputs.filter(({ role }) => role === 'frames');
      },
    ],
    [
      'that is none, and readers besides',
      /^bundle\.json efMethod: 'none': expected no readers/,
      (m) => void (m.efMethod = 'none'),
    ],
    ['that nothing guards', /^bundle\.json gate: expected what its readers must see/, withoutGate],
    ['by half a reader', /^read\.onnx: outputs: expected one of role agreement/, withoutAgreement],
  ])('refuses a way to an EF %s', async (_, words, tamper) => {
    expect((await refusal(openBundle(await tampered(tamper)))).message).toMatch(words);
  });

  it.each<[string, RegExp, Tamper]>([
    ['are fewer than stated', /expected uint8 \[\d+, \d+, \d+\]/, (m) => void (m.anchors!.count += 1)],
    ['are no NPY file', /expected an NPY file/, (m, dir) => replace(dir, m.anchors!, (bytes) => bytes.fill(0, 0, 6))],
    [
      'are floats',
      /got the header/,
      (m, dir) =>
        replace(dir, m.anchors!, (bytes) => Buffer.from(bytes.toString('latin1').replace('|u1', '<f4'), 'latin1')),
    ],
    [
      'lack bytes',
      /expected \d+ bytes of pixels, got/,
      (m, dir) => replace(dir, m.anchors!, (bytes) => bytes.subarray(0, bytes.length - 1)),
    ],
  ])('refuses anchor frames that %s', async (_, words, tamper) => {
    const error = await refusal(openBundle(await tampered(tamper)));
    expect(error.message).toMatch(words);
    expect(error.issues[0]!.field).toBe((await manifestOf(source)).anchors!.file);
  });
});

describe('the golden sample at start-up', () => {
  const start = async (dir: string) => startSampler(await openBundle(dir), { provider: 'cpu', threads: 1 });

  it('lets an untouched copy work', async () => {
    const sampler = await start(await copyOf());
    expect(sampler.determinism).toBe('bitwise');
    await sampler.close();
  });

  it.each<[string, Tamper]>([
    ['other pixels', (m, dir) => replace(dir, m.golden, (bytes) => Buffer.from(bytes.map((grey) => grey ^ 0x20)))],
    ['another seed', (m) => void (m.golden.seed += 1)],
    ['another target', (m) => void (m.golden.targetEfPercent /= 2)],
    ['other anchor frames', (m, dir) => replace(dir, m.anchors!, (bytes) => bytes.fill(99, 128))],
    ['another measured EF', (m) => void (m.golden.measuredEfPercent! += 5)],
    ['another beat', (m) => void (m.timingPrior.endSystole = [0.6, 0.6])],
  ])('keeps a bundle with %s out of work', async (_, tamper) => {
    const error = await refusal(start(await tampered(tamper)));
    expect(error.message).toMatch(/expected the golden sample/);
    expect(error.issues[0]!.field).toBe((await manifestOf(source)).golden.file);
  });

  it('calls a machine that is off by less than the bundle allows one of tolerance, not of equal bytes', async () => {
    const dir = await tampered(async (m, at) => {
      await replace(at, m.golden, (bytes) => {
        bytes[0] = bytes[0]! < 255 ? bytes[0]! + 1 : 254;
        return bytes;
      });
      m.golden.tolerance = { meanLevels: 0.01, maxLevels: 1 };
    });
    const sampler = await start(dir);
    expect(sampler.determinism).toBe('tolerance');
    await sampler.close();
  });
});
