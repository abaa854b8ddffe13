import { readFileSync, readdirSync } from 'node:fs';

const ticksPerSecond = 100;

/** Fields of /proc/<pid>/stat behind the name, which may hold spaces: state is the first. Null when the process is gone. */
const statOf = (pid: number): string[] | null => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
};

const parentField = 1;
const userField = 11;
const systemField = 12;
const [childUserField, childSystemField] = [13, 14];

const secondsIn = (pid: number, fields: readonly number[]): number => {
  const stat = statOf(pid);
  return fields.reduce((sum, field) => sum + Number(stat?.[field] ?? 0), 0) / ticksPerSecond;
};

/** Processor seconds of a process with all its threads. */
export const ownCpuSecondsOf = (pid: number): number => secondsIn(pid, [userField, systemField]);

/** Processor seconds of a process and of the children that it has waited for. */
export const cpuSecondsOf = (pid: number): number =>
  secondsIn(pid, [userField, systemField, childUserField, childSystemField]);

/** A process and all that descend from it. */
export const familyOf = (root: number): number[] => {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parents = new Map(pids.map((pid) => [pid, Number(statOf(pid)?.[parentField] ?? 0)]));
  const family = new Set([root]);
  for (let before = 0; before < family.size;) {
    before = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return [...family];
};

const commandLineOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ');
  } catch {
    return '';
  }
};

/**
 * Processor seconds of a process, of all that descend from it, and of those that have ended.
 * @param word only of those whose command line holds it
 */
export const familyCpuSecondsOf = (root: number, word = ''): number =>
  familyOf(root)
    .filter((pid) => word === '' || commandLineOf(pid).includes(word))
    .reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);

/** The process whose command line holds all these words, such as a server's port; null when there is none. */
export const findProcess = (...words: readonly string[]): number | null => {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .find((name) => words.every((word) => commandLineOf(Number(name)).includes(word)));
  return found === undefined ? null : Number(found);
};

/** Ticks of all processors since the start, by state: user, nice, system, idle, iowait, irq, softirq, steal. */
const machineTicks = (): number[] =>
  (/^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '').split(' ').slice(0, 8).map(Number);

const idleStates = new Set([3, 4]);

/** Share of all processors' time that was taken since a look, whoever took it. */
export const startLookAtCores = (): (() => number) => {
  const before = machineTicks();
  return () => {
    const spent = machineTicks().map((ticks, state) => ticks - (before[state] ?? 0));
    const total = spent.reduce((sum, ticks) => sum + ticks, 0);
    const idle = spent.reduce((sum, ticks, state) => (idleStates.has(state) ? sum + ticks : sum), 0);
    return total === 0 ? 0 : 1 - idle / total;
  };
};
