import { type SourceFacts } from '@echocohort/platform';
import { type ClipId, EchoError, newClipId, sampleSpec } from '@echocohort/shared';
import { describe, expect, it } from '@jest/globals';
import { createCohortSchema } from '../cohorts/cohorts.schema.js';
import { manifestOf } from '../test-rig/bundles.js';
import { planCohort, type PlannedCohort } from './plan-cohort.js';

const bundle = { manifest: manifestOf({ maxFrames: 64 }), fingerprint: 'f'.repeat(64) };
const nowMs = Date.parse('2027-01-01T00:00:00Z');

const factsOf = (overrides: Partial<SourceFacts> = {}): SourceFacts => ({
  clipId: newClipId(),
  sha256: crypto.randomUUID().replaceAll('-', '').repeat(2),
  frames: 60,
  framesPerSecond: 30,
  reading: 'done',
  refusal: null,
  efPercent: 55.127,
  ...overrides,
});
const planOf = (body: object, clips: readonly SourceFacts[] = [], of = bundle): PlannedCohort => {
  const sources = clips.length > 0 ? { sources: { clipIds: clips.map(({ clipId }) => clipId) } } : {};
  const facts = new Map<ClipId, SourceFacts>(clips.map((clip) => [clip.clipId, clip]));
  const request = createCohortSchema.parse({ plan: { kind: 'list', targets: [20, 40] }, seed: 7, ...sources, ...body });
  return planCohort(request, of, facts, { nowMs });
};
const refusal = (work: () => unknown): Pick<EchoError, 'code' | 'issues'> => {
  try {
    work();
  } catch (error) {
    if (error instanceof EchoError) return { code: error.code, issues: error.issues };
    throw error;
  }
  throw new Error('it was not refused');
};
const fieldsOf = (work: () => unknown): string[] => refusal(work).issues.map(({ field }) => field);

describe('the samples of a cohort', () => {
  it.each([
    ['one of each source and target', {}, 4],
    ['as many replicates as are asked for', { replicates: 25 }, 100],
    ['as many samples as are asked for', { samples: 7 }, 7],
    ['ten million at most', { replicates: 2_500_000 }, 10_000_000],
  ])('are %s', (_what, body, samples) => {
    expect(planOf(body, [factsOf(), factsOf()]).spec.samples).toBe(samples);
  });

  it('are not more than ten million', () => {
    const work = () => planOf({ replicates: 2_500_001 }, [factsOf(), factsOf()]);
    expect(refusal(work)).toMatchObject({ code: 'invalid-request', issues: [{ field: 'replicates' }] });
    expect(refusal(work).issues[0]?.expected).toContain('at most 10000000 samples');
    const parsed = createCohortSchema.safeParse({ plan: { kind: 'uniform' }, samples: 1e9 });
    expect(parsed.error?.issues).toMatchObject([
      { path: ['samples'], message: 'expected a whole number from 1 to 10000000' },
    ]);
  });

  it('are as long as the request says, and the model allows', () => {
    expect(planOf({}).spec.lengths).toEqual([64]);
    expect(planOf({ frames: 16 }).spec.lengths).toEqual([16]);
    expect(planOf({ frames: [16, 32] }).spec.lengths).toEqual([16, 32]);
    expect(fieldsOf(() => planOf({ frames: 65 }))).toEqual(['frames']);
    expect(fieldsOf(() => planOf({ frames: [16, 65] }))).toEqual(['frames[1]']);
  });

  it('of a balance are what the CSV lacks', () => {
    const csv = '12\n13\n22\n41\n42\n43\n';
    const { spec } = planOf({ plan: { kind: 'balance', csv, min: 10, max: 50, binWidth: 10 } });
    expect(spec).toMatchObject({ samples: 1 + 2 + 3, plan: { counts: [2, 1, 0, 3] } });
    const even = { plan: { kind: 'balance', csv: '12\n22\n', min: 10, max: 30, binWidth: 10 } };
    expect(fieldsOf(() => planOf(even))).toEqual(['samples']);
    expect(planOf({ ...even, samples: 5 }).spec.samples).toBe(5);
  });
});

describe('the sources of a cohort', () => {
  it('are those of the request, in its order', () => {
    const clips = [factsOf(), factsOf(), factsOf()];
    const { spec, life } = planOf({}, clips);
    expect(spec.sources).toEqual(clips.map(({ clipId }) => ({ clipId })));
    expect(life.summary).toMatchObject({ sources: 3, arms: 6, splits: {}, leftOut: { sources: 0, targets: 0 } });
  });

  it('are in one split each, by their pixels', () => {
    const twice = factsOf();
    const clips = [twice, factsOf({ sha256: twice.sha256 }), ...Array.from({ length: 8 }, () => factsOf())];
    const { spec, life } = planOf({ split: { train: 8, val: 1, test: 1 } }, clips);
    expect(life.summary.splits).toEqual({ train: 8, val: 1, test: 1 });
    expect(spec.sources[0]?.split).toBe(spec.sources[1]?.split);
    expect(sampleSpec(spec, 0).split).toBe(spec.sources[0]?.split);
  });

  it('must be the tenant’s own, and each of them named once', () => {
    const [mine, foreign] = [factsOf(), newClipId()];
    const work = () => planOf({ sources: { clipIds: [mine.clipId, foreign] } }, [mine]);
    expect(refusal(work)).toMatchObject({ code: 'not-found', issues: [{ field: 'sources.clipIds[1]' }] });
    const again = () => planOf({ sources: { clipIds: [mine.clipId, mine.clipId] } }, [mine]);
    expect(refusal(again)).toMatchObject({ code: 'invalid-request', issues: [{ field: 'sources.clipIds[1]' }] });
  });

  it.each<[string, string, Partial<SourceFacts>, object]>([
    ['in which no ventricle is seen', 'no-ventricle', { refusal: 'no ventricle was found' }, {}],
    ['that no video can follow', 'invalid-request', { frames: 2, framesPerSecond: 50 }, {}],
    [
      'that is not read yet, where its EF is needed',
      'not-ready',
      { reading: 'pending', efPercent: null },
      { kind: 'offsets', offsets: [-10] },
    ],
    [
      'that was never asked to be read, where its EF is needed',
      'not-ready',
      { reading: null, efPercent: null },
      { kind: 'offsets', offsets: [-10] },
    ],
    [
      'whose reading failed, where its EF is needed',
      'no-ventricle',
      { reading: 'failed', efPercent: null },
      { kind: 'offsets', offsets: [-10] },
    ],
    [
      'a still, where its EF is needed',
      'no-ventricle',
      { efPercent: null },
      { kind: 'sweep', from: -10, to: 10, steps: 3 },
    ],
  ])('are refused or left out, as the caller chooses: a clip %s', (_what, code, facts, plan) => {
    const [good, bad] = [factsOf(), factsOf(facts)];
    const body = 'kind' in plan ? { plan } : {};
    expect(refusal(() => planOf(body, [good, bad]))).toMatchObject({ code, issues: [{ field: 'sources.clipIds[1]' }] });
    const { spec, life } = planOf({ ...body, onUnreadable: 'leave-out' }, [good, bad]);
    expect(spec.sources.map(({ clipId }) => clipId)).toEqual([good.clipId]);
    expect(life.summary.leftOut).toMatchObject({ sources: 1, examples: [{ clipId: bad.clipId }] });
    expect(refusal(() => planOf({ ...body, onUnreadable: 'leave-out' }, [bad])).code).toBe(code);
  });

  it('may be unread as long as nobody asks for their EF', () => {
    expect(planOf({}, [factsOf({ reading: 'pending', efPercent: null })]).spec.sources).toHaveLength(1);
  });

  it('names all that cannot be used, up to a hundred', () => {
    const bad = Array.from({ length: 150 }, () => factsOf({ refusal: 'no ventricle was found' }));
    expect(fieldsOf(() => planOf({}, [factsOf(), ...bad]))).toHaveLength(100);
    const { leftOut } = planOf({ onUnreadable: 'leave-out' }, [factsOf(), ...bad]).life.summary;
    expect([leftOut.sources, leftOut.examples.length]).toEqual([150, 100]);
  });

  it('are needed by a model without anchor frames, and by a plan that leans on them', () => {
    const manifest = { ...bundle.manifest };
    delete manifest.anchors;
    expect(fieldsOf(() => planOf({}, [], { ...bundle, manifest }))).toEqual(['sources']);
    expect(fieldsOf(() => planOf({ plan: { kind: 'offsets', offsets: [5] } }))).toEqual(['sources']);
    const blind = { ...bundle.manifest };
    delete blind.gate;
    const plan = { kind: 'offsets', offsets: [5] };
    expect(fieldsOf(() => planOf({ plan }, [factsOf()], { ...bundle, manifest: blind }))).toEqual(['plan.kind']);
  });
});

describe('the plan of a cohort', () => {
  it('asks for the EF of each source, and so much more or less', () => {
    const clips = [factsOf({ efPercent: 55.127 }), factsOf({ efPercent: 20 })];
    const { spec, life } = planOf({ plan: { kind: 'sweep', from: -30, to: 30, steps: 3 } }, clips);
    expect(spec.plan).toEqual({ kind: 'offsets', offsetsPp: [-30, 0, 30] });
    const targets = Array.from({ length: spec.samples }, (_, i) => sampleSpec(spec, i).targetEfPercent);
    expect(targets).toEqual([25.13, 55.13, 20, 50]);
    expect(life.summary).toMatchObject({ arms: 4, leftOut: { targets: 2 } });
  });

  it('keeps what a CSV comes to, and says what no sample may have', () => {
    const csv = 'FileName,EF,ESV\n"a.avi",55.02,30\nb.avi,54.98,31\nc.avi,3,1\n';
    const { spec, life } = planOf({ plan: { kind: 'match', csv }, samples: 10 });
    expect(spec.plan).toEqual({ kind: 'match', efs: { firstTenth: 550, counts: [2] } });
    expect(life.summary.leftOut.targets).toBe(1);
  });

  it.each<[string, object, string]>([
    ['offsets that lead nowhere', { kind: 'offsets', offsets: [40, 60] }, 'plan'],
    ['strata without a share', { kind: 'stratified', strata: [{ min: 20, max: 30, share: 0 }] }, 'plan.strata'],
    ['a CSV of no EF', { kind: 'match', csv: '\n\n' }, 'plan.csv'],
    ['a CSV of a head alone', { kind: 'match', csv: 'ef\n' }, 'plan.csv'],
    ['a CSV of fractions', { kind: 'match', csv: '0.55\n0.6\n' }, 'plan.csv'],
    ['a table without a column of EFs', { kind: 'balance', csv: 'a,b\n1,2\n' }, 'plan.csv'],
    ['a CSV with words in it', { kind: 'match', csv: 'ef\n55\nnone\n' }, 'plan.csv'],
  ])('is refused when it yields no EF: %s', (_what, plan, field) => {
    const work = () => planOf({ plan }, [factsOf({ efPercent: 60 })]);
    expect(refusal(work)).toMatchObject({ code: 'invalid-request', issues: [{ field }] });
  });

  it('names the line of a CSV that is at fault', () => {
    const work = () => planOf({ plan: { kind: 'match', csv: 'ef\r\n55\r\n\r\nnone\r\n' } });
    expect(refusal(work).issues[0]?.expected).toBe('expected an EF in percent in line 4, got "none"');
  });

  it.each<[string, object, (string | number)[]]>([
    ['without targets', { kind: 'list', targets: [] }, ['plan', 'targets']],
    ['of a target beyond 85 %', { kind: 'list', targets: [86] }, ['plan', 'targets', 0]],
    ['whose range ends before it begins', { kind: 'uniform', min: 50, max: 40 }, ['plan', 'max']],
    ['of no width', { kind: 'normal', mean: 50, sd: 0 }, ['plan', 'sd']],
    ['of a sweep that stands still', { kind: 'sweep', from: 1, to: 2, steps: 1 }, ['plan', 'steps']],
    ['of a kind that nobody knows', { kind: 'guess' }, ['plan', 'kind']],
  ])('does not pass its schema %s', (_what, plan, path) => {
    expect(createCohortSchema.safeParse({ plan }).error?.issues[0]?.path).toEqual(path);
  });
});

describe('the life of a cohort', () => {
  it('is what the request says', () => {
    const body = {
      ...{ name: 'n', labels: { study: 'a' }, lane: 'interactive', deadline: '2027-06-01T00:00:00+02:00' },
      ...{ expiresAfter: 'P30DT12H', samples: 20, preview: 4, holdAfterPreview: true },
    };
    expect(planOf(body)).toMatchObject({
      lane: 'interactive',
      life: {
        ...{ name: 'n', labels: { study: 'a' }, preview: 4, holdAt: 4, expiresAfterSeconds: 30.5 * 86_400 },
        deadline: new Date('2027-05-31T22:00:00Z'),
      },
    });
    expect(planOf({}).life).toMatchObject({
      name: null,
      labels: {},
      preview: 0,
      holdAt: null,
      expiresAfterSeconds: null,
    });
  });

  it('has a preview of the whole when it is small, and then nothing to wait for', () => {
    expect(planOf({ samples: 3, preview: 9, holdAfterPreview: true }).life).toMatchObject({ preview: 3, holdAt: null });
  });

  it('cannot be over before it begins', () => {
    expect(fieldsOf(() => planOf({ deadline: '2026-12-31T00:00:00Z' }))).toEqual(['deadline']);
  });

  it.each([
    ['samples and replicates', { samples: 1, replicates: 1 }, ['replicates']],
    ['a wait for no preview', { holdAfterPreview: true }, ['preview']],
    ['splits of nothing', { split: { train: 1 } }, ['sources']],
    ['a split of no size', { split: { train: 0 }, sources: { clipIds: [newClipId()] } }, ['split', 'train']],
    ['a month, which may be anything', { expiresAfter: 'P1M' }, ['expiresAfter']],
    ['no time at all', { expiresAfter: 'P0D' }, ['expiresAfter']],
    ['a label without a name', { labels: { '': 'x' } }, ['labels', '']],
  ])('is not %s', (_what, body, path) => {
    const parsed = createCohortSchema.safeParse({ plan: { kind: 'uniform' }, ...body });
    expect(parsed.error?.issues[0]?.path).toEqual(path);
  });
});
