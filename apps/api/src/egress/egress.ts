import { isIP, type LookupFunction } from 'node:net';
import { fieldError } from '@echocohort/shared';
import { type AddressPolicy } from './address-policy.js';
import { type ResolveName } from './resolve-name.js';

export interface EgressParts {
  readonly policy: AddressPolicy;
  readonly resolve: ResolveName;
  /** Plain http:// as well. */
  readonly allowHttp: boolean;
}

/** Without the brackets of an IPv6 address. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

const refused = (host: string, address: string): Error =>
  fieldError(
    'invalid-request',
    'url',
    host === address
      ? `expected a public address, got ${address}`
      : `expected a name of public addresses; ${host} leads to ${address}`,
  );

/**
 * What stands between the URLs that tenants give us and the network that we are in. An address is checked where a connection
 * is made, not only where the URL is stored: whoever owns a name can have it lead somewhere else at any moment.
 */
export class Egress {
  constructor(private readonly parts: EgressParts) {}

  /**
   * @throws EchoError `invalid-request` about the field `url`: for another scheme, credentials, or an address that is not
   * allowed. A name that leads nowhere today is let through: it may lead somewhere tomorrow, and is checked then.
   */
  async check(text: string): Promise<void> {
    const url = this.parse(text);
    const addresses = isIP(hostOf(url)) === 0 ? await this.parts.resolve(hostOf(url)).catch(() => []) : [];
    this.#expectAllowed(hostOf(url), addresses);
  }

  /** The URL, where nothing needs to be looked up to see that it must not be called. @throws as `check` does */
  parse(text: string): URL {
    const schemes = this.parts.allowHttp ? ['https:', 'http:'] : ['https:'];
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !schemes.includes(url.protocol))
      throw fieldError('invalid-request', 'url', `expected a URL that begins with ${schemes.join('// or ')}//`);
    if (url.username !== '' || url.password !== '')
      throw fieldError('invalid-request', 'url', 'expected a URL without a name and a password');
    const host = hostOf(url);
    if (isIP(host) !== 0) this.#expectAllowed(host, [host]);
    return url;
  }

  /** For a connection: looks a name up and refuses it whole where any of its addresses is not allowed. */
  readonly lookup: LookupFunction = (host, { all }, done) => {
    this.#addressesOf(host).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        const [first] = found;
        if (first === undefined) done(new Error(`${host} has no address`), '');
        else if (all === true) done(null, found);
        else done(null, first.address, first.family);
      },
      (error: unknown) => done(error as NodeJS.ErrnoException, ''),
    );
  };

  async #addressesOf(host: string): Promise<readonly string[]> {
    const addresses = await this.parts.resolve(host);
    this.#expectAllowed(host, addresses);
    return addresses;
  }

  #expectAllowed(host: string, addresses: readonly string[]): void {
    for (const address of addresses) if (!this.parts.policy.allows(address)) throw refused(host, address);
  }
}
