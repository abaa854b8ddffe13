import { type SourceFacts } from '@echocohort/platform';
import { type ClipId, type EchoError, fieldError, limits } from '@echocohort/shared';

const { sourcesPerCohortMax } = limits;
/** Of what is told of clips that are left out, at most so many. */
const toldMax = 100;

/** Those of some clips that the tenant has. */
export type FindClips = (clipIds: readonly ClipId[]) => Promise<ReadonlyMap<ClipId, SourceFacts>>;

/** Clips that items are twins of: each is looked up once, and numbered when an item of it is kept. */
export class ItemSources {
  readonly #known = new Map<ClipId, SourceFacts>();
  readonly #numbers = new Map<ClipId, number>();
  readonly #leftOut = new Map<ClipId, string>();
  #hasTooMany = false;

  constructor(private readonly find: FindClips) {}

  /** Looks up those that are not known. A clip that the tenant has not is looked up again: nobody knows how many there may be. */
  async load(clipIds: Iterable<ClipId>): Promise<void> {
    const missing = [...new Set(clipIds)].filter((clipId) => !this.#known.has(clipId));
    if (missing.length === 0 || this.#hasTooMany) return;
    for (const [clipId, facts] of await this.find(missing)) {
      if (this.#known.size < sourcesPerCohortMax) this.#known.set(clipId, facts);
      else this.#hasTooMany = true;
    }
  }

  /** @throws EchoError `not-found` on `clipId` when the tenant has no such clip, or the upload has too many of them */
  factsOf(clipId: ClipId): SourceFacts {
    const facts = this.#known.get(clipId);
    if (facts) return facts;
    throw this.#hasTooMany
      ? tooMany()
      : fieldError('not-found', 'clipId', 'expected the id of a clip that was uploaded');
  }

  /** The number of a clip as a source of the cohort. */
  numberOf(clipId: ClipId): number {
    const number = this.#numbers.get(clipId) ?? this.#numbers.size;
    this.#numbers.set(clipId, number);
    return number;
  }

  leaveOut(clipId: ClipId, reason: string): void {
    this.#leftOut.set(clipId, reason);
  }

  /** In the order of their numbers. */
  used(): SourceFacts[] {
    return [...this.#numbers.keys()].map((clipId) => this.#known.get(clipId) as SourceFacts);
  }

  leftOut(): { sources: number; examples: { clipId: ClipId; reason: string }[] } {
    const examples = [...this.#leftOut].slice(0, toldMax).map(([clipId, reason]) => ({ clipId, reason }));
    return { sources: this.#leftOut.size, examples };
  }
}

const tooMany = (): EchoError =>
  fieldError('invalid-request', 'clipId', `expected at most ${sourcesPerCohortMax} different clips in all`);
