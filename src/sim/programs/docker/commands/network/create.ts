// docker network create: the address plan is checked here, the rest by the daemon.
import { json } from '../../client/api.ts';
import { err, out } from '../../cli.ts';
import { type Command, exact } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { type Flags, f } from '../../flags/flag.ts';
import { contains, parseCidr } from '../../opts/cidr.ts';
import { pairs } from '../../opts/cut.ts';
import { validateLabel } from '../../opts/validate.ts';

interface IpamConfig {
	Subnet: string;
	IPRange?: string;
	Gateway?: string;
	AuxiliaryAddresses: Record<string, string>;
}

/** subnetMatches: whether an address or the start of a range is in the subnet. */
function matches(subnet: string, data: string): boolean {
	const net = parseCidr(subnet);
	if (!net) throw new Failure(`invalid subnet: invalid CIDR address: ${subnet}`);
	if (data.includes('/') && !parseCidr(data)) throw new Failure(`invalid CIDR address: ${data}`);
	return contains(net, data.split('/')[0] ?? '');
}

function ipam(flags: Flags): Readonly<Record<string, unknown>> {
	const subnets = flags.list('subnet');
	const ranges = flags.list('ip-range');
	const gateways = flags.list('gateway');
	if (subnets.length < ranges.length || subnets.length < gateways.length) throw new Failure('every ip-range or gateway must have a corresponding subnet');
	const plan = new Map<string, IpamConfig>();
	for (const subnet of subnets) {
		for (const other of plan.keys())
			if (matches(subnet, other) || matches(other, subnet)) throw new Failure('multiple overlapping subnet configuration is not supported');
		plan.set(subnet, { Subnet: subnet, AuxiliaryAddresses: {} });
	}
	const place = (data: string, kind: string, put: (config: IpamConfig) => void): void => {
		let found = false;
		for (const [subnet, config] of plan) {
			if (!matches(subnet, data)) continue;
			put(config);
			found = true;
		}
		if (!found) throw new Failure(`no matching subnet for ${kind} ${data}`);
	};
	for (const range of ranges) {
		if (!parseCidr(range)) throw new Failure(`invalid CIDR address: ${range}`);
		place(range, 'range', (config) => {
			if (config.IPRange !== undefined)
				throw new Failure(`cannot configure multiple ranges (${range}, ${config.IPRange}) on the same subnet (${config.Subnet})`);
			config.IPRange = range;
		});
	}
	for (const gateway of gateways)
		place(gateway, 'gateway', (config) => {
			if (config.Gateway !== undefined)
				throw new Failure(`cannot configure multiple gateways (${gateway}, ${config.Gateway}) for the same subnet (${config.Subnet})`);
			config.Gateway = gateway;
		});
	for (const [key, address] of Object.entries(flags.map('aux-address')))
		place(address, 'aux-address', (config) => void (config.AuxiliaryAddresses[key] = address));
	return { Driver: flags.text('ipam-driver'), Options: flags.map('ipam-opt'), Config: [...plan.values()] };
}

const create: Command = {
	name: 'create',
	use: 'create [OPTIONS] NETWORK',
	short: 'Create a network',
	args: exact(1),
	flags: [
		f('bool', 'attachable', '', 'Enable manual container attachment', { version: '1.25' }),
		f('map', 'aux-address', '', 'Auxiliary IPv4 or IPv6 addresses used by Network driver'),
		f('string', 'config-from', '', 'The network from which to copy the configuration', { version: '1.30' }),
		f('bool', 'config-only', '', 'Create a configuration only network', { version: '1.30' }),
		f('string', 'driver', 'd', 'Driver to manage the Network', { def: 'bridge' }),
		f('stringSlice', 'gateway', '', 'IPv4 or IPv6 Gateway for the master subnet'),
		f('bool', 'ingress', '', 'Create swarm routing-mesh network', { version: '1.29' }),
		f('bool', 'internal', '', 'Restrict external access to the network'),
		f('stringSlice', 'ip-range', '', 'Allocate container ip from a sub-range'),
		f('string', 'ipam-driver', '', 'IP Address Management Driver', { def: 'default' }),
		f('map', 'ipam-opt', '', 'Set IPAM driver specific options'),
		f('bool', 'ipv4', '', 'Enable or disable IPv4 address assignment', { def: 'true' }),
		f('bool', 'ipv6', '', 'Enable or disable IPv6 address assignment'),
		f('list', 'label', '', 'Set metadata on a network', { check: validateLabel }),
		f('map', 'opt', 'o', 'Set driver specific options'),
		f('string', 'scope', '', "Control the network's scope", { version: '1.30' }),
		f('stringSlice', 'subnet', '', 'Subnet in CIDR format that represents a network segment')
	],
	*run(cli, flags, args) {
		const body = {
			Name: args[0],
			Driver: flags.text('driver'),
			Scope: flags.text('scope'),
			...(flags.changed('ipv4') ? { EnableIPv4: flags.bool('ipv4') } : {}),
			...(flags.changed('ipv6') ? { EnableIPv6: flags.bool('ipv6') } : {}),
			IPAM: ipam(flags),
			Internal: flags.bool('internal'),
			Attachable: flags.bool('attachable'),
			Ingress: flags.bool('ingress'),
			ConfigOnly: flags.bool('config-only'),
			ConfigFrom: flags.text('config-from') === '' ? null : { Network: flags.text('config-from') },
			Options: flags.map('opt'),
			Labels: pairs(flags.list('label'))
		};
		const created = yield* json<{ Id: string; Warning?: string }>(cli, 'POST', '/networks/create', { body: { json: body } });
		if (created.Warning !== undefined && created.Warning !== '') yield* err(`WARNING: ${created.Warning}\n`);
		yield* out(`${created.Id}\n`);
		return 0;
	}
};
export default create;
