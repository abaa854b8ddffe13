import { type ClipDetail } from '@echocohort/client';
import { useCallback, useEffect, useRef } from 'react';
import { ClipCanvas } from './clip-canvas.js';
import { frameAt, type FrameSet } from './frame-set.js';
import { useOnPlace } from './playback-context.js';
import './film-strip.css';

interface FilmStripProps {
  readonly clip: ClipDetail;
  readonly source: FrameSet | undefined;
  /** Frames that were chosen; none: the best one is observed. */
  readonly observed: readonly number[];
  readonly outlines: boolean;
  readonly onObserve: (frame: number) => void;
}

interface Tile {
  readonly frame: number;
  /** ED or ES, where it is one. */
  readonly mark: string | null;
  readonly readable: boolean;
  readonly isObserved: boolean;
}

const markOf = (reading: ClipDetail['reading'], frame: number): string | null => {
  if (reading?.edFrame === frame) return 'ED';
  return reading?.esFrame === frame ? 'ES' : null;
};

/** The frames of a strip in their order; those that were read, or plainly numbered before anything was. */
const tilesOf = ({ reading, frames }: ClipDetail, shown: number, observed: readonly number[]): Tile[] => {
  const used = observed.length > 0 ? observed : [reading?.bestFrame ?? -1];
  const spread = (k: number) => Math.round((k * (frames - 1)) / Math.max(1, shown - 1));
  return Array.from({ length: shown }, (_, k) => {
    const read = reading?.frames[k];
    const frame = read?.frame ?? spread(k);
    return { frame, mark: markOf(reading, frame), readable: read?.readable ?? false, isObserved: used.includes(frame) };
  });
};

const labelOf = ({ frame, mark, readable, isObserved }: Tile): string =>
  [
    `Frame ${frame}`,
    ...(mark === 'ED' ? ['ED, end-diastole'] : []),
    ...(mark === 'ES' ? ['ES, end-systole'] : []),
    readable ? 'readable' : 'not readable: the two readers see different ventricles',
    ...(isObserved ? ['observed'] : []),
  ].join(', ');

/** The frame that is shown now, underlined in the strip. */
const useNowMark = (tiles: number, isRead: boolean) => {
  const strip = useRef<HTMLOListElement>(null);
  const shown = useRef(-1);
  const mark = useCallback(
    (place: number) => {
      const now = frameAt(place, tiles);
      if (now === shown.current) return;
      strip.current?.children[shown.current]?.removeAttribute('data-now');
      strip.current?.children[now]?.setAttribute('data-now', '');
      shown.current = now;
    },
    [tiles],
  );
  useOnPlace(mark);
  // Where the strip is longer than the screen, it begins at the frame that the twin is moved from.
  useEffect(() => {
    if (!isRead) return;
    const observed = strip.current?.querySelector('[aria-pressed=true]');
    observed?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tiles, isRead]);
  return strip;
};

/** Every frame that was read, with what was seen in it. A click chooses what the twin is moved from. */
export const FilmStrip = ({ clip, source: frames, observed, outlines, onObserve }: FilmStripProps) => {
  const tiles = tilesOf(clip, frames?.pictures.length ?? Math.min(64, clip.frames), observed);
  const strip = useNowMark(tiles.length, clip.reading?.bestFrame != null);
  return (
    <section className="film-strip" aria-label="Frames of the source: press one to observe it">
      <ol ref={strip}>
        {tiles.map((tile, k) => (
          <li key={tile.frame}>
            <button
              type="button"
              aria-label={labelOf(tile)}
              title={labelOf(tile)}
              aria-pressed={tile.isObserved}
              disabled={!tile.readable}
              onClick={() => onObserve(tile.frame)}
            >
              {frames && (
                <ClipCanvas clip={frames} still={k} scale={1} label="" outlines={outlines} synthetic={false} />
              )}
              {tile.mark !== null && <span className="mark">{tile.mark}</span>}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
};
