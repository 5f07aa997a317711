// dockerd's configuration: /etc/docker/daemon.json and the flags, checked as the real daemon checks them when it starts.
// Leaves out directives that change nothing here (they are accepted). Invariant: a directive nobody knows stops the start.
import { compareBytes } from '../values/index.ts';
import { bool, field, isObject, list, num, object, str, stringMap, strings } from './decode.ts';
import type { Labels, Ulimit } from './api-types.ts';

export interface AddressPool {
	readonly base: string;
	readonly size: number;
}
export interface DaemonConfig {
	readonly hosts: readonly string[];
	readonly dataRoot: string;
	readonly execRoot: string;
	readonly containerd: string;
	readonly debug: boolean;
	readonly experimental: boolean;
	readonly liveRestore: boolean;
	readonly logDriver: string;
	readonly logOpts: Labels;
	readonly bip: string;
	readonly iptables: boolean;
	readonly userlandProxy: boolean;
	readonly proxyPath: string;
	readonly icc: boolean;
	readonly ip: string;
	readonly mtu: number;
	readonly dns: readonly string[];
	readonly dnsSearch: readonly string[];
	readonly dnsOptions: readonly string[];
	readonly addressPools: readonly AddressPool[];
	readonly insecureRegistries: readonly string[];
	readonly registryMirrors: readonly string[];
	readonly labels: readonly string[];
	readonly execOpts: readonly string[];
	readonly defaultRuntime: string;
	readonly runtimes: readonly string[];
	readonly defaultUlimits: readonly Ulimit[];
	readonly shmSize: number;
	readonly shutdownTimeout: number;
	readonly init: boolean;
	readonly noNewPrivileges: boolean;
	readonly maxConcurrentDownloads: number;
	readonly cgroupnsMode: string;
	readonly cgroupParent: string;
	/** tls or tlsverify was said to be off, so no TLS is meant. */
	readonly tlsChosen: boolean;
}

/** The directives dockerd knows. */
const directives = new Set(
	(
		'allow-direct-routing allow-nondistributable-artifacts api-cors-header authorization-plugins bip bip6 bridge bridge-accept-fwmark builder cdi-spec-dirs cgroup-parent config-file ' +
		'containerd containerd-namespace containerd-plugins-namespace cpu-rt-period cpu-rt-runtime cri-containerd data-root debug default-address-pools default-cgroupns-mode default-gateway ' +
		'default-gateway-v6 default-ipc-mode default-network-opts default-runtime default-shm-size default-ulimits dns dns-opts dns-search exec-opts exec-root experimental features ' +
		'fixed-cidr fixed-cidr-v6 group host-gateway-ip host-gateway-ips hosts http-proxy https-proxy icc init init-path insecure-registries ip ip-forward ip-forward-no-drop ip-masq ip6tables iptables ' +
		'ipv6 labels live-restore log-driver log-format log-level log-opts max-concurrent-downloads max-concurrent-uploads max-download-attempts metrics-addr mtu ' +
		'network-control-plane-mtu no-new-privileges no-proxy node-generic-resources oom-score-adjust pidfile proxies raw-logs registry-mirrors rootless runtimes seccomp-profile ' +
		'selinux-enabled shutdown-timeout storage-driver storage-opts swarm-default-advertise-addr tls tlscacert tlscert tlskey tlsverify userland-proxy userland-proxy-path userns-remap validate'
	).split(' ')
);

/** Docker's default pools: 172.17 to 172.31 /16, then 192.168.0.0/16 in /20s. */
const defaultPools: readonly AddressPool[] = [
	{ base: '172.17.0.0/16', size: 16 },
	{ base: '172.18.0.0/16', size: 16 },
	{ base: '172.19.0.0/16', size: 16 },
	{ base: '172.20.0.0/14', size: 16 },
	{ base: '172.24.0.0/14', size: 16 },
	{ base: '172.28.0.0/14', size: 16 },
	{ base: '192.168.0.0/16', size: 20 }
];

export const defaultConfig: DaemonConfig = {
	hosts: [],
	dataRoot: '/var/lib/docker',
	execRoot: '/var/run/docker',
	containerd: '/run/containerd/containerd.sock',
	debug: false,
	experimental: false,
	liveRestore: false,
	logDriver: 'json-file',
	logOpts: {},
	bip: '',
	iptables: true,
	userlandProxy: true,
	proxyPath: '/usr/bin/docker-proxy',
	icc: true,
	ip: '',
	mtu: 1500,
	dns: [],
	dnsSearch: [],
	dnsOptions: [],
	addressPools: defaultPools,
	insecureRegistries: [],
	registryMirrors: [],
	labels: [],
	execOpts: [],
	defaultRuntime: 'runc',
	runtimes: ['io.containerd.runc.v2', 'runc'],
	defaultUlimits: [],
	shmSize: 67_108_864,
	shutdownTimeout: 15,
	init: false,
	noNewPrivileges: false,
	maxConcurrentDownloads: 3,
	cgroupnsMode: 'private',
	cgroupParent: '',
	tlsChosen: false
};

const flagNames: Readonly<Record<string, string>> = {
	H: 'hosts',
	host: 'hosts',
	D: 'debug',
	label: 'labels',
	dns: 'dns',
	'dns-opt': 'dns-opts',
	'insecure-registry': 'insecure-registries',
	'registry-mirror': 'registry-mirrors',
	'exec-opt': 'exec-opts',
	'log-opt': 'log-opts',
	'default-address-pool': 'default-address-pools'
};
const lists = new Set(['hosts', 'labels', 'dns', 'dns-opts', 'dns-search', 'insecure-registries', 'registry-mirrors', 'exec-opts']);
const switches = new Set([
	'debug',
	'experimental',
	'live-restore',
	'iptables',
	'userland-proxy',
	'icc',
	'init',
	'no-new-privileges',
	'validate',
	'ip-forward',
	'ip-masq',
	'ipv6',
	'tls',
	'tlsverify'
]);

/** Reads the command line into directives; a text is an error for stderr. */
export function parseFlags(argv: readonly string[]): { directives: Record<string, unknown>; configFile: string; configFileGiven: boolean } | string {
	const out: Record<string, unknown> = {};
	let configFile = '/etc/docker/daemon.json';
	let configFileGiven = false;
	for (let i = 1; i < argv.length; i++) {
		const arg = argv[i] ?? '';
		const match = /^--?([A-Za-z0-9-]+)(?:=(.*))?$/s.exec(arg);
		if (!match) return `unknown command or argument: ${arg}`;
		const given = match[1] ?? '';
		const name = flagNames[given] ?? given;
		if (!directives.has(name)) return arg.startsWith('--') ? `unknown flag: --${given}` : `unknown shorthand flag: '${given.charAt(0)}' in ${arg}`;
		let value = match[2];
		if (switches.has(name)) {
			out[name] = value === undefined || value === 'true';
			continue;
		}
		if (value === undefined) {
			value = argv[++i];
			if (value === undefined) return `flag needs an argument: ${arg}`;
		}
		if (name === 'config-file') {
			configFile = value;
			configFileGiven = true;
		} else if (name === 'log-opts') {
			const at = value.indexOf('=');
			out[name] = { ...object(out[name]), [value.slice(0, at)]: value.slice(at + 1) };
		} else if (lists.has(name)) out[name] = [...(strings(out, name) ?? []), value];
		else out[name] = /^\d+$/.test(value) ? Number(value) : value;
	}
	return { directives: out, configFile, configFileGiven };
}

/** Puts file and flags together; a text is the error that stops the start. */
export function mergeConfig(file: unknown, flags: Readonly<Record<string, unknown>>, path: string): DaemonConfig | string {
	const failed = (why: string): string => `unable to configure the Docker daemon with file ${path}: ${why}`;
	if (file !== undefined && !isObject(file)) return failed('json: cannot unmarshal into Go value of type map[string]interface {}');
	const given = object(file);
	const unknown = Object.keys(given).filter((key) => !directives.has(key));
	if (unknown.length > 0) return failed(`the following directives don't match any configuration option: ${unknown.sort(compareBytes).join(', ')}`);
	const both = Object.keys(given).filter((key) => Object.hasOwn(flags, key) && !['insecure-registries', 'registry-mirrors', 'labels', 'dns'].includes(key));
	if (both.length > 0) {
		const show = (value: unknown): string => (Array.isArray(value) ? `[${value.join(' ')}]` : String(value));
		return failed(
			`the following directives are specified both as a flag and in the configuration file: ${both.map((key) => `${key}: (from flag: ${show(flags[key])}, from file: ${show(given[key])})`).join(', ')}`
		);
	}
	return toConfig({ ...given, ...flags });
}

function toConfig(all: Readonly<Record<string, unknown>>): DaemonConfig | string {
	const d = defaultConfig;
	const text = (name: string, fallback: string): string => str(all, name) || fallback;
	const flag = (name: string, fallback: boolean): boolean => (field(all, name) === undefined ? fallback : bool(all, name));
	const pools = list(all, 'default-address-pools');
	const ulimits = object(field(all, 'default-ulimits'));
	const hosts = strings(all, 'hosts') ?? [];
	for (const host of hosts) if (!/^(unix|tcp|fd|npipe):\/\//.test(host)) return `invalid bind address format: ${host}`;
	const logDriver = text('log-driver', d.logDriver);
	return {
		...d,
		hosts,
		dataRoot: text('data-root', d.dataRoot),
		execRoot: text('exec-root', d.execRoot),
		containerd: text('containerd', d.containerd),
		debug: bool(all, 'debug'),
		experimental: bool(all, 'experimental'),
		liveRestore: bool(all, 'live-restore'),
		logDriver,
		logOpts: stringMap(all, 'log-opts') ?? {},
		bip: str(all, 'bip'),
		iptables: flag('iptables', true),
		userlandProxy: flag('userland-proxy', true),
		proxyPath: text('userland-proxy-path', d.proxyPath),
		icc: flag('icc', true),
		ip: str(all, 'ip'),
		mtu: num(all, 'mtu') || d.mtu,
		dns: strings(all, 'dns') ?? [],
		dnsSearch: strings(all, 'dns-search') ?? [],
		dnsOptions: strings(all, 'dns-opts') ?? [],
		addressPools: pools === null ? d.addressPools : pools.map((pool) => ({ base: str(object(pool), 'base'), size: num(object(pool), 'size') })),
		insecureRegistries: strings(all, 'insecure-registries') ?? [],
		registryMirrors: strings(all, 'registry-mirrors') ?? [],
		labels: strings(all, 'labels') ?? [],
		execOpts: strings(all, 'exec-opts') ?? [],
		defaultRuntime: text('default-runtime', d.defaultRuntime),
		runtimes: [...d.runtimes, ...Object.keys(object(field(all, 'runtimes')))],
		defaultUlimits: Object.values(ulimits).map((value) => ({
			Name: str(object(value), 'Name'),
			Hard: num(object(value), 'Hard'),
			Soft: num(object(value), 'Soft')
		})),
		shutdownTimeout: num(all, 'shutdown-timeout') || d.shutdownTimeout,
		init: bool(all, 'init'),
		noNewPrivileges: bool(all, 'no-new-privileges'),
		maxConcurrentDownloads: num(all, 'max-concurrent-downloads') || d.maxConcurrentDownloads,
		cgroupnsMode: text('default-cgroupns-mode', d.cgroupnsMode),
		cgroupParent: str(all, 'cgroup-parent'),
		tlsChosen: field(all, 'tls') !== undefined || field(all, 'tlsverify') !== undefined
	};
}
