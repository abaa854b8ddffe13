import { startPostgres } from '@echocohort/testing';
import { median, pairedRatio, type Spread, spreadOf } from '../measure/statistics.js';
import { type Measured, type SpreadEntry } from '../report/result.js';
import { CommitTable, rowsPerCommit } from '../system/commit-table.js';
import { type Context } from './context.js';

const smallRows = 10_000;
const largeRows = 10_000_000;
const commitsPerRound = 100;
/** Caches fill, and plans are made. */
const warmUpCommits = 50;

/** What a commit of a round took in each table, seconds. */
interface Round {
  readonly small: number;
  readonly large: number;
}

/**
 * Commit by commit in turns, each time the other one first: whatever else the machine does slows both. The median of a round, since
 * a pause of the disk hits one of the two and says nothing of its table.
 */
const roundOf = async (small: CommitTable, large: CommitTable, commits: number): Promise<Round> => {
  const [ofSmall, ofLarge]: [number[], number[]] = [[], []];
  for (let k = 0; k < commits; k += 1) {
    if (k % 2 === 0) ofSmall.push(await small.commit());
    ofLarge.push(await large.commit());
    if (k % 2 === 1) ofSmall.push(await small.commit());
  }
  return { small: median(ofSmall), large: median(ofLarge) };
};

/** Both tables, the large one filled and the small one by commits alone: its bytes are those of a table that commits made. */
const openTables = async ({ args, tell, atEnd }: Context, filled: number): Promise<[CommitTable, CommitTable]> => {
  const postgres = await startPostgres({ durable: true });
  atEnd(() => postgres.stop());
  const small = await CommitTable.create(postgres.url, 'small');
  const large = await CommitTable.create(postgres.url, 'large');
  atEnd(() => Promise.all([small.database.close(), large.database.close()]));
  await large.fill(filled, tell);
  const before = Math.ceil(smallRows / rowsPerCommit);
  for (const table of [small, large]) await table.prepare(before + warmUpCommits + args.rounds * commitsPerRound);
  for (let k = 0; k < before; k += 1) await small.commit();
  await roundOf(small, large, warmUpCommits);
  return [small, large];
};

const bytesEach = async (table: CommitTable): Promise<number> => {
  const { rows, bytes } = await table.size();
  return bytes / rows;
};

export interface CommitFigures {
  /** Of a sample in PostgreSQL, its indexes counted in. */
  readonly rowBytes: number;
  /** Commits a second into the large table over those into the small one. */
  readonly commitRatio: Spread;
  readonly commitsPerSecond: Spread;
}

/**
 * What a sample takes in PostgreSQL, and whether commits become slower as the table grows: ten thousand rows beside ten million
 * of one server, both in the shelf that runs share, through the repository that workers commit with. With fsync.
 */
export const measureCommits = async (context: Context, filled = largeRows): Promise<CommitFigures> => {
  const [small, large] = await openTables(context, filled);
  const rounds: Round[] = [];
  for (let round = 0; round < context.args.rounds; round += 1) {
    const seconds = await roundOf(small, large, commitsPerRound);
    rounds.push(seconds);
    context.tell(`round ${round + 1}: ${(seconds.small / seconds.large).toFixed(3)} of the small table's rate`);
  }
  return {
    rowBytes: Math.max(await bytesEach(small), await bytesEach(large)),
    commitRatio: pairedRatio(
      rounds.map(({ small: seconds }) => seconds),
      rounds.map(({ large: seconds }) => seconds),
    ),
    commitsPerSecond: spreadOf(rounds.map(({ large: seconds }) => 1 / seconds)),
  };
};

const roundsOf = ({ low, high, rounds }: Spread): SpreadEntry => ({ low, high, rounds });

export const commitsBench = async (context: Context): Promise<Measured<'commits'>> => {
  const { samples, rounds } = context.args;
  const filled = samples ?? largeRows;
  const { rowBytes, commitRatio, commitsPerSecond } = await measureCommits(context, filled);
  return {
    figures: { rowBytes, commitRatio: commitRatio.median, commitsPerSecond: commitsPerSecond.median },
    spread: { commitRatio: roundsOf(commitRatio), commitsPerSecond: roundsOf(commitsPerSecond) },
    settings: { smallRows, largeRows: filled, rowsPerCommit, rounds, commitsPerRound, fsync: true },
  };
};
