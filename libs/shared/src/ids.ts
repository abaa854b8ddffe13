import { encodeTime, ulid } from 'ulid';
import { z } from 'zod';

/**
 * Branded ids: a prefix that says what it names, then a ULID (26 Crockford base-32 characters, sortable by time).
 * A sample has no id of its own making: it is its run and its index, so that it can be named before it exists.
 */
const idOf = <const P extends string>(prefix: P) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`), `expected an id like ${prefix}_01J9ZQ…`)
    .brand<P>();

export const tenantIdSchema = idOf('ten');
export const apiKeyIdSchema = idOf('key');
export const clipIdSchema = idOf('clip');
export const runIdSchema = idOf('run');
export const ticketIdSchema = idOf('tkt');
export const auditEntryIdSchema = idOf('aud');
export const scheduleIdSchema = idOf('sch');
export const firingIdSchema = idOf('fir');
export const webhookIdSchema = idOf('whk');
export const deliveryIdSchema = idOf('dlv');
export const exportIdSchema = idOf('exp');

export type TenantId = z.infer<typeof tenantIdSchema>;
export type ApiKeyId = z.infer<typeof apiKeyIdSchema>;
export type ClipId = z.infer<typeof clipIdSchema>;
export type RunId = z.infer<typeof runIdSchema>;
export type TicketId = z.infer<typeof ticketIdSchema>;
export type AuditEntryId = z.infer<typeof auditEntryIdSchema>;
export type ScheduleId = z.infer<typeof scheduleIdSchema>;
export type FiringId = z.infer<typeof firingIdSchema>;
export type WebhookId = z.infer<typeof webhookIdSchema>;
export type DeliveryId = z.infer<typeof deliveryIdSchema>;
export type ExportId = z.infer<typeof exportIdSchema>;

export const newTenantId = (): TenantId => `ten_${ulid()}` as TenantId;
export const newApiKeyId = (): ApiKeyId => `key_${ulid()}` as ApiKeyId;
export const newClipId = (): ClipId => `clip_${ulid()}` as ClipId;
export const newRunId = (): RunId => `run_${ulid()}` as RunId;
export const newTicketId = (): TicketId => `tkt_${ulid()}` as TicketId;
export const newAuditEntryId = (): AuditEntryId => `aud_${ulid()}` as AuditEntryId;

/** The smallest id of runs that were made at that time or later. */
export const firstRunIdSince = (timeMs: number): RunId => `run_${encodeTime(timeMs, 10)}${'0'.repeat(16)}` as RunId;
export const newScheduleId = (): ScheduleId => `sch_${ulid()}` as ScheduleId;
export const newFiringId = (): FiringId => `fir_${ulid()}` as FiringId;
export const newWebhookId = (): WebhookId => `whk_${ulid()}` as WebhookId;
export const newDeliveryId = (): DeliveryId => `dlv_${ulid()}` as DeliveryId;
export const newExportId = (): ExportId => `exp_${ulid()}` as ExportId;

/** The largest index that a sample id can name. */
export const sampleIndexMax = 999_999_999;

export const sampleIdSchema = z
  .string()
  .regex(/^run_[0-9A-HJKMNP-TV-Z]{26}-(0|[1-9][0-9]{0,8})$/, 'expected a sample id like run_01J9ZQ…-0')
  .brand<'sample'>();
export type SampleId = z.infer<typeof sampleIdSchema>;

/** The id of sample `index` of a run. */
export const sampleId = (run: RunId, index: number): SampleId => `${run}-${index}` as SampleId;

/** The run and the index that a sample id names. */
export const parseSampleId = (id: SampleId): { runId: RunId; index: number } => {
  const dash = id.lastIndexOf('-');
  return { runId: id.slice(0, dash) as RunId, index: Number(id.slice(dash + 1)) };
};
