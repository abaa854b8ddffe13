import { EventsRepository, WebhooksRepository } from '@echocohort/platform';
import { Module } from '@nestjs/common';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { EgressModule } from '../egress/egress.module.js';
import { repository } from '../repository.provider.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  imports: [IdempotencyModule, DispatchModule, EgressModule],
  controllers: [WebhooksController],
  providers: [repository(WebhooksRepository), repository(EventsRepository), WebhooksService],
})
export class WebhooksModule {}
