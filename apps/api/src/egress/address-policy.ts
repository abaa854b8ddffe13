import ipaddr from 'ipaddr.js';

/** Which addresses what tenants name may lead to. */
export interface AddressPolicy {
  readonly allows: (address: string) => boolean;
}

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** The public part of IPv6; what the library calls unicast holds unassigned space as well. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(globalUnicast));

const isWithin = (address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: Network): boolean =>
  address.kind() === network.kind() && address.match([network, bits] as [ipaddr.IPv6, number]);

/** True for a network like 10.1.0.0/16 or fd00::/8. */
export const isNetwork = (text: string): boolean => ipaddr.isValidCIDR(text);

/**
 * Lets public addresses through, and those of networks that the operator names. An IPv4 address that comes as an IPv6 one is
 * looked at as what it is; those of translators (NAT64, 6to4) are nobody's public address.
 * @param networks like 10.1.0.0/16
 */
export const addressPolicy = (networks: readonly string[]): AddressPolicy => {
  const allowed = networks.map((network): Network => ipaddr.parseCIDR(network));
  return {
    allows: (text) => {
      if (!ipaddr.isValid(text)) return false;
      const address = ipaddr.process(text);
      return isPublic(address) || allowed.some((network) => isWithin(address, network));
    },
  };
};
