import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { expectEventually } from './expect-eventually.js';
import { findBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { guardFolder, killAndDelete, rigFolder, type Rig } from './rig.js';

const run = promisify(execFile);
const debianFolder = '/usr/lib/postgresql';

/**
 * A real PostgreSQL with an empty database. It does not wait for the disk (fsync off) unless `durable` is set, which
 * measurements want.
 */
export const startPostgres = async ({ durable = false }: { durable?: boolean } = {}): Promise<Rig> => {
  const folders = versionFolders();
  const initdb = findBinary('initdb', 'apt-get install postgresql', folders);
  const postgres = findBinary('postgres', 'apt-get install postgresql', folders);
  const as = await unprivileged();
  const dir = await rigFolder('postgres');
  if (as) await chown(dir, as.uid, as.gid);
  const release = guardFolder(dir, killAndDelete('QUIT'));
  const data = join(dir, 'data');
  const init = [initdb, '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const [first, ...rest] = [...(as?.prefix ?? []), ...init] as [string, ...string[]];
  await run(first, rest, { cwd: dir });
  const port = await launch([...(as?.prefix ?? []), postgres], dir, data, durable);
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop: release };
};

const launch = async (command: string[], dir: string, data: string, durable: boolean): Promise<number> => {
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_buffers=64MB',
    'max_connections=100',
    'logging_collector=on',
    `log_directory=${dir}`,
    'log_filename=log',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ].flatMap((setting) => ['-c', setting]);
  const [first, ...rest] = [...command, '-D', data, '-p', String(port), ...settings] as [string, ...string[]];
  const server = spawn(first, rest, { stdio: 'ignore', cwd: dir });
  server.unref();
  await writeFile(join(dir, 'pid'), String(server.pid));
  await expectEventually(async () => {
    if (server.exitCode !== null) throw new Error(`postgres ended:\n${await logOf(dir)}`);
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
    await client.connect();
    await client.end();
  });
  return port;
};

const logOf = (dir: string): Promise<string> => readFile(join(dir, 'log'), 'utf8').catch(() => 'no log was written');

/** Debian keeps the server's programs out of PATH, a folder a version; the newest first. */
const versionFolders = (): string[] =>
  existsSync(debianFolder)
    ? readdirSync(debianFolder)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(debianFolder, version, 'bin'))
    : [];

/** PostgreSQL refuses to run as root: the package's own user runs it then. */
const unprivileged = async (): Promise<{ prefix: string[]; uid: number; gid: number } | null> => {
  if (process.getuid?.() !== 0) return null;
  const setpriv = findBinary('setpriv', 'apt-get install util-linux');
  const idOf = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout);
  const [uid, gid] = [await idOf('-u'), await idOf('-g')];
  return { prefix: [setpriv, `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'], uid, gid };
};
