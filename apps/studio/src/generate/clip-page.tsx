import { type ClipDetail } from '@echocohort/client';
import { useMemo } from 'react';
import { asBright, useDebounced, useReferencesMost, useSource, useTwin } from '../api/queries.js';
import { FilmStrip } from '../clip/film-strip.js';
import { frameAt } from '../clip/frame-set.js';
import { PlaybackContext, usePlayback } from '../clip/playback-context.js';
import { Ladder } from '../twin/ladder.js';
import { TwinPanel } from '../twin/twin-panel.js';
import { SourceViewer, TwinViewer } from '../twin/viewers.js';
import { ClipHeader } from './clip-header.js';
import { useShortcuts } from './use-shortcuts.js';
import { type ChangeView } from './use-view.js';
import { firstEf, toggled, type View, withinEf } from './view.js';

interface ClipPageProps {
  readonly clip: ClipDetail;
  readonly view: View;
  readonly change: ChangeView;
  readonly onOther: () => void;
}

/** How long a slider stands still before a clip is made. */
const settledMs = 250;

const newSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

/** What is on the page: the source, the EF that is asked for, and the twin that was made last. */
const usePage = ({ clip, view }: Pick<ClipPageProps, 'clip' | 'view'>) => {
  const { reading } = clip;
  const canTwin = reading?.readable === true;
  const source = useSource(clip);
  const ef = view.ef ?? firstEf(reading?.sourceEf ?? null);
  const wanted = { clipId: clip.id, ef: useDebounced(ef, settledMs), seed: view.seed, observed: view.observed };
  const twin = useTwin(wanted, canTwin);
  const shown = useMemo(() => asBright(source.data, twin.data), [source.data, twin.data]);
  return { canTwin, source, shown, ef, wanted, twin };
};

const useKeys = (
  { view, change }: ClipPageProps,
  ef: number,
  playback: ReturnType<typeof usePlayback>,
  frames: number,
) =>
  useShortcuts(
    useMemo(() => {
      const step = (by: number) => {
        const last = Math.max(1, frames - 1);
        playback.seek((frameAt(playback.place, frames) + by) / last);
      };
      return {
        space: () => (playback.playing ? playback.pause() : playback.play()),
        arrowleft: () => step(-1),
        arrowright: () => step(1),
        '[': () => change({ ef: withinEf(ef - 1) }),
        ']': () => change({ ef: withinEf(ef + 1) }),
        l: () => change({ ladder: !view.ladder }),
        o: () => change({ outlines: !view.outlines }),
      };
    }, [view.ladder, view.outlines, change, ef, playback, frames]),
  );

/** A clip: can it be read; its strip; source and twin; the EF and what was measured; the ladder. */
export const ClipPage = (props: ClipPageProps) => {
  const { clip, view, change, onOther } = props;
  const { canTwin, source, shown, ef, wanted, twin } = usePage(props);
  const playback = usePlayback(source.data?.durationMs ?? 1_000);
  const referencesMost = useReferencesMost(clip.reading?.model);
  useKeys(props, ef, playback, source.data?.pictures.length ?? 1);
  const observe = (frame: number) => change({ observed: toggled(view.observed, frame, referencesMost) });
  const efProps = { ef, onEf: (value: number) => change({ ef: withinEf(value) }) };
  return (
    <PlaybackContext value={playback}>
      <title>{`${clip.originalName} · EF ${ef} · EchoCohort`}</title>
      <article className="clip-page">
        <ClipHeader clip={clip} onOther={onOther} />
        <FilmStrip clip={clip} source={shown} observed={view.observed} outlines={view.outlines} onObserve={observe} />
        <SourceViewer clip={clip} source={source} shown={shown} outlines={view.outlines} />
        <TwinViewer twin={twin} canTwin={canTwin} outlines={view.outlines} />
        <TwinPanel
          {...efProps}
          reading={clip.reading}
          source={source.data}
          twin={twin}
          seed={view.seed}
          outlines={view.outlines}
          canTwin={canTwin}
          onOutlines={() => change({ outlines: !view.outlines })}
          onNewDraw={() => change({ seed: newSeed() })}
          onOther={onOther}
        />
        <Ladder
          {...efProps}
          wanted={wanted}
          on={view.ladder && canTwin}
          canTwin={canTwin}
          outlines={view.outlines}
          onToggle={() => change({ ladder: !view.ladder })}
        />
      </article>
    </PlaybackContext>
  );
};
