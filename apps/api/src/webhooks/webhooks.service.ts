import { EventsRepository, WebhooksRepository } from '@echocohort/platform';
import { type DeliveryId, EchoError, newWebhookId, type TenantId, type WebhookId } from '@echocohort/shared';
import { Inject, Injectable } from '@nestjs/common';
import { DispatchBell } from '../dispatch/dispatch-bell.js';
import { Egress } from '../egress/egress.js';
import { cutPage } from '../http/page.schema.js';
import { type ApiOptions, PARTS } from '../parts.js';
import { SealedSecrets } from './sealed-secrets.js';
import { newWebhookSecret } from './sign-message.js';
import { deliveryView, webhookView } from './webhook.view.js';
import {
  type ChangeWebhook,
  type CreateWebhook,
  type DeliveryPage,
  type DeliveryPageQuery,
  type DeliveryView,
  type WebhookPage,
  type WebhookPageQuery,
  type WebhookView,
  type WebhookWithSecret,
} from './webhooks.schema.js';

@Injectable()
export class WebhooksService {
  constructor(
    @Inject(PARTS) private readonly parts: ApiOptions,
    @Inject(WebhooksRepository) private readonly webhooks: WebhooksRepository,
    @Inject(EventsRepository) private readonly events: EventsRepository,
    @Inject(Egress) private readonly egress: Egress,
    @Inject(DispatchBell) private readonly bell: DispatchBell,
  ) {}

  /** It hears what happens from now on. */
  async create(tenantId: TenantId, request: CreateWebhook): Promise<WebhookWithSecret> {
    const id = newWebhookId();
    const { secret, sealed } = this.#newSecret(id);
    await this.egress.check(request.url);
    const { last: position } = await this.events.head();
    const { perTenant } = this.parts.config.webhooks;
    const row = await this.webhooks.create(tenantId, { id, ...request, secret: sealed, position }, perTenant);
    if (row === null) {
      const expected = `expected at most ${perTenant} of one tenant`;
      throw new EchoError('quota-exceeded', `webhooks: ${expected}`, { issues: [{ field: 'webhooks', expected }] });
    }
    return { ...webhookView(row), secret };
  }

  async list(tenantId: TenantId, { after, limit }: WebhookPageQuery): Promise<WebhookPage> {
    const rows = await this.webhooks.list(tenantId, { after, limit: limit + 1 });
    return cutPage(rows, limit, webhookView, ({ id }) => id);
  }

  async get(tenantId: TenantId, id: WebhookId): Promise<WebhookView> {
    return webhookView(this.#found(id, await this.webhooks.find(tenantId, id)));
  }

  /** Enabled again, it goes on where it was. */
  async change(tenantId: TenantId, id: WebhookId, change: ChangeWebhook): Promise<WebhookView> {
    this.#found(id, await this.webhooks.find(tenantId, id));
    if (change.url !== undefined) await this.egress.check(change.url);
    return webhookView(this.#found(id, await this.webhooks.update(tenantId, id, change)));
  }

  async rotate(tenantId: TenantId, id: WebhookId): Promise<WebhookWithSecret> {
    const { secret, sealed } = this.#newSecret(id);
    const row = await this.webhooks.rotate(tenantId, id, sealed, this.parts.config.webhooks.overlapMs);
    return { ...webhookView(this.#found(id, row)), secret };
  }

  async delete(tenantId: TenantId, id: WebhookId): Promise<void> {
    if (!(await this.webhooks.delete(tenantId, id))) throw this.#missing(id);
  }

  async test(tenantId: TenantId, id: WebhookId): Promise<DeliveryView> {
    const row = this.#found(id, await this.webhooks.test(tenantId, id));
    this.bell.ring();
    return deliveryView(row);
  }

  async deliveries(tenantId: TenantId, id: WebhookId, { after, limit }: DeliveryPageQuery): Promise<DeliveryPage> {
    await this.get(tenantId, id);
    const rows = await this.webhooks.deliveries(tenantId, id, { after, limit: limit + 1 });
    return cutPage(rows, limit, deliveryView, ({ id: delivery }) => delivery);
  }

  async delivery(tenantId: TenantId, id: WebhookId, deliveryId: DeliveryId): Promise<DeliveryView> {
    return deliveryView(this.#found(deliveryId, await this.webhooks.delivery(tenantId, id, deliveryId)));
  }

  async redeliver(tenantId: TenantId, id: WebhookId, deliveryId: DeliveryId): Promise<DeliveryView> {
    const row = this.#found(deliveryId, await this.webhooks.redeliver(tenantId, id, deliveryId));
    this.bell.ring();
    return deliveryView(row);
  }

  #newSecret(id: WebhookId): { secret: string; sealed: string } {
    const { key } = this.parts.config.webhooks;
    if (key === null)
      throw new EchoError('conflict', 'There are no webhooks here: the operator has set no WEBHOOKS_KEY');
    const secret = newWebhookSecret();
    return { secret, sealed: new SealedSecrets(key).seal(secret, id) };
  }

  #found<R extends object>(id: WebhookId | DeliveryId, row: R | null): R {
    if (row === null) throw this.#missing(id);
    return row;
  }

  #missing(id: WebhookId | DeliveryId): EchoError {
    return new EchoError('not-found', `There is no ${id}`);
  }
}
