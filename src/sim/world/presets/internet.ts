// The simulated internet as machines of a world: the gateway of the learner's network, and the servers it leads to.
import { internet, internetHostSetUp, routerSetUp } from '../../fabric/index.ts';
import { makeLayer } from '../../kernel/host.ts';
import type { SpawnOptions } from '../../kernel/index.ts';
import { internetMachines } from '../../programs/internet/zone.ts';
import type { HostSpec, SegmentSpec } from '../preset.ts';

const emptyDisk = makeLayer(
	[
		{ path: 'etc', type: 'dir' },
		{ path: 'tmp', type: 'dir' },
		{ path: 'proc', type: 'dir' },
		{ path: 'sys', type: 'dir' },
		{ path: 'dev', type: 'dir' },
		{ path: 'run', type: 'dir' },
		{ path: 'var', type: 'dir' },
		{ path: 'var/lib', type: 'dir' },
		{ path: 'var/log', type: 'dir' }
	],
	0
);

const machine = (name: string, init: SpawnOptions, network: HostSpec['network']): HostSpec => ({
	name,
	cores: 8,
	memoryBytes: 32 * 1024 ** 3,
	diskBytes: 1024 ** 4,
	layer: emptyDisk,
	init,
	network,
	login: { env: {}, cwd: '/' },
	hidden: true
});

const server = (name: keyof typeof internetMachines, program: string, argv: readonly string[] = []): HostSpec =>
	machine(name, { program, argv: [program, ...argv] }, internetHostSetUp(internetMachines[name].address));

export const internetSegments: readonly SegmentSpec[] = [{ name: internet, latency: 7000, perMiB: 9000 }];

/** The gateway of a private network, with the resolver at `resolverAddress`, and the internet's servers but for the `absent`, whose names nobody knows. */
export function internetHosts(segment: string, gateway: string, network: string, resolverAddress?: string, absent: readonly string[] = []): HostSpec[] {
	const setUp = [
		...routerSetUp(segment, gateway, network, '198.51.100.7'),
		...(resolverAddress ? [{ op: 'address.add' as const, dev: 'lan0', address: resolverAddress }] : [])
	];
	return [
		machine('gateway', { program: 'resolver', argv: ['resolver', ...absent] }, setUp),
		...servers.filter((row) => !absent.includes(row.name)).map((row) => server(row.name, row.program, row.argv))
	];
}

/** Which program serves on which machine. */
const servers: readonly { name: keyof typeof internetMachines; program: string; argv?: readonly string[] }[] = [
	{ name: 'hub', program: 'docker-hub' },
	{ name: 'registryExample', program: 'registry-example' },
	{ name: 'kubernetesRegistry', program: 'public-registry' },
	{ name: 'mirrors', program: 'package-mirror' }
];
