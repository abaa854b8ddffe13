import { eventKinds } from '@echocohort/shared';
import { z } from 'zod';
import { type Operation } from '../openapi/operation.js';
import { pageParameters } from '../openapi/page-parameters.js';
import { eventExample, eventKindSchema, eventPageSchema, sequenceSchema } from './events.schema.js';

const description = `Every event once, in the same order for every reader. A page begins with the oldest event that is kept, or after \`after\`.

With \`Accept: text/event-stream\` the same as server-sent events, going on with what comes. Each carries its number as \`id\`; a
client that comes back with \`Last-Event-ID\` misses nothing. A line comes every 15 s at least. A stream ends after ten minutes,
when the server stops, or when its client does not read; clients of server-sent events come back by themselves. A tenant may
have 16 at a time.

Events are kept for 7 days: with an older \`after\` the answer is 410.`;

const streamExample = `id: ${eventExample.sequence}\nevent: ${eventExample.kind}\ndata: ${JSON.stringify(eventExample)}\n\n`;

export const eventsOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/events',
    operationId: 'listEvents',
    tag: 'Events',
    summary: 'What has happened, oldest first; as a page or as a stream',
    description,
    access: 'read',
    parameters: [
      ...pageParameters('The number of an event', sequenceSchema),
      {
        name: 'kind',
        in: 'query',
        description: 'Events of these kinds only',
        schema: z.array(eventKindSchema).min(1).max(eventKinds.length),
        example: ['generation.succeeded', 'generation.failed'],
      },
      {
        name: 'Last-Event-ID',
        in: 'header',
        description: 'The number of the last event that the client has heard; goes before `after`',
        schema: sequenceSchema,
      },
    ],
    answers: {
      200: {
        description: 'A page of events, or a stream of them',
        content: [
          {
            mediaType: 'application/json',
            schema: eventPageSchema,
            example: { items: [eventExample], next: null, through: eventExample.sequence },
          },
          { mediaType: 'text/event-stream', schema: 'text', example: streamExample },
        ],
      },
    },
    problems: [400, 410],
  },
];
