import { type ClipDetail } from '@echocohort/client';
import { type UseQueryResult } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { type TwinQuery } from '../api/queries.js';
import { wordsOf } from '../api/words-of.js';
import { ClipCanvas } from '../clip/clip-canvas.js';
import { type FrameSet } from '../clip/frame-set.js';
import { Scrubber } from './scrubber.js';
import './viewer.css';

interface ViewerProps {
  readonly name: string;
  readonly fact: string;
  readonly clip: FrameSet | undefined;
  readonly outlines: boolean;
  readonly synthetic: boolean;
  /** Something newer is on its way. */
  readonly busy: boolean;
  /** What stands where there is no picture. */
  readonly children: ReactNode;
}

const scale = 4;

const Viewer = ({ name, fact, clip, outlines, synthetic, busy, children }: ViewerProps) => (
  <section className={`viewer ${name.toLowerCase()}`} aria-label={name} aria-busy={busy}>
    <div className="caption">
      <h2>{name}</h2>
      <span className="grey">{fact}</span>
      {synthetic && <span className="synthetic">SYNTHETIC</span>}
    </div>
    {busy && <div className="coming" />}
    {clip ? (
      <ClipCanvas
        clip={clip}
        scale={scale}
        outlines={outlines}
        synthetic={synthetic}
        label={`${name}, ${fact}${synthetic ? ', synthetic' : ''}`}
      />
    ) : (
      <div className="empty">{children}</div>
    )}
    {clip && <Scrubber frames={clip.pictures.length} label={`Frame of the ${name.toLowerCase()}`} />}
  </section>
);

interface SourceViewerProps {
  readonly clip: ClipDetail;
  readonly source: UseQueryResult<FrameSet>;
  /** Its frames as they are shown. */
  readonly shown: FrameSet | undefined;
  readonly outlines: boolean;
}

const Words = ({ error }: { readonly error: unknown }) => {
  const { title, next } = wordsOf(error);
  return (
    <p role="alert">
      <strong>{title}</strong> {next}
    </p>
  );
};

const sourceFact = (ef: number | null, gain: number): string =>
  [
    ...(ef === null ? [] : [`EF ${Math.round(ef)} %`]),
    ...(gain === 1 ? [] : [`${gain.toFixed(1)} × as bright, like its twin`]),
  ].join(' · ');

export const SourceViewer = ({ clip, source, shown, outlines }: SourceViewerProps) => {
  const ef = clip.reading?.sourceEf ?? null;
  return (
    <Viewer
      name="Source"
      fact={sourceFact(ef, shown?.gain ?? 1)}
      clip={shown}
      outlines={outlines}
      synthetic={false}
      busy={source.isFetching}
    >
      {source.error ? <Words error={source.error} /> : <p className="grey">Opening its frames…</p>}
    </Viewer>
  );
};

interface TwinViewerProps {
  readonly twin: TwinQuery;
  readonly canTwin: boolean;
  readonly outlines: boolean;
}

const factOf = ({ data }: TwinQuery): string => {
  const measured = data?.sample.measuredEf ?? null;
  if (data === undefined) return '';
  return measured === null ? 'EF not measured' : `EF ${measured.toFixed(1)} %`;
};

export const TwinViewer = ({ twin, canTwin, outlines }: TwinViewerProps) => (
  <Viewer name="Twin" fact={factOf(twin)} clip={twin.data?.frames} outlines={outlines} synthetic busy={twin.isFetching}>
    {twin.error ? (
      <>
        <Words error={twin.error} />
        <button type="button" onClick={() => void twin.refetch()}>
          Try again
        </button>
      </>
    ) : (
      <p className="grey">{canTwin ? 'Making the first twin…' : 'A twin needs a clip that can be read.'}</p>
    )}
  </Viewer>
);
