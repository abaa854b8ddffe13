import { type TwinQuery, type TwinWish, useTwins } from '../api/queries.js';
import { wordsOf } from '../api/words-of.js';
import { ClipCanvas } from '../clip/clip-canvas.js';
import './ladder.css';

interface LadderProps {
  readonly wanted: TwinWish;
  readonly ef: number;
  readonly on: boolean;
  readonly canTwin: boolean;
  readonly outlines: boolean;
  readonly onEf: (ef: number) => void;
  readonly onToggle: () => void;
}

const rungs = [15, 25, 35, 45, 55, 65, 75];

interface RungProps {
  readonly rung: number;
  readonly twin: TwinQuery | undefined;
  readonly isChosen: boolean;
  readonly outlines: boolean;
  readonly onEf: (ef: number) => void;
}

const wordsOfRung = (rung: number, twin: TwinQuery | undefined): string => {
  if (twin?.error) return `EF ${rung} %: ${wordsOf(twin.error).title}`;
  const sample = twin?.data?.sample;
  if (!sample) return `EF ${rung} %, being made`;
  const measured = sample.measuredEf === null ? 'not measured' : `measured ${sample.measuredEf.toFixed(1)} %`;
  return `EF ${rung} %, ${measured}, ${sample.accepted === true ? 'accepted' : 'not accepted'}, synthetic`;
};

/** What stands in a rung's corners: what was asked for, what came out, and the word where that is too far away. */
const Corners = ({ rung, twin }: Pick<RungProps, 'rung' | 'twin'>) => {
  const sample = twin?.data?.sample;
  return (
    <>
      <span className="asked" aria-hidden="true">
        {rung}
      </span>
      <span className="got" aria-hidden="true">
        {sample?.measuredEf?.toFixed(1) ?? (twin?.error ? 'failed' : '…')}
      </span>
      {sample?.accepted === false && (
        <span className="word" aria-hidden="true">
          not accepted
        </span>
      )}
    </>
  );
};

const Rung = ({ rung, twin, isChosen, outlines, onEf }: RungProps) => {
  const words = wordsOfRung(rung, twin);
  const data = twin?.data;
  return (
    <li className={data?.sample.accepted === false ? 'not' : ''}>
      <button type="button" title={words} aria-pressed={isChosen} onClick={() => onEf(rung)}>
        {data && <ClipCanvas clip={data.frames} scale={2} label="" outlines={outlines} synthetic />}
        <span className="hidden">{words}</span>
        <Corners rung={rung} twin={twin} />
        {twin?.isFetching === true && <span className="coming" />}
      </button>
    </li>
  );
};

/** The same heart with the same noise, from a weak one to a strong one. */
export const Ladder = ({ wanted, ef, on, canTwin, outlines, onEf, onToggle }: LadderProps) => {
  const twins = useTwins(wanted, rungs, on);
  return (
    <section className="ladder" aria-labelledby="ladder">
      <div>
        <h2 id="ladder">Ladder</h2>
        <p className="grey">same heart, same noise</p>
        {on && (
          <button type="button" className="plain" aria-keyshortcuts="L" title="Close the ladder (L)" onClick={onToggle}>
            Close
          </button>
        )}
      </div>
      {on ? (
        <ol>
          {rungs.map((rung, k) => (
            <Rung key={rung} rung={rung} twin={twins[k]} isChosen={rung === ef} outlines={outlines} onEf={onEf} />
          ))}
        </ol>
      ) : (
        <div className="none">
          <p className="grey">Seven twins of this frame, EF 15 to 75 %, in one row and in step.</p>
          <button type="button" aria-keyshortcuts="L" title="Ladder (L)" disabled={!canTwin} onClick={onToggle}>
            Make the ladder
          </button>
        </div>
      )}
    </section>
  );
};
