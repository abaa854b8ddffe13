import { spawn } from 'node:child_process';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectEventually } from './expect-eventually.js';
import { findBinary } from './find-binary.js';
import { freePorts } from './free-port.js';
import { pythonTools } from './python-tools.js';
import { guardFolder, killAndDelete, rigFolder, type Rig } from './rig.js';

export interface S3Rig extends Rig {
  readonly endpoint: string;
  readonly region: string;
  /** A name for a bucket; nobody has made it yet. */
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** 3 s on an idle machine. */
const startTimeoutMs = 60_000;

const portFlags = [
  's3.port',
  's3.port.grpc',
  'filer.port',
  'filer.port.grpc',
  'volume.port',
  'volume.port.grpc',
  'master.port',
  'master.port.grpc',
] as const;

/** A real S3 server: SeaweedFS, all its parts in one process. It takes 3 s: start one a spec file. */
export const startS3 = async (): Promise<S3Rig> => {
  const binary = findBinary('weed', 'npm test installs it', [pythonTools]);
  const dir = await rigFolder('s3');
  const ports = await freePorts(portFlags.length);
  // Every part leaves a socket in /tmp, named after its port, whatever TMPDIR says.
  const release = guardFolder(dir, `${killAndDelete('KILL')}\nrm -f /tmp/seaweedfs-*-{${ports.join(',')}}.sock`);
  const url = `http://127.0.0.1:${ports[0]}`;
  const [accessKeyId, secretAccessKey] = ['test-access', crypto.randomUUID()];
  const flags = portFlags.map((name, at) => `-${name}=${ports[at]}`);
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  try {
    await launch(binary, dir, flags, keys, url);
  } catch (error) {
    await release();
    throw error;
  }
  const bucket = `test-${crypto.randomUUID()}`;
  return { url, endpoint: url, region: 'us-east-1', bucket, accessKeyId, secretAccessKey, stop: release };
};

/** The settings of docker-compose.yml, on ports of its own. */
const launch = async (
  binary: string,
  dir: string,
  flags: readonly string[],
  keys: Readonly<Record<string, string>>,
  url: string,
): Promise<void> => {
  const data = join(dir, 'data');
  await mkdir(data);
  const settings = [
    'server',
    `-dir=${data}`,
    '-ip=127.0.0.1',
    ...flags,
    '-s3',
    '-s3.iam=false',
    '-s3.port.iceberg=0',
    '-s3.port.lance=0',
    // As many volumes as the disk has room for: each bucket takes some of its own.
    '-volume.max=0',
    '-master.volumeSizeLimitMB=64',
    '-master.telemetry=false',
  ];
  const log = await open(join(dir, 'log'), 'w');
  const server = spawn(binary, settings, { stdio: ['ignore', log.fd, log.fd], env: { ...process.env, ...keys } });
  await log.close();
  server.unref();
  await writeFile(join(dir, 'pid'), String(server.pid));
  await expectEventually(
    async () => {
      if (server.exitCode !== null) throw new Error(`weed ended:\n${await readFile(join(dir, 'log'), 'utf8')}`);
      const { status } = await fetch(`${url}/readyz`);
      if (status !== 200) throw new Error(`weed answers ${status}`);
    },
    { timeoutMs: startTimeoutMs },
  );
};
