import { type Ledger } from './ledger.js';
import { type Member } from './member.js';
import { type PlannedFault } from './plan.js';

const line = (name: string, value: number | string): string => `${name.padEnd(34)}${String(value).padStart(9)}`;

/** What happened, and what became of the samples. */
export const ledgerTable = (
  planned: readonly PlannedFault[],
  ledger: Ledger,
  members: readonly Pick<Member, 'name' | 'ended'>[],
): string => {
  const names = [...new Set(planned.map(({ name }) => name))].sort();
  const times = names.map((name) => line(name, planned.filter((fault) => fault.name === name).length));
  const ended = members
    .filter((member) => member.ended > 0)
    .map((member) => line(`${member.name} ended by itself`, member.ended));
  const samples = (Object.entries(ledger) as [keyof Ledger, number][]).map(([name, value]) => line(name, value));
  return [...times, '', ...ended, ...(ended.length > 0 ? [''] : []), ...samples].join('\n');
};
