import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { newClipId, newTenantId } from '@echocohort/shared';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createStorage, storageKeys, type StoragePort } from '../index.js';

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server?.close();
});

/** An S3 that takes connections and says this, and then nothing more. */
const silentStorage = async (answer: string): Promise<StoragePort> => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return createStorage({
    driver: 's3',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    bucket: 'silent',
    accessKeyId: 'key',
    secretAccessKey: 'secret',
    forcePathStyle: true,
    idleTimeoutMs: 100,
  });
};

const key = storageKeys.clipFrames(newTenantId(), newClipId());

describe('an S3 that falls silent', () => {
  it.each([
    ['before it answers', ''],
    ['in the midst of an object', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nten bytes.'],
  ])('%s: every call ends', async (_, answer) => {
    const storage = await silentStorage(answer);
    await expect(storage.get(key)).rejects.toMatchObject({ code: 'storage-failed' });
  });

  it('while it takes an object: the call ends', async () => {
    const storage = await silentStorage('');
    const put = storage.put(key, new Uint8Array(1_000), { contentType: 'application/octet-stream' });
    await expect(put).rejects.toMatchObject({ code: 'storage-failed' });
  });
});
