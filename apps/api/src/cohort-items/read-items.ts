import { type FileHandle } from 'node:fs/promises';
import { ItemsWriter, type LeftOut, type SourceFacts, type WrittenItems } from '@echocohort/platform';
import { EchoError, fieldError, limits } from '@echocohort/shared';
import { TargetBins } from '../cohort-plan/target-bins.js';
import { LineErrors } from '../uploads/line-errors.js';
import { type Line, readLines } from '../uploads/read-lines.js';
import { bitsOf, CustomIds, type ItemPlace } from './custom-ids.js';
import { type FindClips, ItemSources } from './item-sources.js';
import { type ItemLine } from './items.schema.js';
import { type ItemContext, itemOf, parseLine, refusalOf } from './parse-item.js';

/** How the lines of an upload are read. */
export interface ItemsReadingOptions extends Omit<ItemContext, 'clip'> {
  readonly upload: FileHandle;
  /** Where the items go, an empty file. */
  readonly object: FileHandle;
  readonly onUnreadable: 'refuse' | 'leave-out';
  readonly find: FindClips;
}

/** What an upload comes to, all of whose lines can be used. */
export interface ReadItems {
  readonly written: WrittenItems;
  readonly samples: number;
  /** Every length that an item has, ascending, and their mean. */
  readonly lengths: readonly number[];
  readonly meanFrames: number;
  /** Clips of items, by the number that an item has of its clip. */
  readonly clips: readonly SourceFacts[];
  readonly targets: TargetBins;
  readonly leftOut: Omit<LeftOut, 'targets'>;
}

interface ParsedLine extends ItemPlace {
  /** Or what is wrong with it. */
  readonly item: ItemLine | EchoError;
}

const { itemsPerCohortMax, itemMaxBytes } = limits;
/** No line of an item is shorter. */
const itemMinBytes = 30;

/** One look through an upload, line by line; what it keeps does not grow with the lines but for 32 bytes of each. */
class ItemsReading {
  readonly #errors = new LineErrors('items');
  readonly #sources: ItemSources;
  readonly #writer: ItemsWriter;
  readonly #targets = new TargetBins();
  readonly #frames = new Map<number, number>();
  #lines = 0;
  #items = 0;
  #left = 0;

  constructor(
    private readonly options: ItemsReadingOptions,
    private readonly ids: CustomIds,
  ) {
    this.#sources = new ItemSources(options.find);
    this.#writer = new ItemsWriter((bytes) => options.object.writeFile(bytes));
  }

  async read(): Promise<ReadItems> {
    for await (const lines of readLines(this.options.upload, itemMaxBytes)) {
      // The first line too many is told; those behind it are not looked at.
      await this.#take(lines.slice(0, itemsPerCohortMax + 1 - this.#lines));
      if (this.#lines > itemsPerCohortMax) break;
    }
    if (this.#errors.lines > 0) throw this.#errors.toError(this.#lines);
    if (this.#items === 0) throw this.#nothing();
    return this.#result(await this.#writer.end());
  }

  /** In their order: errors are told in it. */
  async #take(lines: readonly Line[]): Promise<void> {
    const parsed = lines.map((line) => this.#parse(line));
    await this.#sources.load(parsed.flatMap(({ item }) => (item instanceof EchoError ? [] : (item.clipId ?? []))));
    for (const { item, ...place } of parsed)
      try {
        if (item instanceof EchoError) throw item;
        await this.#keep(item, place);
      } catch (error) {
        if (!(error instanceof EchoError)) throw error;
        this.#errors.add(place.line, error);
      }
  }

  #parse({ number, offset, bytes }: Line): ParsedLine {
    this.#lines = number;
    const place = { line: number, offset };
    try {
      if (number <= itemsPerCohortMax) return { ...place, item: parseLine(bytes) };
      return { ...place, item: fieldError('invalid-request', '', `expected at most ${itemsPerCohortMax} lines`) };
    } catch (error) {
      if (!(error instanceof EchoError)) throw error;
      return { ...place, item: error };
    }
  }

  async #keep(item: ItemLine, place: ItemPlace): Promise<void> {
    await this.#assertNew(item.custom_id, place);
    const { clipId } = item;
    const clip = clipId === undefined ? null : this.#sources.factsOf(clipId);
    const refusal = refusalOf(item, clip);
    if (clip && refusal !== null && this.options.onUnreadable === 'leave-out') {
      this.#left += 1;
      this.#sources.leaveOut(clip.clipId, refusal);
      return;
    }
    if (refusal !== null) throw fieldError('no-ventricle', 'clipId', `expected a clip that can be used: ${refusal}`);
    const source = clipId === undefined ? undefined : this.#sources.numberOf(clipId);
    const made = itemOf(item, source, { ...this.options, clip });
    this.#items += 1;
    this.#targets.add(made.targetEfPercent);
    this.#frames.set(made.frames, (this.#frames.get(made.frames) ?? 0) + 1);
    // What is refused is not written.
    if (this.#errors.lines === 0) await this.#writer.add(made);
  }

  /** Once nothing more is told, equal bits are as good as equal ids: the upload is refused whatever they are. */
  async #assertNew(customId: string, place: ItemPlace): Promise<void> {
    const bits = bitsOf(customId);
    for (const earlier of this.ids.placesOf(bits))
      if (this.#errors.isFull || (await this.#customIdAt(earlier)) === customId)
        throw fieldError(
          'invalid-request',
          'custom_id',
          `expected an id that no other line has, and line ${earlier.line} has it`,
        );
    this.ids.add(bits, place);
  }

  async #customIdAt({ offset }: ItemPlace): Promise<string> {
    const { buffer, bytesRead } = await this.options.upload.read(Buffer.alloc(itemMaxBytes), 0, itemMaxBytes, offset);
    const end = buffer.indexOf('\n');
    return parseLine(buffer.subarray(0, end < 0 ? bytesRead : Math.min(end, bytesRead))).custom_id;
  }

  #nothing(): EchoError {
    return this.#left > 0
      ? fieldError('no-ventricle', 'items', 'expected at least one item whose clip can be used')
      : fieldError('invalid-request', 'items', 'expected at least one line of JSON');
  }

  #result(written: WrittenItems): ReadItems {
    const frames = [...this.#frames].reduce((sum, [length, items]) => sum + length * items, 0);
    return {
      written,
      samples: this.#items,
      lengths: [...this.#frames.keys()].sort((a, b) => a - b),
      meanFrames: frames / this.#items,
      clips: this.#sources.used(),
      targets: this.#targets,
      leftOut: { ...this.#sources.leftOut(), items: this.#left },
    };
  }
}

/**
 * Reads an upload of items: looks at each line, and writes the object that holds them.
 * @throws EchoError `invalid-request` naming lines by their numbers, the first hundred of them; `no-ventricle` when nothing is left
 */
export const readItems = async (options: ItemsReadingOptions): Promise<ReadItems> => {
  const { size } = await options.upload.stat();
  return new ItemsReading(options, new CustomIds(Math.min(itemsPerCohortMax, size / itemMinBytes))).read();
};
