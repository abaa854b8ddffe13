import { createContext, useContext, useEffect, useState } from 'react';
import { Playback } from './playback.js';

export const PlaybackContext = createContext(new Playback());

/** Lets time go by on the page's playback, as long as the page is there. Who wants less motion begins with a still. */
export const usePlayback = (durationMs: number): Playback => {
  const [playback] = useState(() => new Playback());
  useEffect(() => {
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) playback.play();
  }, [playback]);
  useEffect(() => {
    let last = performance.now();
    const tick = (now: number) => {
      playback.advance(now - last, durationMs);
      last = now;
      request = requestAnimationFrame(tick);
    };
    let request = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(request);
  }, [playback, durationMs]);
  return playback;
};

/** Draws with each step of the playback, and once at the beginning. */
export const useOnPlace = (draw: (place: number) => void): void => {
  const playback = useContext(PlaybackContext);
  useEffect(() => {
    draw(playback.place);
    return playback.listen(draw);
  }, [playback, draw]);
};
