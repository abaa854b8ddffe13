import { Resolver } from 'node:dns/promises';

/** All addresses of a name. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

const resolver = new Resolver({ timeout: 2_000, tries: 2 });
const isLocal = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost');

/**
 * Asks the name servers themselves: the lookup of the C library waits in one of the process's few threads, and names that
 * nobody answers would hold up its files.
 * @throws what the name servers said, where the name has no address
 */
export const resolveName: ResolveName = async (name) => {
  if (isLocal(name)) return ['127.0.0.1', '::1'];
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const [failed] = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as Error] : []));
  if (addresses.length === 0 && failed !== undefined) throw failed;
  return addresses;
};
