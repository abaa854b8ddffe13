import { parseArgs } from 'node:util';
import { type FaultName, faultNames } from './plan.js';

export interface FaultArguments {
  /** Of the order, the targets and the times of the faults, and of what is asked for. */
  readonly seed: number;
  readonly minutes: number;
  readonly samples: number;
  /** Instead of all that: samples of a cohort in whose midst the power goes. */
  readonly powerCut: number | null;
  /** The faults that may happen. */
  readonly only: readonly FaultName[];
  /** Nothing but the line of JSON on stdout. */
  readonly json: boolean;
}

export class UsageError extends Error {}

export const usage = `npm run faults -- [options]
  --seed N       which faults, when and to whom (1)
  --minutes M    how long they go on (2)
  --samples N    samples that are asked for meanwhile (1000)
  --power-cut N  instead of all this: one cohort of N samples, in whose midst everything is killed
  --only A,B     these faults alone: ${faultNames.join(', ')}
  --json         print nothing but the result`;

const whole = (name: string, text: string, min: number): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min)
    throw new UsageError(`--${name}: expected a whole number, ${min} or more`);
  return value;
};

const namesIn = (text: string): FaultName[] =>
  text.split(',').map((word) => {
    const name = faultNames.find((known) => known === word.trim());
    if (name === undefined) throw new UsageError(`--only: there is no fault "${word.trim()}"`);
    return name;
  });

export const parseFaultArguments = (words: readonly string[]): FaultArguments => {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        seed: { type: 'string', default: '1' },
        minutes: { type: 'string', default: '2' },
        samples: { type: 'string', default: '1000' },
        'power-cut': { type: 'string' },
        only: { type: 'string', default: faultNames.join(',') },
        json: { type: 'boolean', default: false },
      },
    });
    const minutes = Number(values.minutes);
    if (!(minutes > 0)) throw new UsageError('--minutes: expected a number above 0');
    return {
      seed: whole('seed', values.seed, 0),
      minutes,
      samples: whole('samples', values.samples, 1),
      powerCut: values['power-cut'] === undefined ? null : whole('power-cut', values['power-cut'], 2),
      only: namesIn(values.only),
      json: values.json,
    };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
};
