import { type TenantId } from '@echocohort/shared';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { input, parseInput } from '../http/input.pipe.js';
import { EventStreams } from './event-streams.js';
import { eventView } from './event.view.js';
import { type EventPage, type EventsQuery, eventsQuerySchema, lastEventIdSchema } from './events.schema.js';
import { type EventsRead, EventsService } from './events.service.js';

const eventPage = ({ rows, through, more }: EventsRead): EventPage => ({
  items: rows.map(eventView),
  next: more ? String(through) : null,
  through,
});

/** A HEAD has no body to stream. */
const wantsStream = (request: Request): boolean =>
  request.method === 'GET' && request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream';

@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(EventsService) private readonly events: EventsService,
    @Inject(EventStreams) private readonly streams: EventStreams,
  ) {}

  @Get()
  async list(
    @TenantOfCaller() tenantId: TenantId,
    @Query(input(eventsQuerySchema)) { after, limit, kind }: EventsQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const lastEventId = parseInput(lastEventIdSchema, request.header('Last-Event-ID'), 'Last-Event-ID');
    const wanted = { after: lastEventId ?? after, kinds: kind };
    response.vary('Accept');
    if (wantsStream(request)) await this.streams.serve(tenantId, wanted, response);
    else response.json(eventPage(await this.events.read(tenantId, wanted, limit)));
  }
}
