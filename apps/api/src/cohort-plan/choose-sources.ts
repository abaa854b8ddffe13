import { type LeftOut, type SourceFacts } from '@echocohort/platform';
import {
  type ClipId,
  type CohortSource,
  EchoError,
  type ErrorCode,
  fieldError,
  limits,
  readsClips,
  splitSources,
  toHundredths,
  twinFramesPerSecond,
} from '@echocohort/shared';
import { type OfferedBundle } from '../parts.js';

/** What a request says of its sources, and what they are chosen by. */
export interface SourceChoice {
  /** Left out where labels have selected them: then all that there are facts of are meant, in their order. */
  readonly clipIds?: readonly ClipId[] | undefined;
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

const selectorField = 'sources.labels';

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

interface Problem extends Unusable {
  readonly clipId: ClipId;
  readonly field: string;
}

const refusal = (problems: readonly Problem[]): EchoError => {
  const issues = problems.slice(0, toldMax).map(({ field, clipId, reason }) => ({
    field,
    expected: `expected a clip that can be used, of ${clipId}: ${reason}`,
  }));
  const [first] = problems;
  return new EchoError(first?.code ?? 'invalid-request', `${first?.field}: ${first?.reason}`, { issues });
};

const checkListed = (clipIds: readonly ClipId[], facts: SourceChoice['facts']): void => {
  const seen = new Set<ClipId>();
  clipIds.forEach((clipId, k) => {
    const expected = facts.has(clipId) ? 'expected each clip once' : 'expected the id of a clip that was uploaded';
    if (facts.has(clipId) && !seen.has(clipId)) seen.add(clipId);
    else throw fieldError(facts.has(clipId) ? 'invalid-request' : 'not-found', `sources.clipIds[${k}]`, expected);
  });
};

const checkSelected = ({ size }: SourceChoice['facts']): void => {
  const { sourcesPerCohortMax } = limits;
  if (size === 0) throw fieldError('invalid-request', selectorField, 'expected labels that at least one clip has');
  if (size > sourcesPerCohortMax)
    throw fieldError('invalid-request', selectorField, `expected labels of at most ${sourcesPerCohortMax} clips`);
};

/** Every clip that is meant, and the field that names it. */
const candidatesOf = ({ clipIds, facts }: SourceChoice): { field: string; of: SourceFacts }[] => {
  if (clipIds) checkListed(clipIds, facts);
  else checkSelected(facts);
  return (clipIds ?? [...facts.keys()]).map((clipId, k) => ({
    field: clipIds ? `sources.clipIds[${k}]` : selectorField,
    of: facts.get(clipId) as SourceFacts,
  }));
};

/** How many of these names each split has. */
export const countsOf = (names: readonly string[], split: SourceChoice['split'] = {}): Record<string, number> =>
  Object.fromEntries(Object.keys(split).map((name) => [name, names.filter((each) => each === name).length]));

/** @throws EchoError `invalid-request` when the plan asks for the EF of clips, and the model reads none */
const checkReads = ({ needsEf, bundle: { manifest } }: SourceChoice): void => {
  if (!needsEf || readsClips(manifest)) return;
  throw new EchoError('invalid-request', `plan.kind: model ${manifest.name} reads no clips`, {
    issues: [{ field: 'plan.kind', expected: 'expected another plan: this model does not read the EF of clips' }],
  });
};

/**
 * The sources of a cohort out of the clips that were asked for, each with its split.
 * @throws EchoError `not-found` for a clip that the tenant has not; `no-ventricle`, `not-ready` or `invalid-request` naming
 * those that cannot be used, when the caller wants it so or none is left; `invalid-request` for labels of none or too many
 */
export const chooseSources = (choice: SourceChoice): ChosenSources => {
  const { needsEf, onUnreadable, split, seed } = choice;
  const candidates = candidatesOf(choice);
  checkReads(choice);
  const judged = candidates.map(({ field, of }) => ({ field, of, problem: unusable(of, choice) }));
  const problems = judged.flatMap(({ field, of: { clipId }, problem }) =>
    problem ? [{ field, clipId, ...problem }] : [],
  );
  const usable = judged.flatMap(({ of, problem }) => (problem ? [] : [of]));
  if (problems.length > 0 && (onUnreadable === 'refuse' || usable.length === 0)) throw refusal(problems);
  const splits = split && splitSources(usable, split, seed);
  const sources = usable.map(({ clipId, efPercent }, k): CohortSource => ({
    clipId,
    ...(splits && { split: splits[k] }),
    ...(needsEf && efPercent !== null && { efPercent: toHundredths(efPercent) }),
  }));
  const examples = problems.slice(0, toldMax).map(({ clipId, reason }) => ({ clipId, reason }));
  return {
    sources,
    splits: splits ? countsOf(splits, split) : {},
    leftOut: { sources: problems.length, examples },
  };
};
