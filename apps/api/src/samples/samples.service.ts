import {
  type ByteRange,
  type RunHead,
  type RunRow,
  RunsRepository,
  type SamplePlace,
  type SampleRow,
  SampleSpecs,
  SamplesRepository,
  storageKeys,
} from '@echocohort/platform';
import {
  EchoError,
  parseSampleId,
  provenanceRecordSchema,
  type RunId,
  type SampleId,
  type SampleSpec,
  type TenantId,
} from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { storedBytes } from '../http/stored-bytes.js';
import { type ApiOptions, PARTS } from '../parts.js';
import { outlineView } from './outline.view.js';
import { madeSampleView, unmadeSampleView } from './sample.view.js';
import {
  type OutlineView,
  type SampleDetail,
  type SamplePage,
  type SamplePageQuery,
  type SampleView,
} from './samples.schema.js';

/** A sample whose files are stored. */
export interface MadeSample {
  readonly place: SamplePlace;
  readonly videoSha256: string;
  readonly videoBytes: number;
}

/** Where the files of a sample lie; null for one that has failed. */
const placeOf = ({ tenantId, runId, index, take }: SampleRow): SamplePlace | null =>
  take === null ? null : { tenantId, runId, index, take };

@Injectable()
export class SamplesService {
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(SamplesRepository) private readonly samples: SamplesRepository,
    @Inject(SampleSpecs) private readonly specs: SampleSpecs,
  ) {}

  async get(tenantId: TenantId, id: SampleId): Promise<SampleDetail> {
    const { run, index, row } = await this.#find(tenantId, id);
    const place = row && placeOf(row);
    const view = row
      ? madeSampleView(run, row, await this.#customId(run, index))
      : await this.#unmade(tenantId, run.id, index);
    return {
      ...view,
      provenance: place && provenanceRecordSchema.parse(await this.#record(place)).provenance,
      download: place && (await this.#download(place)),
    };
  }

  /** Samples of a run in the order of their indices, made or not. */
  async page(run: RunRow, { after, limit }: SamplePageQuery): Promise<SamplePage> {
    const first = after === undefined ? 0 : after + 1;
    const end = Math.min(first + limit, run.samplesTotal);
    const rows = await this.samples.list(run.tenantId, run, { after, limit });
    const rowOf = new Map(rows.map((row) => [row.index, row]));
    const indices = Array.from({ length: Math.max(0, end - first) }, (_, k) => first + k);
    const specs = await this.specs.of(run, indices);
    return {
      items: specs.map((sample) => {
        const row = rowOf.get(sample.index);
        return row ? madeSampleView(run, row, sample.customId) : unmadeSampleView(run, sample);
      }),
      next: end < run.samplesTotal ? String(end - 1) : null,
    };
  }

  /** @throws EchoError `not-found`, `not-ready` before it is made, `conflict` when it never will be */
  async made(tenantId: TenantId, id: SampleId): Promise<MadeSample> {
    const { run, row } = await this.#find(tenantId, id);
    if (row === null && run.status !== 'cancelled')
      throw new EchoError('not-ready', `Sample ${id} is still to be made`);
    if (row === null) throw new EchoError('conflict', `Sample ${id} was cancelled: it has no files`);
    const { videoSha256, videoBytes } = row;
    const place = placeOf(row);
    if (place === null || videoSha256 === null || videoBytes === null)
      throw new EchoError('conflict', `Sample ${id} failed: it has no files`);
    return { place, videoSha256, videoBytes };
  }

  /** @throws EchoError as `made`, and `conflict` when nobody has measured it */
  async outline(tenantId: TenantId, id: SampleId): Promise<OutlineView> {
    const { place } = await this.made(tenantId, id);
    const outline = outlineView(id, await this.#record(place));
    if (outline === null) throw new EchoError('conflict', `Sample ${id} was not measured: it has no outline`);
    return outline;
  }

  bytes(key: string, range: ByteRange | null): Promise<Uint8Array> {
    return storedBytes(this.parts, key, range === null ? {} : { range });
  }

  /** The spec is not asked for: it may be large, and what is made needs none. */
  async #find(tenantId: TenantId, id: SampleId): Promise<{ run: RunHead; index: number; row: SampleRow | null }> {
    const { runId, index } = parseSampleId(id);
    const run = await this.runs.findHead(tenantId, runId);
    if (run === null || index >= run.samplesTotal) throw new EchoError('not-found', `There is no sample ${id}`);
    return { run, index, row: await this.samples.find(tenantId, run, index) };
  }

  async #unmade(tenantId: TenantId, runId: RunId, index: number): Promise<SampleView> {
    const run = await this.runs.find(tenantId, runId);
    if (run === null) throw new EchoError('not-found', `There is no run ${runId}`);
    const [sample] = await this.specs.of(run, [index]);
    return unmadeSampleView(run, sample as SampleSpec);
  }

  /** What its item calls it. */
  async #customId({ tenantId, id: runId, summary }: RunHead, index: number): Promise<string | null> {
    const ref = summary?.items;
    return ref === undefined ? null : (await this.specs.item({ tenantId, runId, ref }, index)).customId;
  }

  /** sample.json: what is known of a sample beside its row. */
  async #record(place: SamplePlace): Promise<unknown> {
    const record = await this.bytes(storageKeys.sampleRecord(place), null);
    return JSON.parse(Buffer.from(record).toString('utf8'));
  }

  async #download(place: SamplePlace): Promise<SampleDetail['download']> {
    const expiresSeconds = this.parts.config.signedUrlSeconds;
    const sign = (key: string) => this.parts.storage.signedUrl(key, expiresSeconds);
    return {
      video: await sign(storageKeys.sampleVideo(place)),
      contactSheet: await sign(storageKeys.sampleSheet(place)),
      expiresSeconds,
    };
  }
}
