import { ArgumentError, commandOf, parseArguments, usage, type Arguments, type BenchName } from './arguments.js';
import { cohortBench } from './benches/cohort.bench.js';
import { cohortScaleBench } from './benches/cohort-scale.bench.js';
import { commitsBench } from './benches/commits.bench.js';
import { withContext, type Context } from './benches/context.js';
import { commit, hardware } from './measure/hardware.js';
import { latencyBench } from './benches/latency.bench.js';
import { finishBench } from './benches/finish.bench.js';
import { pipelineBench } from './benches/pipeline.bench.js';
import { queueBench } from './benches/queue.bench.js';
import { type Measured, type Result } from './report/result.js';
import { checkedResult, writeResult } from './report/results.js';
import { officialBench, samplerBench } from './benches/sampler.bench.js';
import { scaleBench } from './benches/scale.bench.js';
import { stepsBench } from './benches/steps.bench.js';
import { uploadsBench } from './benches/uploads.bench.js';
import { waitBench } from './benches/wait.bench.js';
import { writeReport } from './report/report.js';
import { resultTable } from './report/table.js';

const benches: Readonly<Record<BenchName, (context: Context) => Promise<Measured<BenchName>>>> = {
  sampler: samplerBench,
  official: officialBench,
  steps: stepsBench,
  latency: latencyBench,
  pipeline: pipelineBench,
  queue: queueBench,
  finish: finishBench,
  wait: waitBench,
  scale: scaleBench,
  cohort: cohortBench,
  'cohort-scale': cohortScaleBench,
  uploads: uploadsBench,
  commits: commitsBench,
};

const run = async (bench: BenchName, args: Arguments, words: readonly string[]): Promise<Result> => {
  const { figures, settings, spread } = await withContext(args, (context) => benches[bench](context));
  return checkedResult({
    bench,
    provider: args.provider,
    measuredAt: new Date().toISOString(),
    commit: commit(),
    command: commandOf(words),
    note: args.note,
    hardware: hardware(),
    settings,
    ...figures,
    spread,
  } as Result);
};

const main = async (words: readonly string[]): Promise<void> => {
  const args = parseArguments(words);
  if (args.command === 'report') return writeReport();
  const result = await run(args.command, args, words);
  const file = await writeResult(result);
  if (!args.json) process.stdout.write(`\n${resultTable(result)}\n\n${file}\n`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
};

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    const words = error instanceof ArgumentError ? `${error.message}\n\n${usage}` : String((error as Error).stack);
    process.stderr.write(`${words}\n`);
    process.exit(1);
  },
);
