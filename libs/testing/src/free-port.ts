import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

/** A TCP port of 127.0.0.1 that nobody listened on a moment ago. */
export const freePort = async (): Promise<number> => release(await listen());

/** As many different ports: each is held until all of them are known. */
export const freePorts = async (count: number): Promise<number[]> =>
  Promise.all((await Promise.all(Array.from({ length: count }, listen))).map(release));

const listen = async (): Promise<Server> => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
};

const release = async (server: Server): Promise<number> => {
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
};
