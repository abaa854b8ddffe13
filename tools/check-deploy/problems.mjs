/** A list of what is wrong, each with the place where it stands. */
export class Problems {
  list = [];

  constructor(place) {
    this.place = place;
  }

  add(where, what) {
    this.list.push(`${this.place}: ${where}: ${what}`);
  }

  /** Adds `what` unless `fine`. */
  expect(fine, where, what) {
    if (!fine) this.add(where, what);
  }
}

/** An image is pinned by a full version or a digest: `redis:7.2.16-bookworm`, not `redis:7`, not `redis`. */
export const isPinned = (image) => /@sha256:[0-9a-f]{64}$/.test(image) || /:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$/.test(image);
