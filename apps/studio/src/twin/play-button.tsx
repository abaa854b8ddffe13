import { useCallback, useContext, useSyncExternalStore } from 'react';
import { PlaybackContext } from '../clip/playback-context.js';

/** Plays and pauses all clips of the page. */
export const PlayButton = () => {
  const playback = useContext(PlaybackContext);
  const playing = useSyncExternalStore(
    useCallback((changed: () => void) => playback.listen(changed), [playback]),
    () => playback.playing,
  );
  return (
    <button
      type="button"
      aria-keyshortcuts="Space"
      title="Play or pause (space)"
      onClick={() => (playing ? playback.pause() : playback.play())}
    >
      {playing ? 'Pause' : 'Play'}
    </button>
  );
};
