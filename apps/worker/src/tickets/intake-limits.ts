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
 * What a worker takes from one of a bundle's queues at once: samples that are on its devices or behind them, so that other
 * workers are left something to do, and tickets of two samples or more for as many.
 */
export const inHand = (group: Devices, encoders: number): InHand => {
  const samples = group.batchesInFlight * group.batchSize + samplesFinishing(group, encoders);
  return { samples, tickets: Math.ceil(samples / 2) };
};
