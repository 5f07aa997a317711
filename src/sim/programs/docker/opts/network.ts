// --network: a name, or the long form name=…,alias=…,ip=… (docker's NetworkOpt).
import { parseInteger } from '../../../values/index.ts';
import { Failure } from '../failure.ts';
import { csvFields } from './csv.ts';
import { cut } from './cut.ts';

export interface NetworkAttachment {
	target: string;
	aliases: readonly string[];
	driverOpts: Readonly<Record<string, string>>;
	links: readonly string[];
	ipv4: string;
	ipv6: string;
	linkLocal: readonly string[];
	mac: string;
	priority: number;
}
export const attachTo = (target: string): NetworkAttachment => ({
	target,
	aliases: [],
	driverOpts: {},
	links: [],
	ipv4: '',
	ipv6: '',
	linkLocal: [],
	mac: '',
	priority: 0
});

const setters: Readonly<Record<string, (network: NetworkAttachment, value: string) => void>> = {
	name: (network, value) => void (network.target = value),
	alias: (network, value) => void (network.aliases = [...network.aliases, value]),
	ip: (network, value) => void (network.ipv4 = value),
	ip6: (network, value) => void (network.ipv6 = value),
	'mac-address': (network, value) => void (network.mac = value),
	'link-local-ip': (network, value) => void (network.linkLocal = [...network.linkLocal, value]),
	'driver-opt': (network, value) => {
		const [key, option, found] = cut(value, '=');
		if (!found || key === '') throw new Failure('invalid key value pair format in driver options');
		network.driverOpts = { ...network.driverOpts, [key.trim()]: option.trim() };
	},
	'gw-priority': (network, value) => {
		const priority = parseInteger(value);
		if (priority === undefined) throw new Failure(`invalid gw-priority (${value}): invalid syntax`);
		network.priority = Number(priority);
	}
};

export function parseNetwork(text: string): NetworkAttachment {
	if (!/[0-9A-Za-z_]=[0-9A-Za-z_]/.test(text)) return attachTo(text);
	const network = attachTo('');
	for (const field of csvFields(text)) {
		const [key, value, found] = cut(field.toLowerCase(), '=');
		if (!found || key === '') throw new Failure(`invalid field ${field}`);
		const set = setters[key.trim()];
		if (!set) throw new Failure(`invalid field key ${key.trim()}`);
		set(network, value.trim());
	}
	if (network.target === '') throw new Failure('network name/id is not specified');
	return network;
}

/** container.NetworkMode.IsUserDefined. */
export const isUserDefined = (mode: string): boolean =>
	!['default', 'bridge', 'host', 'none', ''].includes(mode) && !mode.startsWith('container:') && mode !== 'container';
