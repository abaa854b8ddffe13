import { type Sample } from '@echocohort/client';

interface MeasuredProps {
  readonly sample: Sample | undefined;
  readonly seed: number;
}

interface Row {
  readonly name: string;
  readonly value: string;
  readonly look?: 'fits' | 'not';
}

const efOf = (ef: number | null): string => (ef === null ? 'not measured' : `${ef.toFixed(1)} %`);

const rowsOf = ({ measuredEf, auditEf, shownEf, accepted, attempts }: Sample, seed: number): Row[] => {
  const look = accepted === true ? 'fits' : 'not';
  return [
    { name: 'measured, carried', value: efOf(measuredEf), look },
    { name: 'second reader', value: efOf(auditEf), look },
    { name: 'shown, read anew', value: shownEf === null ? 'not looked at' : efOf(shownEf) },
    { name: 'within tolerance', value: accepted === true ? 'accepted' : 'not accepted', look },
    { name: 'attempts', value: String(attempts) },
    { name: 'seed', value: String(seed) },
  ];
};

/** What came out, by whom it was measured, and what it took. */
export const Measured = ({ sample, seed }: MeasuredProps) => {
  if (!sample) return null;
  return (
    <dl className="measured">
      {rowsOf(sample, sample.provenance?.seed ?? seed).map(({ name, value, look }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={look}>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
