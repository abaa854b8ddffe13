import { useCallback, useContext, useRef } from 'react';
import { frameAt } from '../clip/frame-set.js';
import { PlaybackContext, useOnPlace } from '../clip/playback-context.js';

interface ScrubberProps {
  readonly frames: number;
  readonly label: string;
}

/** Where a clip is, and a way to go elsewhere; every clip of the page goes along. */
export const Scrubber = ({ frames, label }: ScrubberProps) => {
  const playback = useContext(PlaybackContext);
  const input = useRef<HTMLInputElement>(null);
  const show = useCallback(
    (place: number) => {
      const element = input.current;
      if (!element) return;
      element.value = String(frameAt(place, frames));
      element.style.setProperty('--share', `${100 * place}%`);
    },
    [frames],
  );
  useOnPlace(show);
  return (
    <input
      ref={input}
      type="range"
      className="scrubber"
      aria-label={label}
      min={0}
      max={Math.max(1, frames - 1)}
      defaultValue={0}
      onInput={({ currentTarget }) => playback.seek(Number(currentTarget.value) / Math.max(1, frames - 1))}
    />
  );
};
