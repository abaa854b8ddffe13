import { type LeftOut, type SourceFacts } from '@echocohort/platform';
import {
  type ClipId,
  type CohortSource,
  EchoError,
  type ErrorCode,
  limits,
  readsClips,
  splitSources,
  toHundredths,
  twinFramesPerSecond,
} from '@echocohort/shared';
import { type OfferedBundle } from '../parts.js';

/** What a request says of its sources, and what they are chosen by. */
export interface SourceChoice {
  readonly clipIds: readonly ClipId[];
  readonly facts: ReadonlyMap<ClipId, SourceFacts>;
  readonly bundle: OfferedBundle;
  readonly lengths: readonly number[];
  /** The plan asks for the EF of each. */
  readonly needsEf: boolean;
  readonly onUnreadable: 'refuse' | 'leave-out';
  readonly split: Readonly<Record<string, number>> | undefined;
  readonly seed: number;
}

export interface ChosenSources {
  readonly sources: readonly CohortSource[];
  /** How many sources each split has. */
  readonly splits: Readonly<Record<string, number>>;
  readonly leftOut: Pick<LeftOut, 'sources' | 'examples'>;
}

interface Unusable {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** Of what is told of sources, at most so many. */
const toldMax = 100;

const fieldOf = (k: number): string => `sources.clipIds[${k}]`;

const unreadReasons: Record<NonNullable<SourceFacts['reading']>, Unusable> = {
  pending: { code: 'not-ready', reason: 'it has not been read yet, and the plan asks for its EF' },
  failed: { code: 'no-ventricle', reason: 'it could not be read, and the plan asks for its EF' },
  done: { code: 'no-ventricle', reason: 'its EF cannot be read, and the plan asks for it' },
};

/** Why a clip cannot be a source; null when it can. One that is not read yet is judged when its samples are made. */
const unusable = (facts: SourceFacts, { bundle, lengths, needsEf }: SourceChoice): Unusable | null => {
  if (facts.refusal !== null) return { code: 'no-ventricle', reason: `the clip cannot be used: ${facts.refusal}` };
  if (needsEf && facts.efPercent === null) return unreadReasons[facts.reading ?? 'pending'];
  const { framesPerSecondMin, framesPerSecondMax } = limits;
  const beyond = lengths.find((frames) => {
    const rate = twinFramesPerSecond(facts, frames, bundle.manifest.framesPerSecond);
    return rate < framesPerSecondMin || rate > framesPerSecondMax;
  });
  if (beyond === undefined) return null;
  return { code: 'invalid-request', reason: `no video has the rate at which ${beyond} frames span its time` };
};

const refusal = (problems: readonly ({ k: number } & Unusable)[]): EchoError => {
  const [first] = problems;
  const issues = problems.slice(0, toldMax).map(({ k, reason }) => ({
    field: fieldOf(k),
    expected: `expected a clip that can be used, of this one: ${reason}`,
  }));
  return new EchoError(first?.code ?? 'invalid-request', `${fieldOf(first?.k ?? 0)}: ${first?.reason ?? ''}`, {
    issues,
  });
};

const checkListed = ({ clipIds, facts }: SourceChoice): void => {
  const seen = new Set<ClipId>();
  clipIds.forEach((clipId, k) => {
    const expected = facts.has(clipId) ? 'expected each clip once' : 'expected the id of a clip that was uploaded';
    if (facts.has(clipId) && !seen.has(clipId)) seen.add(clipId);
    else {
      const code = facts.has(clipId) ? 'invalid-request' : 'not-found';
      throw new EchoError(code, `${fieldOf(k)}: ${expected}`, { issues: [{ field: fieldOf(k), expected }] });
    }
  });
};

const countsOf = (names: readonly string[], split: SourceChoice['split'] = {}): Record<string, number> =>
  Object.fromEntries(Object.keys(split).map((name) => [name, names.filter((each) => each === name).length]));

/**
 * The sources of a cohort out of the clips that were asked for, each with its split.
 * @throws EchoError `not-found` for a clip that the tenant has not; `no-ventricle`, `not-ready` or `invalid-request` naming
 * those that cannot be used, when the caller wants it so or none is left
 */
export const chooseSources = (choice: SourceChoice): ChosenSources => {
  const { clipIds, facts, bundle, needsEf, onUnreadable, split, seed } = choice;
  checkListed(choice);
  if (needsEf && !readsClips(bundle.manifest))
    throw new EchoError('invalid-request', `plan.kind: model ${bundle.manifest.name} reads no clips`, {
      issues: [{ field: 'plan.kind', expected: 'expected another plan: this model does not read the EF of clips' }],
    });
  const listed = clipIds.map((clipId, k) => {
    const of = facts.get(clipId) as SourceFacts;
    return { k, of, problem: unusable(of, choice) };
  });
  const problems = listed.flatMap(({ k, problem }) => (problem ? [{ k, ...problem }] : []));
  const usable = listed.flatMap(({ of, problem }) => (problem ? [] : [of]));
  if (problems.length > 0 && (onUnreadable === 'refuse' || usable.length === 0)) throw refusal(problems);
  const splits = split && splitSources(usable, split, seed);
  const sources = usable.map(({ clipId, efPercent }, k): CohortSource => ({
    clipId,
    ...(splits && { split: splits[k] }),
    ...(needsEf && efPercent !== null && { efPercent: toHundredths(efPercent) }),
  }));
  const examples = problems.slice(0, toldMax).map(({ k, reason }) => ({ clipId: clipIds[k] as ClipId, reason }));
  return {
    sources,
    splits: splits ? countsOf(splits, split) : {},
    leftOut: { sources: problems.length, examples },
  };
};
