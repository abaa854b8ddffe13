import { readFileSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';

const folder = '/dev/shm';
const wantedBytes = 8 * 2 ** 30;

/**
 * The system's memory disk, or null where there is none, where programs may not run on it, or where room is short. Clusters
 * and objects of tests live for seconds, and to write them to the disk of a virtual machine takes more of its processor than
 * the tests do.
 */
export const memoryDisk = () => {
  try {
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .findLast((line) => line.split(' ')[1] === folder);
    const [, , type, options] = mount.split(' ');
    const { bavail, bsize } = statfsSync(folder);
    const hasRoom = bavail * bsize > wantedBytes && freemem() > wantedBytes;
    return type === 'tmpfs' && !options.split(',').includes('noexec') && hasRoom ? folder : null;
  } catch {
    return null;
  }
};
