import { spawn } from 'node:child_process';
import { type Readable, type Writable } from 'node:stream';
import { EchoError } from '@echocohort/shared';
import { decodeLimits } from './decode-limits.js';

export type Tool = 'ffmpeg' | 'ffprobe';

export interface ToolOptions {
  /** An open file, descriptor 3 of the child: `/dev/fd/3` in its arguments. */
  readonly file?: number;
  /** Written to file descriptors 3, 4, ... of the child, without a file: `pipe:3`, `pipe:4`, ... in its arguments. */
  readonly inputs?: readonly Uint8Array[];
  /** Takes stdout as it comes; returning false ends the child. */
  readonly onOutput?: (chunk: Uint8Array) => boolean;
  readonly timeoutMs?: number;
  /** What the kernel lets the child write to memory; as much as this process when left out. */
  readonly memoryBytes?: number;
}

export interface ToolResult {
  readonly ok: boolean;
  /** The last line of stderr, or why it was not ok; empty when there was nothing to say. */
  readonly reason: string;
}

const notFound = (tool: Tool, cause: Error): EchoError =>
  new EchoError(
    'unavailable',
    `${tool} cannot be started (${cause.message}): install it, on Debian and Ubuntu by "apt-get install ffmpeg"`,
    { cause },
  );

/** A child that ends early breaks its pipes; its exit status and stderr say why, so these errors say nothing more. */
const feed = (pipe: Writable, bytes: Uint8Array): void => {
  pipe.on('error', () => undefined);
  pipe.end(bytes);
};

/** Keeps the last line that a child wrote to stderr, without storing the rest. */
const lastLineOf = (stream: Readable): (() => string) => {
  let tail = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-2000);
  });
  return () => tail.trim().split('\n').at(-1)?.trim() ?? '';
};

/** Of a shell that was to become a program which is not there. */
const notFoundCode = 127;

/** The command of a tool, through a shell that sets its limit and becomes it. */
const commandOf = (tool: Tool, args: readonly string[], memoryBytes: number | undefined): [string, string[]] =>
  memoryBytes === undefined
    ? [tool, [...args]]
    : ['sh', ['-c', 'ulimit -d "$1"; shift; exec "$@"', 'sh', String(Math.ceil(memoryBytes / 1024)), tool, ...args]];

/**
 * Runs ffmpeg or ffprobe as a child process: an empty stdin, stdout streamed, limits of time and memory.
 * @returns whether it ended well, and if not the last line of its stderr
 * @throws EchoError `unavailable` when the program is not installed
 */
export const runTool = (tool: Tool, args: readonly string[], options: ToolOptions = {}): Promise<ToolResult> => {
  const { file, inputs = [], onOutput, timeoutMs = decodeLimits.toolTimeoutMs, memoryBytes } = options;
  return new Promise((resolve, reject) => {
    const more = file === undefined ? inputs.map(() => 'pipe' as const) : [file];
    const child = spawn(...commandOf(tool, args, memoryBytes), { stdio: ['ignore', 'pipe', 'pipe', ...more] });
    let isStopped = false;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const lastLine = lastLineOf(child.stdio[2] as Readable);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(notFound(tool, error));
    });
    (child.stdio[1] as Readable).on('data', (chunk: Buffer) => {
      if (isStopped || onOutput?.(chunk) !== false) return;
      isStopped = true;
      child.kill('SIGKILL');
    });
    inputs.forEach((bytes, k) => feed(child.stdio[3 + k] as Writable, bytes));
    child.on('close', (code) => {
      clearTimeout(timer);
      if (memoryBytes !== undefined && code === notFoundCode) reject(notFound(tool, new Error(lastLine())));
      const ok = !isLate && (isStopped || code === 0);
      const silent = ok ? '' : `${tool} ended with ${code}`;
      resolve({ ok, reason: isLate ? `${tool} took longer than ${timeoutMs} ms` : lastLine() || silent });
    });
  });
};
