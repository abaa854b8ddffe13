import { type DeviceGroup } from '../inference/device-group.js';

/** What of a bundle's devices the limits follow from. */
export type Devices = Pick<DeviceGroup, 'batchSize' | 'batchesInFlight'> & { readonly devices: readonly unknown[] };

/** Clips that an encoder takes at once: messages and folders cost little then, and no clip waits long for the others. */
export const clipsPerEncode = 16;
/** Groups of clips for each encoder, those on their way to and from it counted in. */
const groupsPerEncoder = 2;
/** Batches of a device that may be in encoding, upload and commit before it waits for them; more where encoders want more. */
const batchesFinishing = 6;

/**
 * Samples that may be in encoding, upload and commit, each with its frames in memory. With fewer than fill every encoder a
 * fast device would wait for idle encoders; a slow one fills none.
 */
export const samplesFinishing = ({ batchSize, devices }: Devices, encoders: number): number =>
  Math.max(
    batchesFinishing * batchSize * devices.length,
    groupsPerEncoder * encoders * Math.min(clipsPerEncode, batchSize),
  );

export interface InHand {
  readonly samples: number;
  readonly tickets: number;
}

/**
 * What a worker takes from the queue at once: samples that are on its devices or behind them, so that other workers are left
 * something to do, and tickets of two samples or more for as many.
 * @param groups of the worker's bundles; the largest counts, for any of them may have all the work
 */
export const inHand = (groups: readonly Devices[], encoders: number): InHand => {
  const samplesOf = (group: Devices): number =>
    group.batchesInFlight * group.batchSize + samplesFinishing(group, encoders);
  const samples = Math.max(...groups.map(samplesOf));
  return { samples, tickets: Math.ceil(samples / 2) };
};
