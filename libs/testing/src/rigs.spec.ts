import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { expectEventually, freePort, freePorts, startPostgres, startRedis, startS3, type S3Rig } from './index.js';
import { findBinary } from './find-binary.js';
import { guardFolder, killAndDelete, rigFolder } from './rig.js';
import { fromTemplate, templates } from './template-folder.js';

describe('startRedis', () => {
  it('starts two servers beside each other and leaves nothing behind', async () => {
    const [one, two] = await Promise.all([startRedis(), startRedis()]);
    const [a, b] = [new Redis(one.url), new Redis(two.url)];
    const folder = (await a.config('GET', 'dir'))[1]!;
    await a.set('only', 'here');
    expect(await b.get('only')).toBeNull();
    a.disconnect();
    b.disconnect();
    await Promise.all([one.stop(), two.stop(), one.stop()]);
    expect(existsSync(folder)).toBe(false);
  });

  it('comes back empty on the same port', async () => {
    const rig = await startRedis();
    const redis = new Redis(rig.url);
    redis.on('error', () => undefined);
    await redis.set('key', 'value');
    await rig.restart();
    await expectEventually(async () => expect(await redis.get('key')).toBeNull());
    redis.disconnect();
    await rig.stop();
  });
});

describe('startPostgres', () => {
  it.each(['debian', 'compose'] as const)('answers SQL in UTF-8, release of %s', async (release) => {
    const rig = await startPostgres({ release });
    const client = new Client(rig.url);
    await client.connect();
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version_num') as version");
    const encoding = await client.query('show server_encoding');
    await client.end();
    await rig.stop();
    expect(encoding.rows).toEqual([{ server_encoding: 'UTF8' }]);
    const major = Math.floor(Number(rows[0]?.version) / 10_000);
    if (release === 'debian') expect(major).toBeGreaterThanOrEqual(15);
    else expect(major).toBe(18);
  });
});

describe('fromTemplate', () => {
  it('makes a folder once, whoever comes at the same time, and copies it from then on', async () => {
    const dir = await rigFolder('template');
    const name = `spec-${crypto.randomUUID()}`;
    let made = 0;
    const make = async (folder: string): Promise<void> => {
      made += 1;
      await mkdir(folder);
      await writeFile(join(folder, 'content'), 'as it was made');
    };
    await Promise.all(['one', 'two'].map((copy) => fromTemplate(name, join(dir, copy), make)));
    expect(made).toBeGreaterThan(0);
    made = 0;
    await fromTemplate(name, join(dir, 'three'), make);
    expect(made).toBe(0);
    for (const copy of ['one', 'two', 'three'])
      expect(readFileSync(join(dir, copy, 'content'), 'utf8')).toBe('as it was made');
    const left = readdirSync(templates).filter((each) => each.startsWith(name));
    expect(left).toEqual([name]);
    await Promise.all([dir, join(templates, name)].map((each) => rm(each, { recursive: true })));
  });
});

describe('startS3', () => {
  const socketsOf = ({ url }: S3Rig): string[] =>
    readdirSync('/tmp').filter((name) => name.startsWith('seaweedfs') && name.includes(new URL(url).port));

  it('answers, refuses who has not signed, and leaves nothing behind', async () => {
    const rig = await startS3();
    expect((await fetch(`${rig.url}/healthz`)).status).toBe(200);
    expect((await fetch(rig.url)).status).toBe(403);
    expect((await fetch(`${rig.url}/${rig.bucket}`, { method: 'PUT' })).status).toBe(403);
    expect(socketsOf(rig)).not.toEqual([]);
    await rig.stop();
    expect(socketsOf(rig)).toEqual([]);
    await expect(fetch(rig.url)).rejects.toThrow();
  });
});

describe('guardFolder', () => {
  it('stops the server and deletes the folder of a process that was killed', async () => {
    const dir = await rigFolder('guard');
    const server = spawn('bash', ['-c', `echo $$ >"$DIR/pid"; while :; do sleep 0.1; done # ${dir}`], {
      env: { ...process.env, DIR: dir },
      stdio: 'ignore',
    });
    const ended = once(server, 'exit');
    await expectEventually(() => expect(readFileSync(`${dir}/pid`, 'utf8')).toMatch(/\d/));
    await guardFolder(dir, killAndDelete('KILL'))();
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(existsSync(dir)).toBe(false);
  });

  it('leaves a process alone whose pid is in the file but which does not name the folder', async () => {
    const dir = await rigFolder('guard');
    const other = spawn('bash', ['-c', `echo $$ >"$DIR/pid"; exec sleep 30`], {
      env: { ...process.env, DIR: dir },
      stdio: 'ignore',
    });
    await expectEventually(() => expect(readFileSync(`/proc/${other.pid}/cmdline`, 'utf8')).toContain('sleep'));
    await guardFolder(dir, killAndDelete('KILL'))();
    expect(existsSync(dir)).toBe(false);
    expect(other.exitCode ?? other.signalCode).toBeNull();
    other.kill();
  });
});

describe('findBinary', () => {
  it('says what installs a program that is missing', () => {
    expect(() => findBinary('no-such-program', 'apt-get install its-package')).toThrow(
      'no-such-program is missing: apt-get install its-package',
    );
  });
});

describe('expectEventually', () => {
  it('gives back what was returned in the end, and throws the last error when time is up', async () => {
    let calls = 0;
    const third = (): number => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
      return calls;
    };
    expect(await expectEventually(third)).toBe(3);
    const never = expectEventually(() => Promise.reject(new Error('never')), { timeoutMs: 50 });
    await expect(never).rejects.toThrow('never');
  });
});

describe('freePort', () => {
  it('gives ports that can be listened on, each another one', async () => {
    expect(await freePort()).toBeGreaterThan(1023);
    const ports = await freePorts(64);
    expect(new Set(ports).size).toBe(64);
    const server = createServer().listen(ports[63], '127.0.0.1');
    await once(server, 'listening');
    server.close();
  });
});
