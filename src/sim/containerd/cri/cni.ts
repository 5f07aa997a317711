// The Container Network Interface: the first configuration in /etc/cni/net.d, its plug-ins run one after another from /opt/cni/bin with
// the pod's namespace in the environment, as libcni does. What a network is, is the plug-ins' business. Leaves out CHECK, GC and result caching.
import { act, Errno, type Sys } from '../../engine/index.ts';
import { close, exists, pipe, readAll, readdir, readText, spawn, stat, wait, write } from '../../kernel/index.ts';
import { encodeJson, JsonSyntaxError, parseJson, text } from '../../values/index.ts';
import type { DaemonMemory } from '../daemon/memory.ts';
import { RpcError } from '../rpc.ts';

const confDir = '/etc/cni/net.d';
const binDir = '/opt/cni/bin';

export interface PluginConf {
	readonly type: string;
	readonly capabilities?: Readonly<Record<string, boolean>>;
	readonly [key: string]: unknown;
}
export interface NetworkConf {
	readonly name: string;
	readonly cniVersion: string;
	readonly plugins: readonly PluginConf[];
}
export interface CniResult {
	readonly cniVersion?: string;
	readonly interfaces?: readonly unknown[];
	readonly ips?: readonly { readonly address: string; readonly gateway?: string }[];
}
interface CniError {
	readonly code?: number;
	readonly msg?: string;
	readonly details?: string;
}

/** The configuration as it was read, and of what: the folder and the files that were looked at. The real one is told of changes by inotify. */
export interface KnownNetwork {
	readonly versions: readonly (readonly [path: string, version: string])[];
	readonly conf: NetworkConf;
}
function* versionOf(path: string): Sys<readonly [string, string]> {
	const { ino, size, mtime } = yield* stat(path);
	return [path, `${ino} ${size} ${mtime}`];
}
function* holds({ versions }: KnownNetwork): Sys<boolean> {
	try {
		for (const [path, version] of versions) if ((yield* versionOf(path))[1] !== version) return false;
		return true;
	} catch (e) {
		if (e instanceof Errno) return false;
		throw e;
	}
}

/** The configuration in use: the first file by name; undefined when there is none (or none that can be read). */
export function* networkConf(): Sys<NetworkConf | undefined> {
	const known = yield* act((m: DaemonMemory) => m.cri.network);
	if (known && (yield* holds(known))) return known.conf;
	const found = yield* readNetwork();
	yield* act((m: DaemonMemory) => void (m.cri.network = found));
	return found?.conf;
}
function* readNetwork(): Sys<KnownNetwork | undefined> {
	const versions: (readonly [string, string])[] = [];
	let names: string[];
	try {
		versions.push(yield* versionOf(confDir));
		names = (yield* readdir(confDir)).map((e) => e.name).filter((n) => /\.(conflist|conf|json)$/.test(n));
	} catch (e) {
		if (e instanceof Errno) return undefined;
		throw e;
	}
	for (const name of names) {
		try {
			versions.push(yield* versionOf(`${confDir}/${name}`));
			const conf = parseJson(yield* readText(`${confDir}/${name}`)) as NetworkConf & PluginConf;
			if (name.endsWith('.conflist')) return { versions, conf };
			return { versions, conf: { name: conf.name, cniVersion: conf.cniVersion, plugins: [conf] } };
		} catch (e) {
			if (!(e instanceof JsonSyntaxError) && !(e instanceof Errno)) throw e;
		}
	}
	return undefined;
}

export interface PodNetwork {
	readonly id: string;
	readonly netns: string;
	/** K8S_POD_NAMESPACE=…;K8S_POD_NAME=… */
	readonly args: string;
	readonly portMappings: readonly { readonly hostPort: number; readonly containerPort: number; readonly protocol: string; readonly hostIP: string }[];
}

function* runPlugin(
	command: 'ADD' | 'DEL',
	net: NetworkConf,
	plugin: PluginConf,
	pod: PodNetwork,
	previous: CniResult | undefined
): Sys<CniResult | undefined> {
	const path = `${binDir}/${plugin.type}`;
	const failed = (why: string): RpcError => new RpcError('Unknown', `plugin type="${plugin.type}" failed (${command.toLowerCase()}): ${why}`);
	if (!(yield* exists(path))) throw failed(`failed to find plugin "${plugin.type}" in path [${binDir}]`);
	const runtimeConfig = plugin.capabilities?.['portMappings'] && pod.portMappings.length > 0 ? { portMappings: pod.portMappings } : undefined;
	const conf = { ...plugin, name: net.name, cniVersion: net.cniVersion, ...(runtimeConfig && { runtimeConfig }), ...(previous && { prevResult: previous }) };
	const input = yield* pipe();
	const output = yield* pipe();
	const pid = yield* spawn({
		path,
		argv: [path],
		fds: { 0: input.read, 1: output.write, 2: output.write },
		env: {
			CNI_COMMAND: command,
			CNI_CONTAINERID: pod.id,
			CNI_NETNS: pod.netns,
			CNI_IFNAME: 'eth0',
			CNI_ARGS: pod.args,
			CNI_PATH: binDir,
			PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
		}
	});
	yield* close(input.read);
	yield* close(output.write);
	yield* write(input.write, encodeJson(conf));
	yield* close(input.write);
	const said = text(yield* readAll(output.read));
	yield* close(output.read);
	const status = yield* wait(pid);
	let value: unknown;
	try {
		value = said.trim() === '' ? undefined : parseJson(said);
	} catch (e) {
		if (!(e instanceof JsonSyntaxError)) throw e;
	}
	if (status && 'exited' in status && status.exited === 0) return value as CniResult | undefined;
	const { msg, details } = (value ?? {}) as CniError;
	throw failed(
		msg === undefined
			? `netplugin failed with no error message: exit status ${status && 'exited' in status ? status.exited : 255}`
			: details
				? `${msg}; ${details}`
				: msg
	);
}

/** Sets a pod's network up: answers its addresses. RpcError with libcni's text. */
export function* addNetwork(pod: PodNetwork): Sys<readonly string[]> {
	const net = yield* networkConf();
	if (!net) throw new RpcError('Unknown', 'cni plugin not initialized');
	let result: CniResult | undefined;
	for (const plugin of net.plugins) result = (yield* runPlugin('ADD', net, plugin, pod, result)) ?? result;
	return (result?.ips ?? []).map((ip) => ip.address.split('/')[0] ?? '');
}

/** Takes it down; plug-ins in reverse order. */
export function* removeNetwork(pod: PodNetwork): Sys<void> {
	const net = yield* networkConf();
	for (const plugin of [...(net?.plugins ?? [])].reverse()) if (net) yield* runPlugin('DEL', net, plugin, pod, undefined);
}
