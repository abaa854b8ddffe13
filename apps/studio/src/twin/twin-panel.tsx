import { type ClipDetail } from '@echocohort/client';
import { type TwinQuery } from '../api/queries.js';
import { type FrameSet } from '../clip/frame-set.js';
import { EfControl } from './ef-control.js';
import { Measured } from './measured.js';
import { PlayButton } from './play-button.js';
import { VolumeChart } from './volume-chart.js';
import './twin-panel.css';

interface TwinPanelProps {
  readonly reading: ClipDetail['reading'];
  readonly source: FrameSet | undefined;
  readonly twin: TwinQuery;
  readonly ef: number;
  readonly seed: number;
  readonly outlines: boolean;
  readonly canTwin: boolean;
  readonly onEf: (ef: number) => void;
  readonly onOutlines: () => void;
  readonly onNewDraw: () => void;
  readonly onOther: () => void;
}

/** Why there is no twin of this clip, and what to do. */
const NoTwin = ({ reading, onOther }: Pick<TwinPanelProps, 'reading' | 'onOther'>) =>
  reading?.status === 'pending' ? (
    <p className="grey">The clip is being read: two readers look for the left ventricle in each frame.</p>
  ) : (
    <div className="no-twin">
      <p>
        No twin can be made of this clip, because its ventricle cannot be measured. Another view or a clearer clip
        helps.
      </p>
      <button type="button" className="primary" onClick={onOther}>
        Choose another clip
      </button>
    </div>
  );

/** The EF, what was measured, both volumes, and what else can be done with a twin. */
export const TwinPanel = (props: TwinPanelProps) => {
  const { reading, source, twin, ef, seed, outlines, canTwin, onEf, onOutlines, onNewDraw } = props;
  const { data } = twin;
  return (
    <aside className="twin-panel" aria-label="Ejection fraction">
      <EfControl ef={ef} onEf={onEf} ownEf={reading?.sourceEf ?? null} disabled={!canTwin} />
      {canTwin ? <Measured sample={data?.sample} seed={seed} /> : <NoTwin {...props} />}
      {canTwin && <VolumeChart source={source} twin={data?.frames} />}
      <div className="actions">
        <PlayButton />
        <button type="button" aria-pressed={outlines} aria-keyshortcuts="O" title="Outlines (O)" onClick={onOutlines}>
          Outlines
        </button>
        <button type="button" disabled={!canTwin} onClick={onNewDraw} title="Another beat with the same EF: a new seed">
          New draw
        </button>
      </div>
    </aside>
  );
};
