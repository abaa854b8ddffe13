import { type GenerateGraph } from '@echocohort/shared';
import { type PlannedSample, fixedReferences, referencesOf } from '../pack/pack-feeds.js';

/** B and K of a graph call. What a sample does not fill repeats its first row or reference and is nobody's. */
export interface CallShape {
  readonly rows: number;
  readonly references: number;
  /** The session that makes it, by the key under which its graph is open. */
  readonly session: string;
}

/** A call of few samples is filled up to so many: a GPU needs hardly longer for them than for one. */
const FEW = 8;

/** Sessions of pinned shapes: few samples, a full batch of one reference each, and a full batch of as many as there may be. */
const pinnedSessions = ['generate-few', 'generate-plain', 'generate-full'] as const;

/** The size below a call of `rows`, 2 or more: what is tried when memory does not do for it. */
export const sizeBelow = (rows: number): number => 2 ** (Math.ceil(Math.log2(rows)) - 1);

export interface CallShapesOptions {
  readonly graph: GenerateGraph;
  /** Samples of one call at most. */
  readonly samplesPerCall: number;
  /** K at most. */
  readonly maxReferences: number;
  /**
   * Fill calls up to a few shapes. CUDA looks for its kernels at every change of a session's shapes, for a second or two
   * each, and keeps those of the last: every pinned shape has a session of its own. Four references a sample cost a tenth
   * more than one, so full batches have both; a few samples have the most.
   */
  readonly isPinned: boolean;
}

/** What shapes graph calls have, and how large they may be: less when memory runs out. */
export class CallShapes {
  private most: number;

  constructor(private readonly options: CallShapesOptions) {
    this.most = options.samplesPerCall;
  }

  /** Samples of one call at most. */
  get samplesPerCall(): number {
    return this.most;
  }

  get hasShrunk(): boolean {
    return this.most < this.options.samplesPerCall;
  }

  /** Keys under which the graph must be open. */
  get sessions(): readonly string[] {
    return this.options.isPinned ? pinnedSessions : ['generate'];
  }

  /** Every shape that calls have now, the smallest first; none where they have any. */
  get pinned(): readonly CallShape[] {
    const { graph, isPinned, maxReferences } = this.options;
    if (!isPinned) return [];
    const [few, plain, full] = pinnedSessions;
    const references = fixedReferences(graph) ?? maxReferences;
    const shapes: CallShape[] = [{ rows: Math.min(FEW, this.most), references, session: few }];
    if (this.most <= FEW) return shapes;
    if (references > 1 && fixedReferences(graph) === null)
      shapes.push({ rows: this.most, references: 1, session: plain });
    return [...shapes, { rows: this.most, references, session: full }];
  }

  /**
   * The shape of a call of these samples, which are no more than `samplesPerCall`.
   * @throws EchoError `invalid-request` when they have more references than the graph takes
   */
  shapeOf(samples: readonly PlannedSample[]): CallShape {
    const references = referencesOf(this.options.graph, samples);
    const fitting = this.pinned.find((shape) => shape.rows >= samples.length && shape.references >= references);
    return fitting ?? { rows: samples.length, references, session: 'generate' };
  }

  /** Makes every later call smaller than one that memory did not do for. */
  shrinkBelow({ rows }: CallShape): void {
    this.most = Math.min(this.most, sizeBelow(rows));
  }
}
