import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Readable } from 'node:stream';
import { compiledEntry, EchoError } from '@echocohort/shared';
import { decodeLimits } from '../read/decode-limits.js';
import { npyHeaderBytes } from '../read/npy.js';
import { unreadable } from '../read/read-failure.js';
import { codeSpaceBytes } from './code-space.js';
import { type ClipFacts } from './decode-clip.js';
import { decodeReplySchema } from './decode-wire.js';

/** Descriptors of open files: the upload, and two empty ones that take its frames and its contact sheet. */
export interface DecodeDescriptors {
  readonly input: number;
  readonly npy: number;
  readonly sheet: number;
}

export interface DecodeOptions {
  /** Of the uploader's name for the file, for messages. */
  readonly extension: string;
  /** Ends the process. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly memoryBytes?: number;
}

/**
 * Sets what the kernel holds the process and its tools to (bytes written to memory, bytes of a file, seconds of processor time, no
 * core dump that would keep what was uploaded; first to go when the machine has no memory left, and with its parent), and
 * becomes the program.
 */
const limited = `
ulimit -c 0; ulimit -d "$1"; ulimit -f "$2"; ulimit -t "$3"
echo 1000 > /proc/self/oom_score_adj
shift 3
command -v setpriv > /dev/null && set -- setpriv --pdeathsig KILL "$@"
exec "$@"`;

/** Of JavaScript's own objects; pixels lie outside it. */
const heapMebibytes = 96;
const fileBlockBytes = 512;
const replyMaxChars = 64 * 1024;

/** What a program needs to find others and a font. Keys and passwords stay here. */
const harmless = ['PATH', 'HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'LANG', 'LD_LIBRARY_PATH'];
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => harmless.includes(name)));

const start = (files: DecodeDescriptors, options: Required<Omit<DecodeOptions, 'signal'>>): ChildProcess => {
  const { extension, timeoutMs, memoryBytes } = options;
  const outputBytes = npyHeaderBytes + decodeLimits.decodedMaxBytes;
  const program = compiledEntry(import.meta.url, 'decode-host.js').pathname;
  const dataBytes = memoryBytes + codeSpaceBytes();
  const bounds = [dataBytes / 1024, outputBytes / fileBlockBytes, (2 * timeoutMs) / 1000].map(Math.ceil);
  const node = [process.execPath, `--max-old-space-size=${heapMebibytes}`, program, extension];
  // A group of its own, so that what it starts can be ended with it.
  return spawn('sh', ['-c', limited, 'sh', ...bounds.map(String), ...node], {
    stdio: ['pipe', 'pipe', 'pipe', files.input, files.npy, files.sheet],
    env: environment(),
    detached: true,
  });
};

const endOf = (stream: Readable, maxChars: number): (() => string) => {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-maxChars);
  });
  return () => text;
};

const killGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly isLate: boolean;
  readonly isAborted: boolean;
  readonly words: string;
}

/** Signals by which a program ends that its input led astray. */
const crashes: readonly (NodeJS.Signals | null)[] = [
  'SIGSEGV',
  'SIGBUS',
  'SIGILL',
  'SIGFPE',
  'SIGABRT',
  'SIGTRAP',
  'SIGSYS',
];

const ending = (cause?: Error): EchoError =>
  new EchoError('unavailable', 'uploads are no longer decoded: this process is ending', { cause });

/** Why there is no answer. Of a SIGKILL from outside nothing is known: the same file may well be read another time. */
const failureOf = ({ code, signal, isLate, isAborted, words }: End, timeoutMs: number): EchoError => {
  const cause = new Error(`the decode process ended (${signal ?? `exit code ${code}`}): ${words}`);
  if (isAborted) return ending(cause);
  if (isLate || signal === 'SIGXCPU')
    return unreadable(`expected a clip that can be decoded within ${timeoutMs / 1000} s: shorten it or scale it down`);
  if (/out of memory|allocation failed/i.test(words))
    return unreadable('expected a clip that can be decoded in less memory: shorten it or scale it down');
  if (signal === 'SIGXFSZ') return unreadable('expected a clip of fewer pixels: shorten it or scale it down');
  if (crashes.includes(signal))
    return unreadable('expected a whole clip: this one is damaged in a way that ends its decoder');
  if (signal === 'SIGKILL')
    return new EchoError('unavailable', 'the process that decoded the upload was ended', { cause });
  return new EchoError('internal', 'the decode process failed', { cause });
};

const cannotStart = (cause: unknown): EchoError =>
  new EchoError('unavailable', 'no process can be started to decode an upload', { cause });

/**
 * Decodes an upload in a process of its own, as `decodeClip` does: the caller's event loop and memory have no part in it, and nothing of
 * the file outlives it. Limits of time, memory and output end the process; each upload has another one.
 * @throws EchoError as `decodeClip`; `unreadable-clip` when a limit or a crash ended it, `unavailable` when something else did
 */
export const decodeApart = async (files: DecodeDescriptors, options: DecodeOptions): Promise<ClipFacts> => {
  const { signal, extension, timeoutMs = decodeLimits.decodeTimeoutMs } = options;
  const { memoryBytes = decodeLimits.decodeMemoryBytes } = options;
  if (signal?.aborted === true) throw ending();
  const child = start(files, { extension, timeoutMs, memoryBytes });
  const [reply, words] = [endOf(child.stdout as Readable, replyMaxChars), endOf(child.stderr as Readable, 2_000)];
  child.stdin?.on('error', () => undefined);
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    killGroup(child);
  }, timeoutMs);
  const stop = (): void => killGroup(child);
  signal?.addEventListener('abort', stop);
  try {
    const [code, endSignal] = (await once(child, 'close').catch((cause: unknown) => {
      throw cannotStart(cause);
    })) as [number | null, NodeJS.Signals | null];
    if (code !== 0) {
      const isAborted = signal?.aborted ?? false;
      throw failureOf({ code, signal: endSignal, isLate, isAborted, words: words().trim() }, timeoutMs);
    }
    return factsIn(reply());
  } finally {
    clearTimeout(late);
    signal?.removeEventListener('abort', stop);
  }
};

const factsIn = (reply: string): ClipFacts => {
  const answer = decodeReplySchema.parse(JSON.parse(reply));
  if ('facts' in answer) return answer.facts;
  const { code, message, issues } = answer.failure;
  throw new EchoError(code, message, { issues });
};
