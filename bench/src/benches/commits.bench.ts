import { startPostgres } from '@echocohort/testing';
import { pairedRatio, spreadOf } from '../measure/statistics.js';
import { type Measured } from '../report/result.js';
import { CommitTable, rowsPerCommit } from '../system/commit-table.js';
import { type Context } from './context.js';

const smallRows = 10_000;
const largeRows = 10_000_000;
const commitsPerRound = 100;
/** Caches fill, and plans are made. */
const warmUpCommits = 50;

/** What a round of commits took: seconds in both tables. */
interface Round {
  readonly small: number;
  readonly large: number;
}

/** Commit by commit in turns, each time the other one first: whatever else the machine does slows both. */
const roundOf = async (small: CommitTable, large: CommitTable, commits: number): Promise<Round> => {
  const seconds = { small: 0, large: 0 };
  for (let k = 0; k < commits; k += 1) {
    if (k % 2 === 0) seconds.small += await small.commit();
    seconds.large += await large.commit();
    if (k % 2 === 1) seconds.small += await small.commit();
  }
  return seconds;
};

/**
 * What a sample takes in PostgreSQL, and whether commits become slower as the table grows: ten thousand rows beside ten million
 * of one server, both in the shelf that runs share, through the repository that workers commit with. With fsync.
 */
export const commitsBench = async ({ args, tell, atEnd }: Context): Promise<Measured<'commits'>> => {
  const postgres = await startPostgres({ durable: true });
  atEnd(() => postgres.stop());
  const [small, large] = [
    await CommitTable.create(postgres.url, 'small'),
    await CommitTable.create(postgres.url, 'large'),
  ];
  atEnd(() => Promise.all([small.database.close(), large.database.close()]));
  const filled = args.samples ?? largeRows;
  await large.fill(filled, tell);
  const commits = warmUpCommits + args.rounds * commitsPerRound;
  for (const table of [small, large]) await table.prepare(commits + smallRows / rowsPerCommit + 1);
  // The small table holds nothing but what was committed: its bytes are those of a table that commits made.
  for (let rows = 0; rows < smallRows; rows += rowsPerCommit) await small.commit();
  await roundOf(small, large, warmUpCommits);
  const rounds: Round[] = [];
  for (let round = 0; round < args.rounds; round += 1) {
    const seconds = await roundOf(small, large, commitsPerRound);
    rounds.push(seconds);
    tell(`round ${round + 1}: ${(seconds.small / seconds.large).toFixed(3)} of the small table's rate`);
  }
  const rates = spreadOf(rounds.map(({ large: seconds }) => commitsPerRound / seconds));
  const ratio = pairedRatio(
    rounds.map(({ small: seconds }) => seconds),
    rounds.map(({ large: seconds }) => seconds),
  );
  const [madeByCommits, full] = [await small.size(), await large.size()];
  return {
    figures: {
      rowBytes: Math.max(madeByCommits.bytes / madeByCommits.rows, full.bytes / full.rows),
      commitRatio: ratio.median,
      commitsPerSecond: rates.median,
    },
    spread: {
      commitRatio: { low: ratio.low, high: ratio.high, rounds: ratio.rounds },
      commitsPerSecond: { low: rates.low, high: rates.high, rounds: rates.rounds },
    },
    settings: { smallRows, largeRows: filled, rowsPerCommit, rounds: args.rounds, commitsPerRound, fsync: true },
  };
};
