import { efMax, efMin } from '../generate/view.js';
import './ef-control.css';

interface EfControlProps {
  readonly ef: number;
  readonly onEf: (ef: number) => void;
  readonly ownEf: number | null;
  readonly disabled: boolean;
}

const percentOf = (ef: number): string => `${(100 * (ef - efMin)) / (efMax - efMin)}%`;

/** The number that one changes, and where the source stands. */
export const EfControl = ({ ef, onEf, ownEf, disabled }: EfControlProps) => {
  const own = ownEf === null ? null : Math.round(ownEf);
  return (
    <div className="ef">
      <label htmlFor="ef">
        <span className="number">{ef}</span>
        <span className="grey">% asked for</span>
      </label>
      <div className="slider" ref={(box) => box?.style.setProperty('--share', percentOf(ef))}>
        <input
          id="ef"
          type="range"
          aria-label="Ejection fraction that is asked for, percent"
          min={efMin}
          max={efMax}
          value={ef}
          disabled={disabled}
          onChange={({ target }) => onEf(Number(target.value))}
        />
        {own !== null && (
          <span className="own" ref={(mark) => mark?.style.setProperty('left', percentOf(own))}>
            own {own}
          </span>
        )}
        <span className="least quiet">{efMin}</span>
        <span className="most quiet">{efMax}</span>
      </div>
    </div>
  );
};
