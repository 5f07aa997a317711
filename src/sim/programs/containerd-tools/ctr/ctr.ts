// ctr: containerd's own client, unsupported and for debugging, as it says of itself. It shows what dockerd and the kubelet leave in containerd.
// Leaves out: run, content and leases beyond listing, shim, plugins.
import type { Sys } from '../../../engine/index.ts';
import { print, printError, type Context, type Program } from '../../../kernel/index.ts';
import { containerd, containerdNext, containerdStream, RpcError, type ContainerdMethod, type ContainerdMethods } from '../../../containerd/index.ts';
import { bytesSize, encodeJson, rfc3339nano, tabulate } from '../../../values/index.ts';
import { parse, type FlagSpec, type Parsed } from '../arguments.ts';

interface Call {
	readonly namespace: string;
	readonly socket: string;
	readonly args: Parsed;
}
type Run = (call: Call) => Sys<number>;
interface Command {
	readonly group: string;
	readonly names: readonly string[];
	readonly flags: readonly FlagSpec[];
	readonly run: Run;
}

const ask = <M extends ContainerdMethod>(call: Call, method: M, params: ContainerdMethods[M]['params']): Sys<ContainerdMethods[M]['result']> =>
	containerd(call.namespace, method, params, call.socket);
const table = (rows: readonly (readonly string[])[], minwidth: number, padding: number): string =>
	tabulate(rows.map((r) => r.join('\t') + '\t\n').join(''), { minwidth, tabwidth: 8, padding, padchar: ' ' });
const quiet: FlagSpec = { name: 'quiet', short: 'q' };
const word = (call: Call, what: string, at = 0): string => {
	const found = call.args.words[at];
	if (found === undefined) throw new RpcError('InvalidArgument', `${what} must be provided: invalid argument`);
	return found;
};
const labelText = (labels: Readonly<Record<string, string>>): string =>
	Object.entries(labels)
		.map(([k, v]) => `${k}=${v}`)
		.sort((a, b) => (a < b ? -1 : 1))
		.join(',') || '-';

function* listImages(call: Call): Sys<number> {
	const images = yield* ask(call, 'images.list', {});
	if (call.args.flags['quiet']) yield* print(images.map((i) => i.name + '\n').join(''));
	else {
		const content = yield* ask(call, 'content.list', {});
		const rows: string[][] = [];
		for (const image of images) {
			const manifest = JSON.parse((yield* ask(call, 'content.read', { digest: image.target.digest })).text) as {
				config?: { size: number };
				layers?: { size: number }[];
			};
			const size = (manifest.layers ?? []).reduce((sum, l) => sum + l.size, image.target.size + (manifest.config?.size ?? 0));
			rows.push([
				image.name,
				image.target.mediaType,
				image.target.digest,
				content.length > 0 ? bytesSize(size).replace(/([A-Z])/, ' $1') : '-',
				'linux/amd64',
				labelText(image.labels)
			]);
		}
		yield* print(table([['REF', 'TYPE', 'DIGEST', 'SIZE', 'PLATFORMS', 'LABELS'], ...rows], 1, 1));
	}
	return 0;
}
function* pull(call: Call): Sys<number> {
	const ref = word(call, 'please provide an image reference to pull');
	const fd = yield* containerdStream(call.namespace, 'images.pull', { ref, ...(call.args.flags['plain-http'] && { plainHttp: true }) }, call.socket);
	for (;;) {
		const step = yield* containerdNext<'images.pull'>(fd);
		if ('result' in step) break;
		if (step.event.status === 'resolved' || step.event.status === 'done' || step.event.status === 'exists')
			yield* print(`${step.event.status === 'resolved' ? ref : 'layer-' + (step.event.digest ?? '')}: ${step.event.status}\n`);
	}
	yield* print(`unpacking linux/amd64...\ndone\n`);
	return 0;
}
function* listContainers(call: Call): Sys<number> {
	const all = [...(yield* ask(call, 'containers.list', { filters: call.args.words }))].sort((a, b) => (a.id < b.id ? -1 : 1));
	yield* print(
		call.args.flags['quiet']
			? all.map((c) => c.id + '\n').join('')
			: table([['CONTAINER', 'IMAGE', 'RUNTIME'], ...all.map((c) => [c.id, c.image || '-', c.runtime.name])], 4, 4)
	);
	return 0;
}
function* infoContainer(call: Call): Sys<number> {
	const c = yield* ask(call, 'containers.get', { id: word(call, 'container id') });
	const shown = {
		ID: c.id,
		Labels: c.labels,
		Image: c.image,
		Runtime: { Name: c.runtime.name, Options: c.runtime.options ?? null },
		SnapshotKey: c.snapshotKey,
		Snapshotter: c.snapshotter,
		CreatedAt: rfc3339nano(c.createdAt),
		UpdatedAt: rfc3339nano(c.updatedAt),
		Extensions: c.extensions ?? {},
		Spec: c.spec
	};
	yield* print(encodeJson(shown, { indent: '    ' }) + '\n');
	return 0;
}
function* listTasks(call: Call): Sys<number> {
	const all = [...(yield* ask(call, 'tasks.list', {}))].sort((a, b) => (a.containerId < b.containerId ? -1 : 1));
	yield* print(
		call.args.flags['quiet']
			? all.map((t) => t.containerId + '\n').join('')
			: table([['TASK', 'PID', 'STATUS'], ...all.map((t) => [t.containerId, String(t.pid), t.status])], 4, 4)
	);
	return 0;
}
function* psTask(call: Call): Sys<number> {
	const pids = yield* ask(call, 'tasks.pids', { containerId: word(call, 'container id') });
	yield* print(tabulate('PID\tINFO\n' + pids.map((p) => `${p.pid}\t-\n`).join(''), { minwidth: 1, tabwidth: 8, padding: 4, padchar: ' ' }));
	return 0;
}
/** A command that does one thing and says nothing. */
const silently = (run: (call: Call) => Sys<unknown>): Run =>
	function* (call) {
		yield* run(call);
		return 0;
	};
/** …to each word, saying it. */
const each = (run: (call: Call, id: string) => Sys<unknown>): Run =>
	function* (call) {
		word(call, 'id');
		for (const id of call.args.words) {
			yield* run(call, id);
			yield* print(id + '\n');
		}
		return 0;
	};

const snake = (value: unknown): unknown =>
	typeof value === 'object' && value !== null
		? Object.fromEntries(Object.entries(value).map(([k, v]) => [k.replace(/[A-Z]/g, (c) => '_' + c.toLowerCase()), v]))
		: value;
function* events(call: Call): Sys<number> {
	const fd = yield* containerdStream(call.namespace, 'events.subscribe', {}, call.socket);
	for (;;) {
		const step = yield* containerdNext<'events.subscribe'>(fd);
		if ('result' in step) return 0;
		if (step.event.topic === '/ready') continue;
		const { timestamp, namespace, topic, event } = step.event;
		yield* print(`${rfc3339nano(timestamp).replace('T', ' ').replace('Z', ' +0000 UTC')} ${namespace} ${topic} ${encodeJson(snake(event))}\n`);
	}
}
function* version(call: Call): Sys<number> {
	const server = yield* ask(call, 'version', {});
	yield* print(
		`Client:\n  Version:  ${server.version}\n  Revision: ${server.revision}\n  Go version: go1.25.4\n\nServer:\n  Version:  ${server.version}\n  Revision: ${server.revision}\n`
	);
	return 0;
}

const commands: readonly Command[] = [
	{ group: '', names: ['version'], flags: [], run: version },
	{ group: '', names: ['events', 'event'], flags: [], run: events },
	{
		group: 'namespaces namespace ns',
		names: ['list', 'ls'],
		flags: [quiet],
		*run(call) {
			const all = yield* ask(call, 'namespaces.list', {});
			yield* print(
				call.args.flags['quiet']
					? all.map((n) => n.name + '\n').join('')
					: table([['NAME', 'LABELS'], ...all.map((n) => [n.name, Object.keys(n.labels).length ? labelText(n.labels) : ''])], 1, 1)
			);
			return 0;
		}
	},
	{
		group: 'namespaces namespace ns',
		names: ['create', 'c'],
		flags: [],
		run: silently((call) => ask(call, 'namespaces.create', { name: word(call, 'namespace') }))
	},
	{ group: 'namespaces namespace ns', names: ['remove', 'rm'], flags: [], run: each((call, name) => ask(call, 'namespaces.delete', { name })) },
	{ group: 'images image i', names: ['list', 'ls'], flags: [quiet], run: listImages },
	{
		group: 'images image i',
		names: ['pull'],
		flags: [{ name: 'plain-http' }, { name: 'all-platforms' }, { name: 'platform', value: true }, { name: 'user', short: 'u', value: true }],
		run: pull
	},
	{
		group: 'images image i',
		names: ['delete', 'del', 'remove', 'rm'],
		flags: [{ name: 'sync' }],
		run: each((call, name) => ask(call, 'images.delete', { name }))
	},
	{
		group: 'images image i',
		names: ['tag'],
		flags: [{ name: 'force' }],
		*run(call) {
			const image = yield* ask(call, 'images.get', { name: word(call, 'image') });
			const to = word(call, 'target', 1);
			yield* ask(call, 'images.create', { name: to, target: image.target });
			yield* print(to + '\n');
			return 0;
		}
	},
	{ group: 'containers container c', names: ['list', 'ls'], flags: [quiet], run: listContainers },
	{ group: 'containers container c', names: ['info'], flags: [{ name: 'spec' }], run: infoContainer },
	{
		group: 'containers container c',
		names: ['delete', 'del', 'remove', 'rm'],
		flags: [{ name: 'keep-snapshot' }],
		run: silently((call) => ask(call, 'containers.delete', { id: word(call, 'container id') }))
	},
	{ group: 'tasks task t', names: ['list', 'ls'], flags: [quiet], run: listTasks },
	{ group: 'tasks task t', names: ['ps'], flags: [], run: psTask },
	{
		group: 'tasks task t',
		names: ['kill'],
		flags: [
			{ name: 'signal', short: 's', value: true },
			{ name: 'all', short: 'a' },
			{ name: 'exec-id', value: true }
		],
		run: silently((call) =>
			ask(call, 'tasks.kill', {
				containerId: word(call, 'container id'),
				signal: (call.args.flags['signal'] ?? 'TERM') as 'TERM',
				...(call.args.flags['all'] && { all: true })
			})
		)
	},
	{
		group: 'tasks task t',
		names: ['delete', 'del', 'remove', 'rm'],
		flags: [{ name: 'force', short: 'f' }],
		run: silently((call) => ask(call, 'tasks.delete', { containerId: word(call, 'container id'), ...(call.args.flags['force'] && { force: true }) }))
	},
	{ group: 'tasks task t', names: ['pause'], flags: [], run: silently((call) => ask(call, 'tasks.pause', { containerId: word(call, 'container id') })) },
	{ group: 'tasks task t', names: ['resume'], flags: [], run: silently((call) => ask(call, 'tasks.resume', { containerId: word(call, 'container id') })) },
	{ group: 'tasks task t', names: ['start'], flags: [], run: silently((call) => ask(call, 'tasks.start', { containerId: word(call, 'container id') })) },
	{
		group: 'tasks task t',
		names: ['metrics', 'metric'],
		flags: [],
		*run(call) {
			const m = yield* ask(call, 'tasks.metrics', { containerId: word(call, 'container id') });
			yield* print(
				table(
					[
						['METRIC', 'VALUE'],
						['pids.current', String(m.pidsCurrent)],
						['pids.limit', String(m.pidsMax ?? 0)],
						['cpu.usage_usec', String(m.cpuUsage)],
						['memory.usage', String(m.memoryCurrent)],
						['memory.usage_limit', String(m.memoryMax ?? 0)]
					],
					1,
					1
				)
			);
			return 0;
		}
	},
	{
		group: 'snapshots snapshot',
		names: ['list', 'ls'],
		flags: [],
		*run(call) {
			const all = yield* ask(call, 'snapshots.list', {});
			yield* print(table([['KEY', 'PARENT', 'KIND'], ...all.map((s) => [s.name, s.parent, s.kind])], 1, 1));
			return 0;
		}
	},
	{
		group: 'content',
		names: ['list', 'ls'],
		flags: [quiet],
		*run(call) {
			const all = yield* ask(call, 'content.list', {});
			yield* print(
				call.args.flags['quiet']
					? all.map((c) => c.digest + '\n').join('')
					: table([['DIGEST', 'SIZE', 'AGE', 'LABELS'], ...all.map((c) => [c.digest, bytesSize(c.size), '-', labelText(c.labels)])], 1, 1)
			);
			return 0;
		}
	},
	{
		group: 'content',
		names: ['get'],
		flags: [],
		*run(call) {
			yield* print((yield* ask(call, 'content.read', { digest: word(call, 'digest') })).text);
			return 0;
		}
	}
];
const globals: readonly FlagSpec[] = [
	{ name: 'namespace', short: 'n', value: true },
	{ name: 'address', short: 'a', value: true },
	{ name: 'debug' },
	{ name: 'timeout', value: true },
	{ name: 'connect-timeout', value: true },
	{ name: 'version', short: 'v' },
	{ name: 'help', short: 'h' }
];
const groups = [...new Set(commands.map((c) => c.group).filter((g) => g !== ''))];
const help = `NAME:\n   ctr - \n        __\n  _____/ /______\n / ___/ __/ ___/\n/ /__/ /_/ /\n\\___/\\__/_/\n\ncontainerd CLI\n\n\nUSAGE:\n   ctr [global options] command [command options]\n\nDESCRIPTION:\n   \nctr is an unsupported debug and administrative client for interacting\nwith the containerd daemon. Because it is unsupported, the commands,\noptions, and operations are not guaranteed to be backward compatible or\nstable from release to release of the containerd project.\n\nCOMMANDS:\n   version                     Print the client and server versions\n   events, event               Display containerd events\n${groups.map((g) => `   ${g.split(' ').join(', ').padEnd(28)}Manage ${g.split(' ')[0]}\n`).join('')}`;

function* main(context: Context): Sys<number> {
	const top = parse(context.argv.slice(1), globals);
	if (top.flags['version']) {
		yield* print('ctr github.com/containerd/containerd v2.2.1\n');
		return 0;
	}
	const [first, second, ...rest] = top.words;
	const direct = commands.find((c) => c.group === '' && c.names.includes(first ?? ''));
	const command = direct ?? commands.find((c) => c.group.split(' ').includes(first ?? '-') && c.names.includes(second ?? ''));
	if (top.error !== undefined || !command) {
		yield* print(
			top.error !== undefined
				? `Incorrect Usage: ${top.error}\n\n${help}`
				: first !== undefined && !groups.some((g) => g.split(' ').includes(first)) && first !== 'help'
					? `No help topic for '${first}'\n`
					: help
		);
		if (top.error !== undefined) yield* printError(`ctr: ${top.error}\n`);
		return top.error !== undefined ? 1 : first === undefined || first === 'help' ? 0 : 3;
	}
	const args = parse(direct ? top.words.slice(1) : rest, command.flags);
	try {
		if (args.error !== undefined) throw new RpcError('InvalidArgument', args.error);
		return yield* command.run({
			namespace: top.flags['namespace'] ?? context.env['CONTAINERD_NAMESPACE'] ?? 'default',
			socket: top.flags['address'] ?? '/run/containerd/containerd.sock',
			args
		});
	} catch (e) {
		if (!(e instanceof RpcError)) throw e;
		const text =
			e.code === 'Unavailable'
				? `failed to dial "${top.flags['address'] ?? '/run/containerd/containerd.sock'}": context deadline exceeded: ${e.message}`
				: e.message;
		yield* printError(`ctr: ${text}\n`);
		return 1;
	}
}

export const ctr: Program = { name: 'ctr', main, rss: 16 << 20 };
