import { type Selectable } from 'kysely';
import { type Schema } from '../database/schema.js';

/** What a tenant may have at most; null: as much as it likes. */
export interface TenantCaps {
  /** Samples that workers have in hand, or are about to; more only while nobody else wants the devices. */
  readonly inFlightSamples: number | null;
  /** Samples that were asked for and are not made yet, those in flight counted in. */
  readonly queuedSamples: number | null;
  /** Samples asked for since midnight, UTC. */
  readonly samplesPerDay: number | null;
  readonly storageBytes: number | null;
  /** In each process of the API. */
  readonly uploadsAtOnce: number | null;
}

/** Those that are left out stay. */
export type CapsChange = { readonly [C in keyof TenantCaps]?: TenantCaps[C] | undefined };

export const capNames = [
  'inFlightSamples',
  'queuedSamples',
  'samplesPerDay',
  'storageBytes',
  'uploadsAtOnce',
] as const satisfies readonly (keyof TenantCaps)[];
export type CapName = (typeof capNames)[number];

const columnOf = {
  inFlightSamples: 'inFlightCap',
  queuedSamples: 'queuedCap',
  samplesPerDay: 'dailyCap',
  storageBytes: 'storageBytesCap',
  uploadsAtOnce: 'uploadsCap',
} as const satisfies Record<CapName, keyof Schema['tenants']>;

export const tenantColumns = [
  ...(['id', 'name', 'weight', 'expiresAfterSeconds', 'suspendedReason', 'createdAt'] as const),
  ...(['inFlightCap', 'queuedCap', 'dailyCap', 'storageBytesCap', 'uploadsCap'] as const),
] as const;

type CapColumns = Pick<Selectable<Schema['tenants']>, (typeof columnOf)[CapName]>;

/** bigint comes as text. */
const numberOf = (value: number | string | null): number | null => (value === null ? null : Number(value));

export const capsOf = (row: CapColumns): TenantCaps => ({
  inFlightSamples: row.inFlightCap,
  queuedSamples: row.queuedCap,
  samplesPerDay: row.dailyCap,
  storageBytes: numberOf(row.storageBytesCap),
  uploadsAtOnce: row.uploadsCap,
});

/** Columns of the caps that are named, and of no others. */
export const capColumns = (caps: CapsChange): Partial<CapColumns> =>
  Object.fromEntries(
    capNames.flatMap((name) => (caps[name] === undefined ? [] : [[columnOf[name], caps[name]] as const])),
  );
