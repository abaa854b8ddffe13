import { fieldError } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { type ApiOptions, type OfferedBundle, PARTS } from '../parts.js';
import { type ModelView, requestLimits } from './models.schema.js';

/** The bundles that this API offers, by name. */
@Injectable()
export class ModelsService {
  readonly #bundles: ReadonlyMap<string, OfferedBundle>;
  readonly #defaultModel: string;

  constructor(@Inject(PARTS) { bundles, config }: ApiOptions) {
    this.#bundles = new Map(bundles.map((bundle) => [bundle.manifest.name, bundle]));
    this.#defaultModel = config.defaultModel;
    if (!this.#bundles.has(config.defaultModel))
      throw new Error(`default model: expected one of ${this.#names()}, got ${config.defaultModel}`);
  }

  /** @throws EchoError `invalid-request` on `model` */
  resolve(name: string | undefined): OfferedBundle {
    const bundle = this.#bundles.get(name ?? this.#defaultModel);
    if (bundle === undefined) throw fieldError('invalid-request', 'model', `expected one of ${this.#names()}`);
    return bundle;
  }

  list(): { items: ModelView[] } {
    return { items: [...this.#bundles.values()].map((bundle) => this.#view(bundle)) };
  }

  #names(): string {
    return [...this.#bundles.keys()].join(', ') || 'no model at all';
  }

  #view({ manifest, fingerprint }: OfferedBundle): ModelView {
    const { name, version, title, licence, provenance, frame, framesPerSecond, efMethod, quality } = manifest;
    const [min, max] = manifest.efRangePercent;
    return {
      name,
      version,
      title,
      licence,
      isDefault: name === this.#defaultModel,
      fingerprint,
      ...provenance,
      height: frame.height,
      width: frame.width,
      framesPerSecond,
      limits: requestLimits(manifest.maxFrames, manifest.maxReferences),
      trainedEf: { min, max },
      needsClip: manifest.anchors === undefined,
      measurement: efMethod,
      quality,
    };
  }
}
