import { type Member } from './fleet/member.js';
import { type PlannedFault } from './plan.js';

const line = (name: string, value: number | string): string => `${name.padEnd(34)}${String(value).padStart(9)}`;

/** How often each fault happened. */
export const faultTable = (planned: readonly PlannedFault[]): string =>
  [...new Set(planned.map(({ name }) => name))]
    .sort()
    .map((name) => line(name, planned.filter((fault) => fault.name === name).length))
    .join('\n');

/** What became of everything, and who ended without being told to. */
export const figureTable = (
  figures: Readonly<Record<string, number>>,
  members: readonly Pick<Member, 'name' | 'ends'>[],
): string => {
  const ends = new Map<string, number>();
  for (const { name, ends: all } of members)
    for (const words of all) ends.set(`${name}: ${words}`, (ends.get(`${name}: ${words}`) ?? 0) + 1);
  return [
    ...Object.entries(figures).map(([name, value]) => line(name, value)),
    ...[...ends].map(([words, times]) => `${times} times ended by itself, ${words}`),
  ].join('\n');
};
