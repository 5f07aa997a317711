import { expect, test } from 'vitest';
import { utf8 } from '../values/index.ts';
import { mergeConfig, parseFlags } from './config.ts';
import { detachBytes } from './containers/attach.ts';
import { restartDelay } from './containers/monitor.ts';
import { mergeEnv } from './containers/spec.ts';
import { parsePs } from './containers/top.ts';
import { decodeConfig, decodeHostConfig } from './decode-config.ts';
import { matchesLabels, parseFilters, prunable } from './filters.ts';
import { chainIds } from './images/store.ts';
import { endpointsOf } from './images/registry.ts';
import { bar, parsePlatform } from './images/pull.ts';
import { globMatches } from './images/read.ts';
import { validMode, cleanPath } from './mount-parser.ts';
import { freeAddress, freeSubnet, parseCidr, parseIp, ipText } from './networks/address.ts';
import { addEndpoint, endpointsOf as joinedBy, nextAddress, removeEndpoint } from './networks/joined.ts';
import { resolvText } from './networks/host-files.ts';
import { route, routes } from './routes.ts';
import { signalNumber } from './signals.ts';
import { decodeTar, encodeTar, type TarEntry } from './tar.ts';
import { parseQuery } from './http.ts';
import { effectiveCapabilities } from './capabilities.ts';
import type { Container, Network } from './state.ts';

test('the route table finds handlers through names with slashes, and nothing else', () => {
	expect(route('GET', '/images/localhost:5000/team/app:1/json')?.vars).toEqual(['localhost:5000/team/app:1']);
	expect(route('GET', '/containers/json')?.vars).toEqual([]);
	expect(route('POST', '/builds')).toBeUndefined();
	expect(route('PATCH', '/containers/json')).toBeUndefined();
	expect(new Set(routes.map(({ method, path }) => method + path)).size).toBe(routes.length);
});

test('a query is read as Go reads it', () => {
	const { query, lists } = parseQuery('filters=%7B%22a%22%3A1%7D&names=x&names=y+z&flag');
	expect(query.get('filters')).toBe('{"a":1}');
	expect(lists.get('names')).toEqual(['x', 'y z']);
	expect(query.get('flag')).toBe('');
});

test('filters take both encodings and match labels and prune rules', () => {
	expect(parseFilters('{"status":{"exited":true}}').get('status')).toEqual(['exited']);
	expect(parseFilters('{"status":["exited"]}').get('status')).toEqual(['exited']);
	const filters = parseFilters('{"label":{"a=1":true}}');
	expect(matchesLabels(filters, 'label', { a: '1' })).toBe(true);
	expect(matchesLabels(filters, 'label', null)).toBe(false);
	expect(prunable(parseFilters('{"label!":{"keep":true}}'), { keep: 'yes' })).toBe(false);
});

test('configs decode with the zero values and order of the API', () => {
	const config = decodeConfig({ image: 'x', Cmd: 'one', ExposedPorts: { '80/tcp': {}, '443/tcp': {} } });
	expect(config.Image).toBe('x');
	expect(config.Cmd).toEqual(['one']);
	expect(Object.keys(config.ExposedPorts ?? {})).toEqual(['443/tcp', '80/tcp']);
	expect(Object.keys(decodeHostConfig({})).slice(0, 8)).toEqual([
		'Binds',
		'ContainerIDFile',
		'LogConfig',
		'NetworkMode',
		'PortBindings',
		'RestartPolicy',
		'AutoRemove',
		'VolumeDriver'
	]);
});

test('the daemon refuses directives it does not know, and ones given twice', () => {
	expect(mergeConfig({ nosuch: 1 }, {}, '/etc/docker/daemon.json')).toBe(
		"unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives don't match any configuration option: nosuch"
	);
	expect(mergeConfig({ hosts: ['tcp://0.0.0.0:2375'] }, { hosts: ['fd://'] }, '/etc/docker/daemon.json')).toBe(
		'unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: [tcp://0.0.0.0:2375])'
	);
	expect(parseFlags(['dockerd', '--nosuch'])).toBe('unknown flag: --nosuch');
});

test('archives come back as they went, long names and links too', () => {
	const long = 'a'.repeat(60) + '/' + 'b'.repeat(80);
	const common = { mode: 0o644, uid: 1, gid: 2, mtime: 5_000_000 };
	const entries: TarEntry[] = [
		{ ...common, path: 'dir', type: 'dir', mode: 0o755 },
		{ ...common, path: long, type: 'file', data: utf8('hello') },
		{ ...common, path: 'dir/link', type: 'symlink', target: '../x' }
	];
	expect(decodeTar(encodeTar(entries))).toEqual(entries);
});

test('a restart policy backs off from 100 ms, doubling, to a minute', () => {
	const container = { hostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } } } as Container;
	const state = { restartCanceled: false, restartTries: 0, restartTimeout: 0 };
	expect(restartDelay(container, state, 1, false, 1000)).toBe(100_000);
	expect(restartDelay(container, { ...state, restartTries: 1, restartTimeout: 100_000 }, 1, false, 1000)).toBe(200_000);
	expect(restartDelay(container, { ...state, restartTries: 2 }, 1, false, 1000)).toBeUndefined();
	expect(restartDelay(container, state, 0, false, 1000)).toBeUndefined();
	expect(restartDelay(container, { ...state, restartCanceled: true }, 1, false, 1000)).toBeUndefined();
	expect(
		restartDelay(
			{ hostConfig: { RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } } } as Container,
			{ ...state, restartTimeout: 50_000_000 },
			0,
			true,
			1000
		)
	).toBe(60_000_000);
});

test('mount modes take one word of each kind', () => {
	expect(['', 'ro', 'rw,z', 'ro,Z,rslave,nocopy,cached'].every(validMode)).toBe(true);
	expect(['badmode', 'ro,rw', 'z,Z'].some(validMode)).toBe(false);
	expect(cleanPath('/a/./b/../c/')).toBe('/a/c');
});

test('addresses are given out lowest first, subnets where nothing overlaps', () => {
	const subnet = parseCidr('10.1.0.0/30');
	const first = parseIp('10.1.0.1') ?? 0;
	expect(subnet && ipText(freeAddress(subnet, subnet, new Set([first])) ?? 0)).toBe('10.1.0.2');
	expect(subnet && freeAddress(subnet, subnet, new Set([first, first + 1]))).toBeUndefined();
	const taken = [parseCidr('172.17.0.0/16'), parseCidr('172.18.3.0/24')].flatMap((cidr) => cidr ?? []);
	expect(freeSubnet([{ base: '172.17.0.0/12', size: 16 }], taken)).toMatchObject({ bits: 16 });
	expect(parseCidr('10.300.0.0/24')).toBeUndefined();
});

test('an address that is given back is the next to be given out, and only who joined is on a network', () => {
	const pool = { subnet: '10.1.0.0/29', gateway: '10.1.0.1', ipRange: '', auxAddresses: { kept: '10.1.0.3' }, given: true, givenGateway: true };
	const base = { name: 'n', driver: 'bridge', created: 0, enableIPv4: true, enableIPv6: false, internal: false, attachable: false } as const;
	const rest = { options: {}, labels: {}, ipamDriver: 'default', ipamOptions: null, bridge: 'br0', lastAddress: 0 };
	const old = { id: 'e0', containerId: 'c0', name: '', prefix: 29, mac: '', dnsNames: [], veth: '', ifname: '', ports: [], gateway: false };
	const m: Parameters<typeof addEndpoint>[0] = {
		networks: new Map([['n', { id: 'n', ...base, ...rest, pools: [pool], endpoints: [{ ...old, ip: '10.1.0.2' }] }]])
	};
	const join = (number: number): string => {
		const ip = nextAddress(m, m.networks.get('n') as Network);
		addEndpoint(m, 'n', { ...old, id: `e${number}`, containerId: `c${number}`, ip: ipText(ip ?? 0) });
		return ipText(ip ?? 0);
	};
	expect([1, 2].map(join)).toEqual(['10.1.0.4', '10.1.0.5']);
	removeEndpoint(m, 'n', 'e0');
	removeEndpoint(m, 'n', 'e1');
	expect(joinedBy(m, 'c0')).toEqual([]);
	expect([3, 4, 5].map(join)).toEqual(['10.1.0.2', '10.1.0.4', '10.1.0.6']);
	expect(nextAddress(m, m.networks.get('n') as Network)).toBeUndefined();
	expect(['c2', 'c3', 'c5'].map((id) => joinedBy(m, id).map(({ endpoint }) => endpoint.ip))).toEqual([['10.1.0.5'], ['10.1.0.2'], ['10.1.0.6']]);
});

test('resolv.conf says where it comes from, in both forms', () => {
	const settings = { servers: ['127.0.0.53', '10.0.0.1'], search: ['example.com'], options: [], overrides: [] };
	expect(resolvText(settings, false)).toContain(
		"nameserver 10.0.0.1\nsearch example.com\n\n# Based on host file: '/etc/resolv.conf' (legacy)\n# Overrides: []\n"
	);
	expect(resolvText(settings, true)).toContain(
		"nameserver 127.0.0.11\nsearch example.com\noptions ndots:0\n\n# Based on host file: '/etc/resolv.conf' (internal resolver)\n# ExtServers: [host(127.0.0.53) host(10.0.0.1)]\n# Overrides: []\n# Option ndots from: internal\n"
	);
});

test('a registry on this machine is tried with https, then http', () => {
	expect(endpointsOf('localhost:5000', []).map(({ scheme, port }) => `${scheme}:${port}`)).toEqual(['https:5000', 'http:5000']);
	expect(endpointsOf('docker.io', [])).toEqual([{ scheme: 'https', host: 'registry-1.docker.io', port: 443, insecure: false }]);
	expect(parsePlatform('arm64')).toEqual({ os: 'linux', architecture: 'arm64' });
});

test('small rules hold: chains, bars, patterns, environments, signals, capabilities, detach keys, ps', () => {
	expect(chainIds(['sha256:a'])).toEqual(['sha256:a']);
	expect(chainIds(['sha256:a', 'sha256:b'])[1]).toMatch(/^sha256:[0-9a-f]{64}$/);
	expect(bar(1_000_000, 2_000_000)['progress']).toBe('[=========================>                         ]       1MB/2MB');
	expect([globMatches('ngi*', 'nginx'), globMatches('*', 'a/b'), globMatches('n?inx:1.*', 'nginx:1.27')]).toEqual([true, false, true]);
	expect(mergeEnv(['A=1', 'B=2'], ['B=3', 'A', 'C=4'])).toEqual(['B=3', 'C=4']);
	expect([signalNumber('SIGTERM'), signalNumber('9'), signalNumber('rtmin+3'), signalNumber('NOPE')]).toEqual([15, 9, 37, undefined]);
	expect(effectiveCapabilities(['CHOWN'], ['ALL'], false)).toEqual(['CAP_CHOWN']);
	expect(detachBytes('')).toEqual([16, 17]);
	expect(parsePs('PID CMD\n1 a b\n2 c\n', new Set([2]))).toEqual({ titles: ['PID', 'CMD'], rows: [['2', 'c']] });
	expect(parsePs('CMD\na\n', new Set())).toBe("Couldn't find PID field in ps output");
});
