/**
 * Where in the beat everything on the page is, 0 the first frame and 1 the last: source, twin, ladder and curves follow one
 * playback, so they are in step whatever their number of frames. It goes forwards and back, so that no clip jumps.
 */
export class Playback {
  readonly #listeners = new Set<(place: number) => void>();
  #place = 0;
  #direction: 1 | -1 = 1;
  #playing = false;

  get place(): number {
    return this.#place;
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** @returns stops listening */
  listen(listener: (place: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  play(): void {
    this.#playing = true;
    this.#tell();
  }

  pause(): void {
    this.#playing = false;
    this.#tell();
  }

  /** To a place of the clip; somebody who goes there wants to look at it. */
  seek(place: number): void {
    this.#playing = false;
    this.#place = Math.min(1, Math.max(0, place));
    this.#tell();
  }

  /** Time has gone by: `elapsedMs` of a clip that takes `durationMs` once through. */
  advance(elapsedMs: number, durationMs: number): void {
    if (!this.#playing || durationMs <= 0) return;
    let place = this.#place + (this.#direction * elapsedMs) / durationMs;
    if (place >= 1 || place <= 0) {
      this.#direction = place >= 1 ? -1 : 1;
      place = Math.min(1, Math.max(0, place));
    }
    this.#place = place;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.#place);
  }
}
