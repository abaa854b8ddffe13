import { useCallback, useRef } from 'react';
import { type FrameSet } from '../clip/frame-set.js';
import { useOnPlace } from '../clip/playback-context.js';
import { chart, pathOf, rangeWords, sharesOf } from './volume-path.js';

interface VolumeChartProps {
  readonly source: FrameSet | undefined;
  readonly twin: FrameSet | undefined;
}

/** Volume over the beat: the source dashed, the twin drawn through, both of the largest volume that either has. */
export const VolumeChart = ({ source, twin }: VolumeChartProps) => {
  const cursor = useRef<SVGLineElement>(null);
  const move = useCallback((place: number) => {
    cursor.current?.setAttribute('transform', `translate(${place * chart.width} 0)`);
  }, []);
  useOnPlace(move);
  const [own = [], made = []] = sharesOf([source?.volumes ?? [], twin?.volumes ?? []]);
  const words = [
    ...(own.length > 0 ? [rangeWords('source', own)] : []),
    ...(made.length > 0 ? [rangeWords('twin', made)] : []),
  ];
  if (words.length === 0) return null;
  return (
    <figure className="volume">
      <figcaption>
        <h2>Volume</h2>
        <span className="grey">
          <span className="key source-key">source</span> · <span className="key twin-key">twin</span>
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${chart.width} ${chart.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Volume over the beat, of the largest: ${words.join('; ')}`}
      >
        <line ref={cursor} y1={0} y2={chart.height} className="cursor" />
        <path d={pathOf(own)} className="of-source" />
        <path d={pathOf(made)} className="of-twin" />
      </svg>
      <p className="quiet">Area-length volume, of the largest. Not clinical LVEF.</p>
    </figure>
  );
};
