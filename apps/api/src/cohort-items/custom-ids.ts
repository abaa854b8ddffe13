import { hash } from 'node:crypto';

/** Where an item stands in its upload. */
export interface ItemPlace {
  /** From 1. */
  readonly line: number;
  /** Of its line's first byte. */
  readonly offset: number;
}

const none: readonly ItemPlace[] = [];

/**
 * Which custom ids were met, by 64 bits of their SHA-256: 16 bytes a slot, so a million of them take 32 MiB, however long they are.
 * Two ids may share these bits; who needs to be certain looks at the lines.
 */
export class CustomIds {
  readonly #mask: number;
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;
  /** 0 in a slot that is free. */
  readonly #lines: Uint32Array;
  readonly #offsets: Uint32Array;

  /** @param idsMax how many are added at most */
  constructor(idsMax: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, 1.5 * idsMax)));
    this.#mask = slots - 1;
    [this.#high, this.#low] = [new Uint32Array(slots), new Uint32Array(slots)];
    [this.#lines, this.#offsets] = [new Uint32Array(slots), new Uint32Array(slots)];
  }

  /** Adds an id that was not met before; one with the same bits may have been. */
  add(bits: Uint32Array, { line, offset }: ItemPlace): void {
    const [high = 0, low = 0] = bits;
    let slot = high & this.#mask;
    while (this.#lines[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#lines[slot] = line;
    this.#offsets[slot] = offset;
  }

  /** Where ids with these bits were met. */
  placesOf([high = 0, low = 0]: Uint32Array): readonly ItemPlace[] {
    let places = none;
    for (let slot = high & this.#mask; this.#lines[slot] !== 0; slot = (slot + 1) & this.#mask)
      if (this.#high[slot] === high && this.#low[slot] === low)
        places = [...places, { line: this.#lines[slot] as number, offset: this.#offsets[slot] as number }];
    return places;
  }
}

/** The bits by which an id is known. */
export const bitsOf = (customId: string): Uint32Array => {
  const digest = hash('sha256', customId, 'buffer');
  return Uint32Array.of(digest.readUInt32LE(0), digest.readUInt32LE(4));
};
