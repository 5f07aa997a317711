// How machines hang on the simulated internet: one flat segment where every host and every home router is a neighbour, so the routes
// are a default route on the link. Answers netlink operations as data; the world applies them to kernels.

/** The segment's name. */
export const internet = 'internet';

/** An operation for kernel/net's configureNet, by shape. */
export type SetUp =
	| { op: 'link.set'; name: string; up: true }
	| { op: 'link.add'; name: string; kind: 'phys'; link: string }
	| { op: 'address.add'; dev: string; address: string }
	| { op: 'route.add'; route: { to: string; via?: string; dev: string; proto?: 'static' } }
	| { op: 'forward'; on: true }
	| { op: 'rule.add'; table: 'nat'; chain: 'POSTROUTING'; rule: { out: string; source: string; target: 'MASQUERADE' } };

const loopback: SetUp = { op: 'link.set', name: 'lo', up: true };
const card = (name: string, link: string, address: string): SetUp[] => [
	{ op: 'link.add', name, kind: 'phys', link },
	{ op: 'link.set', name, up: true },
	{ op: 'address.add', dev: name, address }
];

/** A host of the internet with a public address. */
export const internetHostSetUp = (address: string): SetUp[] => [
	loopback,
	...card('eth0', internet, `${address}/32`),
	{ op: 'route.add', route: { to: 'default', dev: 'eth0' } }
];

/** The router of a private network: masquerades it behind one public address. `inside` is its own address there, e.g. "192.168.49.1/24". */
export const routerSetUp = (segment: string, inside: string, network: string, address: string): SetUp[] => [
	loopback,
	...card('lan0', segment, inside),
	...card('wan0', internet, `${address}/32`),
	{ op: 'route.add', route: { to: 'default', dev: 'wan0' } },
	{ op: 'forward', on: true },
	{ op: 'rule.add', table: 'nat', chain: 'POSTROUTING', rule: { out: 'wan0', source: network, target: 'MASQUERADE' } }
];
