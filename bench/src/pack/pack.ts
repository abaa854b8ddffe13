import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { openBundle, providers, type Bundle, type Provider } from '@echocohort/sampler';
import { commit } from '../measure/hardware.js';
import { plainRequests } from '../contestants/own-sampler.js';
import { preparePeer, pythonOf } from '../contestants/peer.js';
import { root } from '../system/root.js';
import { stageApp, stageCuda, stageModules, stageRuntime } from './contents.js';
import { cudaProvider } from './cuda-provider.js';
import { packManifestSchema, type PackManifest } from './manifest.js';
import { splitArchive } from './pieces.js';

const options = {
  out: { type: 'string' },
  provider: { type: 'string', default: 'cuda' },
  'piece-mib': { type: 'string', default: '56' },
  bundle: { type: 'string', multiple: true },
  ffmpeg: { type: 'string' },
  python: { type: 'string' },
} as const;

const usage = `node bench/gpu/pack.mjs --out DIR [--provider cuda|cpu] [--piece-mib N] [--bundle DIR]... [--ffmpeg FILE] [--python FILE]
Writes DIR/manifest.json, DIR/run.sh, DIR/unpack.py and archives in pieces of at most N MiB (56). Build first: npm run build.
A static ffmpeg in place of this machine's takes 40 MiB less; PyPI's imageio-ffmpeg holds one.`;

const mib = 1024 ** 2;

/** Module and inputs of the PyTorch peer for every batch size that a bench asks for. */
const packPeers = async (bundle: Bundle, provider: Provider, python: string, scratch: string): Promise<string> => {
  const folder = join(scratch, `peers-${bundle.manifest.name}`);
  for (const size of new Set([bundle.manifest.batchSize[provider], ...(provider === 'cpu' ? [1] : [])]))
    await preparePeer(python, bundle, await plainRequests(bundle, size), join(folder, 'peer'), { scratch });
  return folder;
};

const archive = async (stage: string, file: string): Promise<void> => {
  const command = 'set -o pipefail; tar -C "$1" --owner=0 --group=0 --sort=name -c . | xz -6 -T2 > "$2"';
  await promisify(execFile)('bash', ['-c', command, 'bash', stage, file]);
};

/** Everything that the benches need on a bare machine, as archives in pieces. */
const pack = async (out: string, values: ReturnType<typeof read>, scratch: string): Promise<PackManifest> => {
  const { provider, pieceBytes, python } = values;
  const bundles = await Promise.all(values.bundles.map((dir) => openBundle(resolve(dir))));
  const staged: Record<string, (stage: string) => Promise<void>> = {
    app: async (stage) => {
      const peers = [];
      for (const bundle of bundles) peers.push({ bundle, peers: await packPeers(bundle, provider, python, scratch) });
      await stageApp(stage, peers);
    },
    modules: stageModules,
    runtime: (stage) => stageRuntime(stage, values),
    ...(provider === 'cuda' && { cuda: async (stage) => stageCuda(stage, await cudaProvider(python, scratch)) }),
  };
  const archives = [];
  for (const [name, put] of Object.entries(staged)) {
    const [stage, file] = [join(scratch, name), join(scratch, `${name}.tar.xz`)];
    await mkdir(stage);
    await put(stage);
    process.stderr.write(`packing ${name}\n`);
    await archive(stage, file);
    await rm(stage, { recursive: true });
    archives.push(await splitArchive(file, pieceBytes, out));
  }
  return packManifestSchema.parse({ version: 1, commit: commit(), provider, archives });
};

const read = (words: readonly string[]) => {
  const { values } = parseArgs({ args: [...words], options });
  const provider = providers.find((each) => each === values.provider);
  const pieceBytes = Math.floor(Number(values['piece-mib']) * mib);
  if (provider === undefined || !(pieceBytes > 0) || values.out === undefined) throw new Error(usage);
  const { out, ffmpeg = null, bundle: bundles = [join(root, 'models/echo-motion')] } = values;
  return { out, provider, pieceBytes, ffmpeg, bundles, python: pythonOf(values.python ?? null) };
};

/** The command line of bench/gpu/pack.mjs. */
export const packFromCommandLine = async (words: readonly string[]): Promise<void> => {
  const values = read(words);
  const out = resolve(values.out);
  const scratch = await mkdtemp(join(tmpdir(), 'echocohort-pack-'));
  try {
    await mkdir(out, { recursive: true });
    const manifest = await pack(out, values, scratch);
    await writeFile(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    for (const name of ['run.sh', 'unpack.py']) await copyFile(join(root, 'bench/gpu', name), join(out, name));
    for (const { name, sizeBytes, pieces } of manifest.archives)
      process.stdout.write(`${name}: ${(sizeBytes / mib).toFixed(1)} MiB in ${pieces.length} pieces\n`);
    await stat(join(out, 'run.sh'));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
