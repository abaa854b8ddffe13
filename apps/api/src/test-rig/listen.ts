import { type EventView, eventSchema } from '../events/events.schema.js';

/** A block of a stream of server-sent events: an event, or only the number up to which all is told. */
export interface Told {
  readonly id: number;
  readonly event: EventView | null;
}

export interface Listening {
  readonly status: number;
  /** Ends with the stream. */
  readonly told: AsyncGenerator<Told, void>;
  /** Hears events until `enough`, then goes away. @returns those that were heard */
  until(enough: (events: readonly EventView[]) => boolean): Promise<EventView[]>;
  leave(): void;
}

const toldBy = (block: string): Told => {
  const field = (name: string) => block.split('\n').find((line) => line.startsWith(`${name}: `));
  const data = field('data')?.slice('data: '.length);
  const event = data === undefined ? null : eventSchema.parse(JSON.parse(data));
  return { id: Number(field('id')?.slice('id: '.length)), event };
};

async function* blocksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Told, void> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() as string;
    for (const block of blocks) yield toldBy(block);
  }
}

/** Listens to a tenant's events as a browser would. */
export const listen = async (
  { url }: { url: string },
  { secret }: { secret: string },
  { query = '', lastEventId }: { query?: string; lastEventId?: number } = {},
): Promise<Listening> => {
  const left = new AbortController();
  const response = await fetch(`${url}/v1/events${query}`, {
    headers: {
      Authorization: `Bearer ${secret}`,
      Accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'Last-Event-ID': String(lastEventId) }),
    },
    signal: left.signal,
  });
  const told = blocksOf(response.body as ReadableStream<Uint8Array>);
  const until = async (enough: (events: readonly EventView[]) => boolean): Promise<EventView[]> => {
    const heard: EventView[] = [];
    for await (const { event } of told) {
      if (event !== null) heard.push(event);
      if (enough(heard)) break;
    }
    left.abort();
    return heard;
  };
  return { status: response.status, told, until, leave: () => left.abort() };
};
