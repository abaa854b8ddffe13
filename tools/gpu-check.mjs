/**
 * npm run gpu:check [-- --provider cuda|webgpu|cpu] [--devices 0,1] [--model echo-motion] [--seconds 3]: proves that a bundle works on
 * this machine's GPU. It starts a sampler as a worker would, which makes the golden sample in every shape of call and holds it
 * against the bundle's; prints how far they are apart and how fast a full batch is. Exits 1 and says what is missing, and
 * how to get it, when it cannot.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuild, root, say, SetupError } from './setup.mjs';

const options = {
  provider: { type: 'string', default: 'cuda' },
  devices: { type: 'string', default: '0' },
  model: { type: 'string', default: 'echo-motion' },
  seconds: { type: 'string', default: '3' },
};

/** What the driver says of the GPUs; nothing where there is none. */
const driver = () => {
  const { status, stdout } = spawnSync(
    'nvidia-smi',
    ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'],
    {
      encoding: 'utf8',
    },
  );
  return status === 0 ? stdout.trim().split('\n') : [];
};

const batchOf = async ({ anchorFrame }, bundle, size) =>
  Promise.all(
    Array.from({ length: size }, async (_, index) => ({
      ...{ seed: 1, index, attempt: 0, requestedEfPercent: 30 + (index % 30), frames: bundle.manifest.maxFrames },
      references: [(await anchorFrame(bundle, 1, index)).pixels],
      ...{ positions: [0], anchorPhase: { position: 0, contraction: 0, contracting: null } },
    })),
  );

/** Batches for about that long, two in flight. */
const clipsPerSecond = async (sampler, batch, seconds) => {
  const start = performance.now();
  let clips = 0;
  const lane = async () => {
    while (performance.now() - start < 1_000 * seconds) {
      const made = await sampler.generate(batch); // not in one line with the sum, which two lanes share
      clips += made.length;
    }
  };
  await Promise.all([lane(), lane()]);
  return (clips * 1_000) / (performance.now() - start);
};

const check = async (library, bundle, provider, deviceIndex, seconds) => {
  const startedMs = performance.now();
  const sampler = await library.startSampler(bundle, { provider, deviceIndex, threads: 2 });
  try {
    const { device, difference, determinism, batchSize } = sampler;
    const { meanLevels, maxLevels } = difference;
    console.log(
      `${device}: ready after ${((performance.now() - startedMs) / 1_000).toFixed(1)} s. Golden sample within ` +
        `${meanLevels.toFixed(4)} grey levels in the mean and ${maxLevels} at most, in every shape of call up to ${batchSize} samples (${determinism}).`,
    );
    const rate = await clipsPerSecond(sampler, await batchOf(library, bundle, batchSize), seconds);
    console.log(
      `${device}: ${rate.toFixed(1)} clips/s of ${bundle.manifest.maxFrames} frames in batches of ${batchSize}.`,
    );
  } finally {
    await sampler.close();
  }
};

const main = async () => {
  const { values } = parseArgs({ options });
  await ensureBuild();
  const library = await import(join(root, 'libs/sampler/dist/index.js'));
  for (const line of driver()) console.log(`driver: ${line}`);
  const bundle = await library.openBundle(join(root, 'models', values.model));
  for (const index of values.devices.split(','))
    await check(library, bundle, values.provider, Number(index), Number(values.seconds));
};

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError) && error?.name !== 'EchoError') throw error;
  say(error.message);
  process.exitCode = 1;
}
