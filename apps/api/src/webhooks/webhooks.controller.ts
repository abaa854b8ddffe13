import { type DeliveryId, deliveryIdSchema, type TenantId, type WebhookId, webhookIdSchema } from '@echocohort/shared';
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import type { Response } from 'express';
import { TenantOfCaller } from '../auth/caller.js';
import { input } from '../http/input.pipe.js';
import { IdempotentPost } from '../idempotency/idempotent-post.js';
import {
  type ChangeWebhook,
  changeWebhookSchema,
  type CreateWebhook,
  createWebhookSchema,
  type DeliveryPage,
  type DeliveryPageQuery,
  deliveryPageQuerySchema,
  type DeliveryView,
  type WebhookPage,
  type WebhookPageQuery,
  webhookPageQuerySchema,
  type WebhookView,
  type WebhookWithSecret,
} from './webhooks.schema.js';
import { WebhooksService } from './webhooks.service.js';

const WebhookOf = (): ParameterDecorator => Param('webhookId', input(webhookIdSchema));
const DeliveryOf = (): ParameterDecorator => Param('deliveryId', input(deliveryIdSchema));

@Controller('v1/webhooks')
export class WebhooksController {
  constructor(@Inject(WebhooksService) private readonly webhooks: WebhooksService) {}

  @Post()
  @UseInterceptors(IdempotentPost)
  @Header('Cache-Control', 'no-store')
  async create(
    @TenantOfCaller() tenantId: TenantId,
    @Body(input(createWebhookSchema)) body: CreateWebhook,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WebhookWithSecret> {
    const webhook = await this.webhooks.create(tenantId, body);
    response.setHeader('Location', webhook.links.self);
    return webhook;
  }

  @Get()
  list(
    @TenantOfCaller() tenantId: TenantId,
    @Query(input(webhookPageQuerySchema)) query: WebhookPageQuery,
  ): Promise<WebhookPage> {
    return this.webhooks.list(tenantId, query);
  }

  @Get(':webhookId')
  get(@TenantOfCaller() tenantId: TenantId, @WebhookOf() id: WebhookId): Promise<WebhookView> {
    return this.webhooks.get(tenantId, id);
  }

  @Patch(':webhookId')
  change(
    @TenantOfCaller() tenantId: TenantId,
    @WebhookOf() id: WebhookId,
    @Body(input(changeWebhookSchema)) change: ChangeWebhook,
  ): Promise<WebhookView> {
    return this.webhooks.change(tenantId, id, change);
  }

  @Delete(':webhookId')
  @HttpCode(204)
  delete(@TenantOfCaller() tenantId: TenantId, @WebhookOf() id: WebhookId): Promise<void> {
    return this.webhooks.delete(tenantId, id);
  }

  @Post(':webhookId/rotate-secret')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  rotate(@TenantOfCaller() tenantId: TenantId, @WebhookOf() id: WebhookId): Promise<WebhookWithSecret> {
    return this.webhooks.rotate(tenantId, id);
  }

  @Post(':webhookId/test')
  @HttpCode(202)
  test(@TenantOfCaller() tenantId: TenantId, @WebhookOf() id: WebhookId): Promise<DeliveryView> {
    return this.webhooks.test(tenantId, id);
  }

  @Get(':webhookId/deliveries')
  deliveries(
    @TenantOfCaller() tenantId: TenantId,
    @WebhookOf() id: WebhookId,
    @Query(input(deliveryPageQuerySchema)) query: DeliveryPageQuery,
  ): Promise<DeliveryPage> {
    return this.webhooks.deliveries(tenantId, id, query);
  }

  @Get(':webhookId/deliveries/:deliveryId')
  delivery(
    @TenantOfCaller() tenantId: TenantId,
    @WebhookOf() id: WebhookId,
    @DeliveryOf() deliveryId: DeliveryId,
  ): Promise<DeliveryView> {
    return this.webhooks.delivery(tenantId, id, deliveryId);
  }

  @Post(':webhookId/deliveries/:deliveryId/redeliver')
  @HttpCode(202)
  redeliver(
    @TenantOfCaller() tenantId: TenantId,
    @WebhookOf() id: WebhookId,
    @DeliveryOf() deliveryId: DeliveryId,
  ): Promise<DeliveryView> {
    return this.webhooks.redeliver(tenantId, id, deliveryId);
  }
}
