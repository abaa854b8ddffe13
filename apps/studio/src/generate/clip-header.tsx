import { type ClipDetail } from '@echocohort/client';
import { usualFramesPerSecond } from '../clip/frame-set.js';

type Reading = ClipDetail['reading'];

interface ClipHeaderProps {
  readonly clip: ClipDetail;
  readonly onOther: () => void;
}

const hundredths = (value: number): string => value.toFixed(2).replace(/^0/, '');

/** Whether it can be a source, in words, and how that looks. */
const verdictOf = (reading: Reading): { word: string; look: 'fits' | 'not' | 'waits' } => {
  if (reading === null) return { word: 'this model reads no clips', look: 'not' };
  if (reading.status === 'pending') return { word: 'being read', look: 'waits' };
  if (reading.status === 'failed') return { word: 'reading was given up', look: 'not' };
  if (reading.readable !== true) return { word: 'not readable', look: 'not' };
  const agreement = reading.agreement === null ? '' : `, readers agree ${hundredths(reading.agreement)}`;
  return { word: `readable${agreement}`, look: 'fits' };
};

const ownEf = (reading: Reading): string[] => {
  if (reading?.sourceEf == null) return [];
  const [low, high] = reading.sourceEfInterval ?? [reading.sourceEf, reading.sourceEf];
  return [`own EF ${Math.round(reading.sourceEf)} ± ${Math.max(1, Math.round((high - low) / 2))} %`];
};

const factsOf = ({ reading, frames, framesPerSecond }: ClipDetail): string =>
  [
    ...ownEf(reading),
    `${frames} frames`,
    framesPerSecond === null ? `${usualFramesPerSecond}/s assumed` : `${Math.round(framesPerSecond)}/s`,
    ...(reading?.edFrame == null ? [] : [`ED ${reading.edFrame}`]),
    ...(reading?.esFrame == null ? [] : [`ES ${reading.esFrame}`]),
  ].join(' · ');

/** What clip this is, and whether it can be read. */
export const ClipHeader = ({ clip, onOther }: ClipHeaderProps) => {
  const { word, look } = verdictOf(clip.reading);
  const refusal = clip.reading?.refusal ?? clip.reading?.error?.message ?? null;
  return (
    <header className="clip-header">
      <h1>{clip.originalName}</h1>
      <span className={`verdict ${look}`} role="status">
        {word}
      </span>
      <span className="grey facts">{factsOf(clip)}</span>
      <button type="button" className="other" onClick={onOther}>
        Other clip
      </button>
      {refusal !== null && <p className="refusal">{refusal}</p>}
    </header>
  );
};
