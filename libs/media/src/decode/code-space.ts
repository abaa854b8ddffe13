import { readFileSync } from 'node:fs';

const memoryMap = '/proc/self/maps';
const writableCode = /^([0-9a-f]+)-([0-9a-f]+) rwxp/gm;

const mapOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/**
 * Address space that this Node keeps for machine code, in bytes: half a gibibyte from Node 24 on. It is writable from the
 * start, so that the kernel counts it as data (RLIMIT_DATA) although next to nothing of it is ever used, and no pixel
 * gets there. 0 without /proc.
 */
export const codeSpaceBytes = (): number =>
  [...mapOf(memoryMap).matchAll(writableCode)].reduce(
    (sum, [, start = '', end = '']) => sum + parseInt(end, 16) - parseInt(start, 16),
    0,
  );
