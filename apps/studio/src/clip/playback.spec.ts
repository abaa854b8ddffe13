import { describe, expect, it } from '@jest/globals';
import { frameAt } from './frame-set.js';
import { Playback } from './playback.js';

describe('Playback', () => {
  it('goes forwards and back without a jump', () => {
    const playback = new Playback();
    const seen: number[] = [];
    playback.play();
    playback.listen((place) => seen.push(place));
    for (let tick = 0; tick < 10; tick++) playback.advance(250, 1_000);
    expect(seen).toEqual([0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25, 0, 0.25, 0.5]);
  });

  it('stands still when it is paused, and when somebody goes to a place', () => {
    const playback = new Playback();
    playback.play();
    playback.seek(0.4);
    playback.advance(500, 1_000);
    expect([playback.place, playback.playing]).toEqual([0.4, false]);
    playback.seek(7);
    expect(playback.place).toBe(1);
  });

  it('tells nobody who has stopped listening', () => {
    const playback = new Playback();
    const seen: number[] = [];
    playback.listen((place) => seen.push(place))();
    playback.seek(0.5);
    expect(seen).toEqual([]);
  });
});

describe('frameAt', () => {
  it('shows the first and the last frame of clips of any length at the same places', () => {
    expect([22, 32].map((frames) => [frameAt(0, frames), frameAt(1, frames)])).toEqual([
      [0, 21],
      [0, 31],
    ]);
  });
});
