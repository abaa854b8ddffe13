import { type EventRow, EventsRepository } from '@echocohort/platform';
import { EchoError, type EventKind, fieldError, type TenantId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';

export interface EventsWanted {
  /** The number of the last event that is known; from the oldest one kept, when left out. */
  readonly after?: number | undefined;
  readonly kinds?: readonly EventKind[] | undefined;
}

/** Some events, and up to which number they are all. */
export interface EventsRead {
  readonly rows: readonly EventRow[];
  readonly through: number;
  /** Whether there may be more by now. */
  readonly more: boolean;
}

@Injectable()
export class EventsService {
  constructor(@Inject(EventsRepository) private readonly events: EventsRepository) {}

  /**
   * The next events of a tenant, at most `limit`.
   * @throws EchoError `expired` where some of those asked for were deleted by their age
   */
  async read(tenantId: TenantId, { after, kinds }: EventsWanted, limit: number): Promise<EventsRead> {
    const { last } = await this.events.head();
    if (after !== undefined && after > last)
      throw fieldError('invalid-request', 'after', `expected the number of an event, which is ${last} at most`);
    // One more than asked for says whether there are more.
    const range = { after: after ?? 0, upTo: last, limit: limit + 1, kinds };
    const rows = await this.events.list(tenantId, range);
    // Looked at last: what was deleted while the rows were read is known by now.
    if (after !== undefined) await this.#expectKept(after);
    const shown = rows.slice(0, limit);
    const more = rows.length > limit;
    return { rows: shown, through: more ? (shown.at(-1) as EventRow).sequence : last, more };
  }

  async #expectKept(after: number): Promise<void> {
    const { expired } = await this.events.head();
    if (after < expired)
      throw new EchoError('expired', `Events up to number ${expired} are kept no longer`, {
        issues: [
          { field: 'after', expected: `expected ${expired} or more, or no \`after\` to begin with what is kept` },
        ],
      });
  }
}
