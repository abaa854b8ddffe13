import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { guardFolder, rigFolder, type Rig } from './rig.js';

export interface S3Rig extends Rig {
  readonly endpoint: string;
  readonly region: string;
  /** A name for a bucket; nobody has made it yet. */
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const script = fileURLToPath(new URL('../../../tools/start-s3.sh', import.meta.url));
/** About 14 s on an idle machine; the script itself gives each step 120 s. */
const startTimeoutMs = 300_000;

/** A real S3 server: Ceph's radosgw over a store in memory. It takes 14 s: start one a spec file. */
export const startS3 = async (): Promise<S3Rig> => {
  findBinary('radosgw', 'radosgw');
  findBinary('ceph-mon', 'ceph-mon');
  findBinary('ceph-osd', 'ceph-osd');
  findBinary('ceph', 'ceph-common');
  const dir = await rigFolder('s3');
  const [port, monPort] = [await freePort(), await freePort()];
  const [accessKeyId, secretAccessKey] = ['test-access', crypto.randomUUID()];
  const release = guardFolder(dir, `S3_DIR="$DIR" ${script} stop`);
  const env = {
    ...process.env,
    S3_DIR: dir,
    S3_PORT: String(port),
    S3_MON_PORT: String(monPort),
    S3_ACCESS_KEY: accessKeyId,
    S3_SECRET_KEY: secretAccessKey,
  };
  try {
    await promisify(execFile)(script, ['start'], { env, timeout: startTimeoutMs });
  } catch (error) {
    await release();
    throw error;
  }
  const url = `http://127.0.0.1:${port}`;
  const bucket = `test-${crypto.randomUUID()}`;
  return { url, endpoint: url, region: 'us-east-1', bucket, accessKeyId, secretAccessKey, stop: release };
};
