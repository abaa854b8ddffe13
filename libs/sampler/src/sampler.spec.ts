import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EchoError, type GenerateGraph, areaLengthEfPercent } from '@echocohort/shared';
import { fileURLToPath } from 'node:url';
import { anchorFrame, readAnchor } from './bundle/anchors.js';
import { type Bundle } from './bundle/bundle.js';
import { openBundle } from './bundle/open-bundle.js';
import { numbersOf, shoelace } from './request/reading.fixture.js';
import { reread, singleFrames } from './request/sample-reading.js';
import { type SampleRequest, type SampleResult } from './request/sample-request.js';
import { type Sampler } from './sampler.js';
import { startSampler } from './start-sampler.js';

let bundle: Bundle;
let sampler: Sampler;
let anchors: Uint8Array[];
beforeAll(async () => {
  bundle = await openBundle(fileURLToPath(new URL('../../../models/tiny', import.meta.url)));
  sampler = await startSampler(bundle, { provider: 'cpu', threads: 1 });
  anchors = await Promise.all([0, 1, 2].map((anchor) => readAnchor(bundle, anchor)));
});
afterAll(() => sampler.close());

const requestOf = (overrides: Partial<SampleRequest> = {}): SampleRequest => ({
  seed: 77,
  index: 4,
  attempt: 0,
  requestedEfPercent: 55,
  frames: bundle.manifest.maxFrames,
  references: [anchors[0]!],
  positions: [0],
  anchorPhase: { position: 0, contraction: 0, contracting: null },
  ...overrides,
});
/** Neighbours that differ in everything: length, number of references, seed, EF. */
const neighbour = (n: number): SampleRequest =>
  requestOf({
    seed: 1000 + n,
    index: n,
    frames: 4 + (n % 3),
    requestedEfPercent: 20 + 5 * n,
    references: anchors.slice(0, 1 + (n % 2)),
    positions: [1, 3].slice(0, 1 + (n % 2)),
    anchorPhase: null,
  });
const only = async (request: SampleRequest): Promise<SampleResult> => (await sampler.generate([request]))[0]!;
const bytes = (result: SampleResult): string =>
  [result.frames, result.volumeCurve, Float64Array.from(numbersOf(result.reading!))]
    .map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64'))
    .join('|');
const failure = async (promise: Promise<unknown>): Promise<EchoError> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EchoError);
  return error as EchoError;
};

describe('startSampler', () => {
  it('proves this machine with the golden sample and says how far its bytes can be relied on', () => {
    expect(sampler.provider).toBe('cpu');
    expect(sampler.determinism).toBe('bitwise');
    expect(sampler.batchSize).toBe(bundle.manifest.batchSize.cpu);
  });

  it('never replaces a provider by another one: it is there, or the error says what it needs', async () => {
    const outcome = await startSampler(bundle, { provider: 'cuda', threads: 1 }).catch((error: unknown) => error);
    if (outcome instanceof EchoError) {
      expect(outcome.code).toBe('unavailable');
      expect(outcome.message).toMatch(/^provider cuda cannot be used here\. No .*: (run|install|use|in a container)/);
    } else {
      expect((outcome as Sampler).provider).toBe('cuda');
      await (outcome as Sampler).close();
    }
  });

  it.each([0, 1.5, Number.NaN])('refuses %d threads', async (threads) => {
    const error = await failure(startSampler(bundle, { provider: 'cpu', threads }));
    expect(error.issues[0]!.field).toBe('threads');
  });
});

describe('generate', () => {
  it('gives the frames that were wanted, the curve that was asked for and the EF that was measured', async () => {
    const { height, width } = bundle.manifest.frame;
    const result = await only(requestOf({ frames: 6 }));
    expect(result.frames).toHaveLength(6 * height * width);
    expect(result.volumeCurve).toHaveLength(6);
    expect(1 - Math.min(...result.volumeCurve)).toBeCloseTo(0.55, 6);
    const { lvArea, lvLength, auditArea, auditLength, measuredEfPercent, auditEfPercent } = result.reading!;
    expect([lvArea, auditArea].map(({ length }) => length)).toEqual([6, 6]);
    expect(measuredEfPercent).toBe(areaLengthEfPercent(lvArea, lvLength));
    expect(auditEfPercent).toBe(areaLengthEfPercent(auditArea, auditLength));
    expect(auditEfPercent).not.toBe(measuredEfPercent);
    expect(await sampler.generate([])).toEqual([]);
  });

  it('makes the same bytes again, alone or in any company, order and mixture of lengths and references', async () => {
    for (const request of [requestOf(), requestOf({ frames: 5, references: anchors.slice(0, 2), positions: [0, 4] })]) {
      const alone = bytes(await only(request));
      expect(bytes(await only(request))).toBe(alone);
      for (const [company, place] of [
        [2, 0],
        [2, 2],
        [6, 3],
        [6, 6],
      ] as const) {
        const batch = Array.from({ length: company }, (_, n) => neighbour(n));
        batch.splice(place, 0, request);
        const results = await sampler.generate(batch);
        expect(results).toHaveLength(company + 1);
        expect(bytes(results[place]!)).toBe(alone);
        expect(bytes(results[place === 0 ? 1 : 0]!)).not.toBe(alone);
      }
    }
  });

  it('makes other frames for another seed, index, attempt, EF or reference', async () => {
    const base = Buffer.from((await only(requestOf())).frames);
    const others: Partial<SampleRequest>[] = [
      { seed: 78 },
      { index: 5 },
      { attempt: 1 },
      { requestedEfPercent: 30 },
      { references: [anchors[1]!] },
    ];
    for (const other of others) expect(base.equals((await only(requestOf(other))).frames)).toBe(false);
    expect(base.equals((await only(requestOf())).frames)).toBe(true);
  });

  it('takes several calls at once and answers each with its own samples', async () => {
    const requests = [requestOf(), requestOf({ seed: 5 }), requestOf({ seed: 6 })];
    const together = await Promise.all(requests.map(only));
    for (const [n, request] of requests.entries()) expect(bytes(together[n]!)).toBe(bytes(await only(request)));
  });

  it.each<[string, (request: SampleRequest) => Partial<SampleRequest>]>([
    ['frames', () => ({ frames: 1 })],
    ['frames', () => ({ frames: bundle.manifest.maxFrames + 1 })],
    ['requestedEfPercent', () => ({ requestedEfPercent: Number.NaN })],
    ['references', () => ({ references: [], positions: [] })],
    ['references[0]', () => ({ references: [new Uint8Array(3)] })],
    ['positions', () => ({ positions: [0, 1] })],
    ['positions[0]', () => ({ positions: [-1] })],
    ['positions[0]', ({ frames }) => ({ positions: [frames] })],
    ['positions[1]', () => ({ references: anchors.slice(0, 2), positions: [2, 2] })],
    ['anchorPhase.position', () => ({ anchorPhase: { position: 99, contraction: 0, contracting: null } })],
    ['seed', () => ({ seed: 2 ** 32 })],
    ['attempt', () => ({ attempt: -1 })],
  ])('refuses a sample whose %s is wrong and says which sample it was', async (field, wrong) => {
    const error = await failure(sampler.generate([requestOf(), requestOf(wrong(requestOf()))]));
    expect(error.code).toBe('invalid-request');
    expect(error.issues[0]!.field).toBe(`samples[1].${field}`);
  });
});

describe('the reading of a made clip', () => {
  it('has outlines that enclose the areas that it states, frame by frame', async () => {
    const { lvArea, outlines, outlinePoints } = (await only(requestOf())).reading!;
    const size = 2 * outlinePoints;
    const enclosed = Array.from(lvArea, (_, t) => shoelace(outlines.subarray(t * size, (t + 1) * size)));
    const ratios = enclosed.map((area, t) => area / lvArea[t]!);
    expect(Math.max(...ratios.map((ratio) => Math.abs(ratio - 1)))).toBeLessThan(0.05);
    const shifted = enclosed.map((area, t) => area / lvArea[(t + 2) % lvArea.length]!);
    expect(Math.max(...shifted.map((ratio) => Math.abs(ratio - 1)))).toBeGreaterThan(0.15);
  });

  it('says what the readers agree on in each of its own observed frames, and of no neighbour’s', async () => {
    const black = new Uint8Array(anchors[0]!.length);
    const requests = [
      requestOf({ references: [anchors[0]!, black], positions: [0, 4] }),
      requestOf({ references: [anchors[1]!] }),
      requestOf({ references: [black] }),
    ];
    const [two, seen, blind] = (await sampler.generate(requests)).map(({ reading }) => Array.from(reading!.agreement));
    expect([two!.length, seen!.length, blind!.length]).toEqual([2, 1, 1]);
    expect(two![0]).toBeGreaterThan(0.8);
    expect(seen![0]).toBeGreaterThan(0.8);
    expect([two![1], blind![0]]).toEqual([0, 0]);
  });

  it('has no EF where there is no ventricle, although the clip moves', async () => {
    const { reading } = await only(requestOf({ references: [new Uint8Array(anchors[0]!.length)] }));
    expect(reading).toMatchObject({ measuredEfPercent: null, auditEfPercent: null });
  });
});

describe('read', () => {
  it('reads frames one by one: more of them in a call change nothing', async () => {
    const many = Array.from({ length: 70 }, (_, n) => anchors[n % anchors.length]!);
    const read = (await sampler.read(many))!;
    const one = (await sampler.read([anchors[1]!]))!;
    const size = 2 * one.outlinePoints;
    expect(read.lvArea).toHaveLength(70);
    for (const role of ['lvArea', 'lvLength', 'auditArea', 'auditLength', 'agreement'] as const)
      expect(read[role][67]).toBe(one[role][0]);
    expect(read.outlines.slice(67 * size, 68 * size)).toEqual(one.outlines);
    expect(read.lvArea[0]).not.toBe(read.lvArea[1]);
    expect(shoelace(one.outlines) / one.lvArea[0]!).toBeCloseTo(1, 1);
  });

  it('reads nothing of no frames', async () => {
    expect(await sampler.read([])).toMatchObject({ lvArea: new Float32Array(0), outlinePoints: 0 });
  });

  it('says null where the bundle brings no readers', async () => {
    const { generate } = bundle.manifest.graphs;
    const graphs = { generate: generate.map((graph) => withoutReading(graph)) };
    const golden = { ...bundle.manifest.golden, measuredEfPercent: null };
    const bare = await startSampler(
      { ...bundle, manifest: { ...bundle.manifest, efMethod: 'none', golden, graphs } },
      { provider: 'cpu', threads: 1 },
    );
    expect(await bare.read(anchors)).toBeNull();
    expect((await bare.generate([requestOf()]))[0]!.reading).toBeNull();
    await bare.close();
  });

  it('refuses a frame of another size', async () => {
    const error = await failure(sampler.read([anchors[0]!, new Uint8Array(5)]));
    expect(error.issues[0]!.field).toBe('frames[1]');
  });
});

const withoutReading = (graph: GenerateGraph): GenerateGraph => ({
  ...graph,
  outputs: graph.outputs.filter(({ role }) => role === 'frames' || role === 'curve'),
});

describe('a bundle that re-reads', () => {
  it('is read by its made frames: each for itself, and an observed one by how it came out', async () => {
    const { manifest } = bundle;
    const graphs = { ...manifest.graphs, generate: manifest.graphs.generate.map(withoutReading) };
    const statingEf = (measuredEfPercent: number): Bundle => {
      const golden = { ...manifest.golden, measuredEfPercent };
      return { ...bundle, manifest: { ...manifest, efMethod: 're-read', graphs, golden } };
    };
    // Held against its golden EF as well: the pictures show another one than the outlines that tiny carries.
    const carried = failure(
      startSampler(statingEf(manifest.golden.measuredEfPercent!), { provider: 'cpu', threads: 1 }),
    );
    expect((await carried).message).toMatch(/golden sample's measured EF/);
    const rereading = statingEf(46.2);
    const own = await startSampler(rereading, { provider: 'cpu', threads: 1 });
    const request = requestOf({ references: anchors.slice(0, 2), positions: [0, 5], frames: 7 });
    const [made] = await own.generate([request]);
    expect(made!.reading).toBeNull();
    const { reading } = await reread(rereading.manifest, own, request, made!);
    const read = (await own.read(singleFrames(made!.frames, manifest.frame)))!;
    expect(reading!.lvArea).toEqual(read.lvArea);
    expect(reading!.agreement).toEqual(Float32Array.of(read.agreement[0]!, read.agreement[5]!));
    expect(reading!.measuredEfPercent).toBe(areaLengthEfPercent(read.lvArea, read.lvLength));
    expect(await reread(manifest, own, request, made!)).toBe(made);
    await own.close();
  });
});

describe('anchorFrame', () => {
  it('gives a sample the same anchor again, and a run all of them', async () => {
    const count = bundle.manifest.anchors!.count;
    const drawn = await Promise.all(Array.from({ length: 64 }, (_, index) => anchorFrame(bundle, 9, index)));
    expect(new Set(drawn.map(({ anchor }) => anchor)).size).toBe(Math.min(count, 64));
    for (const { anchor, pixels } of drawn) {
      expect(anchor).toBeLessThan(count);
      expect(pixels).toHaveLength(bundle.manifest.frame.height * bundle.manifest.frame.width);
    }
    const other = await Promise.all(drawn.map((_, index) => anchorFrame(bundle, 10, index)));
    expect(await anchorFrame(bundle, 9, 3)).toEqual(drawn[3]);
    expect(other.map(({ anchor }) => anchor)).not.toEqual(drawn.map(({ anchor }) => anchor));
  });

  it('says so when the bundle brings no anchor frames', async () => {
    const manifest = { ...bundle.manifest };
    delete manifest.anchors;
    const error = await failure(anchorFrame({ ...bundle, manifest, anchorOffset: null }, 1, 0));
    expect([error.code, error.issues[0]!.field]).toEqual(['invalid-request', 'source']);
  });
});

describe('a sampler’s life', () => {
  it('counts the seconds that it worked, and rejects calls once it is closed', async () => {
    const own = await startSampler(bundle, { provider: 'cpu', threads: 1 });
    const before = own.busySeconds();
    await own.generate([requestOf()]);
    expect(own.busySeconds()).toBeGreaterThan(before);
    const waiting = failure(own.generate([requestOf()]));
    await own.close();
    expect((await waiting).code).toBe('sampler-failed');
    expect((await failure(own.generate([requestOf()]))).message).toBe('the sampler is closed');
  });
});
