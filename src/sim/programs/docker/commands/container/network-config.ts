// The NetworkingConfig of a new container: --network in both forms joined with --network-alias, --ip, --link and --mac-address.
import { goQuote } from '../../../../values/index.ts';
import { Failure } from '../../failure.ts';
import type { Flags } from '../../flags/flag.ts';
import { isMac } from '../../opts/ip.ts';
import { attachTo, isUserDefined, parseNetwork, type NetworkAttachment } from '../../opts/network.ts';

export interface EndpointSettings {
	readonly IPAMConfig: { readonly IPv4Address?: string; readonly IPv6Address?: string; readonly LinkLocalIPs?: readonly string[] } | null;
	readonly Links: readonly string[] | null;
	readonly Aliases: readonly string[] | null;
	readonly DriverOpts: Readonly<Record<string, string>> | null;
	readonly GwPriority: number;
	readonly MacAddress: string;
	/** What only the daemon fills. */
	readonly NetworkID: '';
	readonly EndpointID: '';
	readonly Gateway: '';
	readonly IPAddress: '';
	readonly IPPrefixLen: 0;
	readonly IPv6Gateway: '';
	readonly GlobalIPv6Address: '';
	readonly GlobalIPv6PrefixLen: 0;
	readonly DNSNames: null;
}

/** applyContainerOptions: the flags of the old notation belong to the first network. */
function withFlags(network: NetworkAttachment, flags: Flags): NetworkAttachment {
	const conflict = (own: unknown, flag: unknown, says: string): void => {
		const there = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== '');
		if (there(own) && there(flag)) throw new Failure(`conflicting options: cannot specify both ${says}`);
	};
	const aliases = flags.list('network-alias');
	const links = flags.list('link');
	const linkLocal = flags.list('link-local-ip');
	conflict(network.aliases, aliases, '--network-alias and per-network alias');
	conflict(network.links, links, '--link and per-network links');
	conflict(network.ipv4, flags.text('ip'), '--ip and per-network IPv4 address');
	conflict(network.ipv6, flags.text('ip6'), '--ip6 and per-network IPv6 address');
	conflict(network.mac, flags.text('mac-address'), '--mac-address and per-network MAC address');
	conflict(network.linkLocal, linkLocal, '--link-local-ip and per-network link-local IP addresses');
	return {
		...network,
		aliases: aliases.length > 0 ? aliases : network.aliases,
		links: isUserDefined(network.target) && links.length > 0 ? links : network.links,
		ipv4: flags.text('ip') || network.ipv4,
		ipv6: flags.text('ip6') || network.ipv6,
		mac: flags.text('mac-address') || network.mac,
		linkLocal: linkLocal.length > 0 ? linkLocal : network.linkLocal
	};
}

/** An endpoint's fields that only the daemon fills. */
export const unfilled = {
	NetworkID: '',
	EndpointID: '',
	Gateway: '',
	IPAddress: '',
	IPPrefixLen: 0,
	IPv6Gateway: '',
	GlobalIPv6Address: '',
	GlobalIPv6PrefixLen: 0,
	DNSNames: null
} as const;

/** parseNetworkAttachmentOpt. */
export function endpoint(network: NetworkAttachment): EndpointSettings {
	if (network.target.trim() === '') throw new Failure('no name set for network');
	if (!isUserDefined(network.target)) {
		if (network.aliases.length > 0) throw new Failure('network-scoped aliases are only supported for user-defined networks');
		if (network.links.length > 0) throw new Failure('links are only supported for user-defined networks');
	}
	if (network.mac !== '' && !isMac(network.mac)) throw new Failure(`${network.mac} is not a valid mac address`);
	const addressed = network.ipv4 !== '' || network.ipv6 !== '' || network.linkLocal.length > 0;
	return {
		IPAMConfig: addressed
			? {
					...(network.ipv4 === '' ? {} : { IPv4Address: network.ipv4 }),
					...(network.ipv6 === '' ? {} : { IPv6Address: network.ipv6 }),
					...(network.linkLocal.length === 0 ? {} : { LinkLocalIPs: network.linkLocal })
				}
			: null,
		Links: network.links.length === 0 ? null : network.links,
		Aliases: network.aliases.length === 0 ? null : network.aliases,
		DriverOpts: Object.keys(network.driverOpts).length === 0 ? null : network.driverOpts,
		GwPriority: network.priority,
		MacAddress: network.mac,
		...unfilled
	};
}

const isPlain = (settings: EndpointSettings): boolean =>
	settings.IPAMConfig === null &&
	settings.Links === null &&
	settings.Aliases === null &&
	settings.DriverOpts === null &&
	settings.GwPriority === 0 &&
	settings.MacAddress === '';

/** parseNetworkOpts: the endpoints by network. */
export function endpoints(flags: Flags): Record<string, EndpointSettings> {
	const networks = flags.list('network').map(parseNetwork);
	if (networks.length === 0) return { default: endpoint(withFlags(attachTo('default'), flags)) };
	const out: Record<string, EndpointSettings> = {};
	for (const [i, network] of networks.entries()) {
		const settings = endpoint(i === 0 ? withFlags(network, flags) : network);
		if (out[network.target]) throw new Failure(`network ${goQuote(network.target)} is specified multiple times`);
		if (i === 0 && networks.length === 1 && isPlain(settings)) continue;
		out[network.target] = settings;
	}
	const user = networks.some((network) => isUserDefined(network.target));
	const other = networks.some((network) => !isUserDefined(network.target));
	if (user && other) throw new Failure('conflicting options: cannot attach both user-defined and non-user-defined network-modes');
	return out;
}
