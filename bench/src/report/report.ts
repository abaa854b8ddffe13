import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { memoryPlot } from './memory-plot.js';
import { plot, standingsOf, type Standing } from './plot.js';
import { figuresOf, type Result } from './result.js';
import { readResults } from './results.js';
import { root } from '../system/root.js';
import { shown } from './table.js';
import { type Verdict } from './targets.js';

export const reportFile = join(root, 'docs/benchmarks.md');
export const plotFile = join(root, 'docs/benchmarks.svg');
export const memoryPlotFile = join(root, 'docs/cohort-memory.svg');

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const words: Record<Verdict, string> = { aim: 'aim reached', must: 'met', missed: '**missed**' };

const range = (spread: Standing['spread']): string => (spread ? `${shown(spread.low)} to ${shown(spread.high)}` : '');

const standingRow = ({ target, result, value, spread, verdict }: Standing): string =>
  row(
    target.what,
    result.provider,
    `**${shown(value)}**`,
    range(spread),
    `${shown(target.must)} / ${shown(target.aim)}`,
    words[verdict],
    `\`${result.command}\``,
  );

const promised = (standings: readonly Standing[]): string =>
  [
    row('figure', 'provider', 'measured', 'rounds', 'must / aim', '', 'command'),
    row('---', '---', '--:', '--:', '--:', '---', '---'),
    ...standings.map(standingRow),
  ].join('\n');

const machine = ({ hardware }: Result): string => {
  const { cpu, cores, memoryGiB, gpus, node } = hardware;
  return [`${cpu}, ${cores} cores`, `${memoryGiB} GiB`, ...gpus, `Node ${node}`].join('; ');
};

/** One result: where it is from, how it was set up, every figure. */
const section = (result: Result): string => {
  const { bench, provider, measuredAt, commit, command, note, settings, spread } = result;
  const figures = figuresOf(result).map(([name, value]) =>
    row(`\`${name}\``, shown(value), range(spread[name] ?? null)),
  );
  return [
    `### ${bench} on ${provider}`,
    '```sh',
    command,
    '```',
    `${measuredAt.slice(0, 10)}, commit \`${commit}\`. ${machine(result)}.${note === null ? '' : ` ${note}.`}`,
    '',
    `Settings: ${Object.entries(settings)
      .map(([name, value]) => `${name} ${typeof value === 'number' ? shown(value) : value}`)
      .join(', ')}.`,
    '',
    row('figure', 'median', 'rounds'),
    row('---', '--:', '--:'),
    ...figures,
    ...(bench === 'cohort-scale' ? ['', '![Memory of API, worker and Redis over the cohort](cohort-memory.svg)'] : []),
  ].join('\n');
};

const introduction = `# Benchmarks

<!-- Written by \`npm run bench -- report\` from bench/results; what stands here was measured. -->

Every ratio compares two things that took turns in one run, A-B-A-B, so that what slows the machine slows both. A figure
is the median of its rounds; "rounds" gives the lowest and the highest. "must" is promised, "aim" is wanted. A commit with a
"+" was measured with changes in the tree. What is not listed has not been measured. Where the time goes where a figure misses
what it must, and what has been tried: [performance.md](performance.md).`;

const how = `## What is compared

- **sampler**: batches through \`libs/sampler\`, as many in flight as in a worker, noise drawing and packing included, against
  PyTorch running the same network with the same weights (read back from the bundle's graph) and the same inputs: float16 by
  autocast on CUDA, float32 on the CPU, from inputs on the host to results on the host. \`maxEfDifferencePp\` shows that both make the same
  samples. On a GPU, \`peakShare\` is the share of the time in which a large float16 product would have done the same
  arithmetic, \`publishedPeakShare\` that at the rate of its data sheet.
- **official**: the same for a network of the published EchoLVFM's size, with random weights, converted by
  \`lab convert-echolvfm\`.
- **steps**: the same network in PyTorch with 1, 25 and 50 calls of its flow. A model of one step is called that often for the
  time alone; \`multiStep\` says which.
- **latency**: how long a small request takes that comes behind full batches, by its observed frames K: calls filled up to pinned
  shapes, each in a session of its own, against calls as large as their samples in one session (\`exact\`, as it was before).
- **pipeline**: a bulk run from its request until its rows are committed and its objects stored, each process its own,
  PostgreSQL with fsync, one attempt a sample, no audit; against the sampler alone. The first and last tenth of a turn do not count.
  Loop lag is that of the worker. Fill is that of a full batch, \`classFillTrickle\` that of the padded call. Where the device
  cannot keep up with 50 clips a second, the trickle goes to a sleeping one.
- **queue**: one worker whose sampler, encoder and store cost nothing; runs of 1,000 samples, and of one. CPU time a sample
  says which process bounds it.
- **finish**: the same with everything behind the sampler as it is: video, sheet, record, upload, commit. \`encodersCpuMsPerSample\`
  is that of the encoder processes.
- **wait**: one interactive sample from its request to its commit, alone and while a cohort of 100,000 keeps the only worker busy, whose
  device is asleep for 2.5 ms a clip.
- **scale**: worker processes whose samplers sleep as long as the real one takes on that machine, nothing encoded; requests
  of 64 samples.
- **cohort-scale**: the control plane of large cohorts and many tenants, with workers whose samplers sleep. Memory over a cohort of
  100,000 samples in eight minutes: slopes are the median of those of all pairs of readings, the first fifth aside. A request
  for a million samples, and the rows of all tables but tickets that it leaves. The last commit after a pause and a cancellation. Two
  tenants of weights 1 and 3, both with more to do than can be done. One sample while another tenant of the same weight has a hundred
  thousand under way at 400 a second, asked for as a person does, and in the flood's own lane. How long the leader fills its windows,
  ten thousand runs of a thousand tenants being open. How long nobody leads after the leader was stopped, and killed.
- **uploads**: fifty uploads at once of the files that are worst for a decoder, by one tenant, and two hundred good ones by four others,
  against one API with a container's memory; whoever is turned away comes back. Then the API is killed in the middle of
  some, and what is left is counted.
- **commits**: commits of 128 results into ten thousand rows and into ten million of the same server, each in turn, with fsync; their
  runs lie among those that fill the table.
- **cohort**: everything, EF check and further attempts included; what Prometheus saw lies beside the result as \`.prom\`.

\`bench/gpu/pack.mjs\` makes archives that run all of this, by \`bench/gpu/run.sh\`, on a machine with an NVIDIA driver and PyTorch
and nothing else.`;

/** docs/benchmarks.md of these results, not formatted yet. */
export const report = (results: readonly Result[]): string => {
  const standings = standingsOf(results);
  const figure = '![Measured figures as multiples of what they must be](benchmarks.svg)';
  const parts = [introduction, ...(standings.length > 0 ? [promised(standings), figure] : []), how];
  return `${[...parts, '## Results', ...results.map(section)].join('\n\n')}\n`;
};

/** The files of a report as they stand in docs. Prettier is there wherever reports are written. */
export const reportFiles = async (results: readonly Result[]): Promise<Record<string, string>> => {
  const { format, resolveConfig } = await import('prettier');
  const options = { ...(await resolveConfig(reportFile)), filepath: reportFile };
  const scale = results.find((result) => result.bench === 'cohort-scale');
  return {
    [reportFile]: await format(report(results), options),
    [plotFile]: plot(standingsOf(results)),
    ...(scale && { [memoryPlotFile]: memoryPlot(scale.memory) }),
  };
};

export const writeReport = async (): Promise<void> => {
  for (const [file, text] of Object.entries(await reportFiles(await readResults()))) {
    await writeFile(file, text);
    process.stdout.write(`${file}\n`);
  }
};
