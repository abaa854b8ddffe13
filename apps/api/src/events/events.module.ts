import { EventsRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { repository } from '../repository.provider.js';
import { EventNews } from './event-news.js';
import { EventStreams } from './event-streams.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';

@Module({
  controllers: [EventsController],
  providers: [repository(EventsRepository), EventsService, EventNews, EventStreams],
})
export class EventsModule {}
