import { spawnSync } from 'node:child_process';

/** The C library and its parts belong to the machine: they must fit its kernel and its loader. */
const machines = /^(ld-linux.*|libc|libm|libdl|libpthread|librt|libresolv|libutil|libanl)\.so/;

/** Path by name from the output of ldd, without what the machine has. @throws Error on a library that is nowhere */
export const parseLdd = (text: string): Map<string, string> => {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, path] = /^\s*(\S+) => (.*?)(?: \(0x[0-9a-f]+\))?$/.exec(line) ?? [];
    if (name === undefined || machines.test(name)) continue;
    if (!path?.startsWith('/')) throw new Error(`${name}: ${path ?? 'not found'}`);
    found.set(name, path);
  }
  return found;
};

/** ldd fails on a program that is linked statically, which opens none. */
const lddOf = (program: string): string => spawnSync('ldd', [program], { encoding: 'utf8' }).stdout;

/** Every shared library that these programs open, but the C library's. */
export const librariesOf = (programs: readonly string[]): Map<string, string> =>
  new Map(programs.flatMap((program) => [...parseLdd(lddOf(program))]));
