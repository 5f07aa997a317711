// crictl 1.34: the CRI from the command line. It reads the endpoint from /etc/crictl.yaml, -r, or containerd's default.
// Leaves out: run, create and update from files, port-forward, checkpoint, metrics.
import { Errno, type Sys } from '../../../engine/index.ts';
import { clock, print, printError, readText, type Context, type Program } from '../../../kernel/index.ts';
import { cri, criStream, RpcError, type ContainerStatus, type CriMethod, type CriMethods } from '../../../containerd/index.ts';
import { encodeJson, parseYaml, rfc3339nano } from '../../../values/index.ts';
import { parse, type FlagSpec, type Parsed } from '../arguments.ts';
import { runStream, typing } from '../stream.ts';
import { containersTable, imagesTable, logMessage, podsTable, statsTable } from './tables.ts';

interface Call {
	readonly socket: string;
	readonly args: Parsed;
}
type Run = (call: Call) => Sys<number>;
interface Command {
	readonly names: readonly string[];
	readonly usage: string;
	readonly flags: readonly FlagSpec[];
	readonly run: Run;
}

/** A failure as crictl reports it: FATA[0000] <text>. */
class Fatal {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

function* ask<M extends CriMethod>(call: Call, method: M, params: CriMethods[M]['params'], doing: string): Sys<CriMethods[M]['result']> {
	try {
		return yield* cri(method, params, call.socket);
	} catch (e) {
		if (e instanceof RpcError) throw new Fatal(`${doing}: ${e.text}`);
		throw e;
	}
}
const json = (value: unknown): Sys<void> => print(encodeJson(value, { indent: '  ', escapeHtml: false }) + '\n');
const flag = (call: Call, name: string): string | undefined => call.args.flags[name];
const ids = (call: Call): readonly string[] => {
	if (call.args.words.length === 0) throw new Fatal('ID cannot be empty');
	return call.args.words;
};
const labels = (call: Call): Readonly<Record<string, string>> | undefined => {
	const given = call.args.lists['label'];
	return given && Object.fromEntries(given.map((l) => [l.split('=')[0] ?? '', l.split('=')[1] ?? '']));
};
const listFlags: readonly FlagSpec[] = [
	{ name: 'all', short: 'a' },
	{ name: 'quiet', short: 'q' },
	{ name: 'output', short: 'o', value: true },
	{ name: 'name', value: true },
	{ name: 'state', short: 's', value: true },
	{ name: 'label', value: true, many: true },
	{ name: 'latest', short: 'l' },
	{ name: 'last', short: 'n', value: true },
	{ name: 'no-trunc' },
	{ name: 'id', value: true }
];

function* ps(call: Call): Sys<number> {
	const state = flag(call, 'state') ?? (flag(call, 'all') ? undefined : 'running');
	const selector = labels(call);
	const pod = flag(call, 'pod');
	const { containers } = yield* ask(
		call,
		'ListContainers',
		{
			filter: {
				...(state && { state: `CONTAINER_${state.toUpperCase()}` as 'CONTAINER_RUNNING' }),
				...(selector && { labelSelector: selector }),
				...(pod && { podSandboxId: pod }),
				...(flag(call, 'id') && { id: flag(call, 'id') ?? '' })
			}
		},
		'listing containers'
	);
	const name = flag(call, 'name');
	let shown = [...containers].filter((c) => !name || c.metadata.name.includes(name)).sort((a, b) => b.createdAt - a.createdAt);
	if (flag(call, 'latest')) shown = shown.slice(0, 1);
	if (flag(call, 'last')) shown = shown.slice(0, Number(flag(call, 'last')));
	if (flag(call, 'quiet')) yield* print(shown.map((c) => c.id + '\n').join(''));
	else if (flag(call, 'output') === 'json') yield* json({ containers: shown.map((c) => ({ ...c, createdAt: String(c.createdAt * 1000) })) });
	else yield* print(containersTable(shown, yield* clock()));
	return 0;
}

function* pods(call: Call): Sys<number> {
	const state = flag(call, 'state');
	const selector = labels(call);
	const { items } = yield* ask(
		call,
		'ListPodSandbox',
		{
			filter: { ...(state && { state: state.toLowerCase() === 'ready' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY' }), ...(selector && { labelSelector: selector }) }
		},
		'listing pod sandboxes'
	);
	const name = flag(call, 'name');
	const namespace = flag(call, 'namespace');
	const shown = items
		.filter((p) => (!name || p.metadata.name.includes(name)) && (!namespace || p.metadata.namespace === namespace))
		.sort((a, b) => b.createdAt - a.createdAt);
	if (flag(call, 'quiet')) yield* print(shown.map((p) => p.id + '\n').join(''));
	else if (flag(call, 'output') === 'json') yield* json({ items: shown.map((p) => ({ ...p, createdAt: String(p.createdAt * 1000) })) });
	else yield* print(podsTable(shown, yield* clock()));
	return 0;
}

function* images(call: Call): Sys<number> {
	const [wanted] = call.args.words;
	const { images: all } = yield* ask(call, 'ListImages', wanted ? { filter: { image: { image: wanted } } } : {}, 'listing images');
	if (flag(call, 'quiet')) yield* print(all.map((i) => i.id + '\n').join(''));
	else if (flag(call, 'output') === 'json') yield* json({ images: all.map((i) => ({ ...i, size: String(i.size) })) });
	else yield* print(imagesTable(all, flag(call, 'digests') !== undefined));
	return 0;
}

const stamped = (status: ContainerStatus): unknown => {
	const { info: _info, createdAt, startedAt, finishedAt, ...rest } = status;
	return { ...rest, createdAt: rfc3339nano(createdAt), startedAt: rfc3339nano(startedAt), finishedAt: rfc3339nano(finishedAt) };
};
function* inspect(call: Call): Sys<number> {
	for (const containerId of ids(call)) {
		const { status } = yield* ask(
			call,
			'ContainerStatus',
			{ containerId, verbose: true },
			`getting the status of the container ${JSON.stringify(containerId)}`
		);
		yield* json({ info: { pid: status.info.pid, sandboxID: status.info.sandboxID, config: status.info.config }, status: stamped(status) });
	}
	return 0;
}
function* inspectPod(call: Call): Sys<number> {
	for (const podSandboxId of ids(call)) {
		const { status } = yield* ask(
			call,
			'PodSandboxStatus',
			{ podSandboxId, verbose: true },
			`getting the pod sandbox status for ${JSON.stringify(podSandboxId)}`
		);
		const { info, createdAt, ...rest } = status;
		yield* json({ info, status: { ...rest, createdAt: rfc3339nano(createdAt) } });
	}
	return 0;
}
function* inspectImage(call: Call): Sys<number> {
	for (const image of ids(call)) {
		const { image: found, info } = yield* ask(call, 'ImageStatus', { image: { image }, verbose: true }, `image status for ${JSON.stringify(image)} request`);
		if (!found) throw new Fatal(`no such image ${JSON.stringify(image)} present`);
		yield* json({ info, status: { ...found, size: String(found.size) } });
	}
	return 0;
}

/** A command that does one thing to each id and says the id. */
const each = <M extends CriMethod>(
	method: M,
	params: (id: string, call: Call) => CriMethods[M]['params'],
	doing: string,
	said: (id: string) => string = (id) => id
): Run =>
	function* (call) {
		for (const id of ids(call)) {
			yield* ask(call, method, params(id, call), `${doing} ${JSON.stringify(id)}`);
			yield* print(said(id) + '\n');
		}
		return 0;
	};

function* removePods(call: Call): Sys<number> {
	for (const id of ids(call)) {
		const { status } = yield* ask(call, 'PodSandboxStatus', { podSandboxId: id }, `getting sandbox status of pod ${JSON.stringify(id)}`);
		if (status.state === 'SANDBOX_READY') {
			if (!flag(call, 'force')) throw new Fatal(`unable to remove sandbox(es): pod sandbox ${JSON.stringify(id)} is running, please stop it first`);
			yield* ask(call, 'StopPodSandbox', { podSandboxId: id }, `stopping the pod ${JSON.stringify(id)}`);
		}
		yield* ask(call, 'RemovePodSandbox', { podSandboxId: id }, `removing the pod sandbox ${JSON.stringify(id)}`);
		yield* print(`Removed sandbox ${id}\n`);
	}
	return 0;
}
function* removeContainers(call: Call): Sys<number> {
	for (const id of ids(call)) {
		const { status } = yield* ask(call, 'ContainerStatus', { containerId: id }, `removing the container ${JSON.stringify(id)}`);
		if (status.state === 'CONTAINER_RUNNING' && !flag(call, 'force'))
			throw new Fatal(`unable to remove container(s): container ${JSON.stringify(id)} is running, please stop it first`);
		yield* ask(call, 'RemoveContainer', { containerId: id }, `removing the container ${JSON.stringify(id)}`);
		yield* print(id + '\n');
	}
	return 0;
}

function* pull(call: Call): Sys<number> {
	const [image] = ids(call);
	const creds = flag(call, 'creds');
	const [username = '', password = ''] = creds?.split(':') ?? [];
	const { imageRef } = yield* ask(call, 'PullImage', { image: { image: image ?? '' }, ...(creds && { auth: { username, password } }) }, 'pulling image');
	yield* print(`Image is up to date for ${imageRef}\n`);
	return 0;
}

function* logs(call: Call): Sys<number> {
	const [containerId = ''] = ids(call);
	const { status } = yield* ask(call, 'ContainerStatus', { containerId }, `getting container status`);
	let lines: string[];
	try {
		lines = (yield* readText(status.logPath)).split('\n');
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		throw new Fatal(`failed to try resolving symlinks in path ${JSON.stringify(status.logPath)}: lstat ${status.logPath}: ${e.message.toLowerCase()}`);
	}
	lines.pop();
	const tail = flag(call, 'tail');
	for (const line of tail === undefined || Number(tail) < 0 ? lines : lines.slice(lines.length - Math.min(lines.length, Number(tail)))) {
		const message = logMessage(line);
		if (!message) continue;
		const text = (flag(call, 'timestamps') ? (line.split(' ')[0] ?? '') + ' ' : '') + message.text;
		yield* message.stream === 'stdout' ? print(text) : printError(text);
	}
	return 0;
}

function* exec(call: Call): Sys<number> {
	const [containerId = '', ...cmd] = ids(call);
	if (cmd.length === 0) throw new Fatal('execing command in container: exec command is empty');
	const tty = flag(call, 'tty') !== undefined;
	const stdin = flag(call, 'interactive') !== undefined;
	try {
		const code = yield* runStream(yield* criStream('Exec', { containerId, cmd, tty, stdin }, call.socket), stdin, tty);
		if (code !== 0) yield* printError(`FATA[0000] execing command in container: command terminated with exit code ${code}\n`);
		return code === 0 ? 0 : 1;
	} catch (e) {
		if (e instanceof RpcError) throw new Fatal(`execing command in container: ${e.text}`);
		throw e;
	}
}

function* stats(call: Call): Sys<number> {
	const { stats: all } = yield* ask(call, 'ListContainerStats', {}, 'listing container stats');
	yield* print(
		statsTable(
			all.map((s) => ({
				id: s.id,
				name: s.metadata.name,
				cpu: s.cpu.usageNanoCores,
				memory: s.memory.workingSetBytes,
				disk: s.writableLayer.usedBytes,
				inodes: s.writableLayer.inodesUsed
			}))
		)
	);
	return 0;
}
function* info(call: Call): Sys<number> {
	const status = yield* ask(call, 'Status', { verbose: true }, 'getting status of runtime');
	yield* json({ status: { conditions: status.conditions } });
	return 0;
}
function* version(call: Call): Sys<number> {
	const v = yield* ask(call, 'Version', {}, 'getting the runtime version');
	yield* print(`Version:  ${v.version}\nRuntimeName:  ${v.runtimeName}\nRuntimeVersion:  ${v.runtimeVersion}\nRuntimeApiVersion:  ${v.runtimeApiVersion}\n`);
	return 0;
}
function* imageFs(call: Call): Sys<number> {
	const { imageFilesystems } = yield* ask(call, 'ImageFsInfo', {}, 'getting image filesystem info');
	yield* json({
		status: {
			imageFilesystems: imageFilesystems.map((f) => ({
				fsId: { mountpoint: f.mountpoint },
				inodesUsed: { value: String(f.inodesUsed) },
				timestamp: String(f.timestamp * 1000),
				usedBytes: { value: String(f.usedBytes) }
			})),
			containerFilesystems: []
		}
	});
	return 0;
}

const force: readonly FlagSpec[] = [
	{ name: 'force', short: 'f' },
	{ name: 'all', short: 'a' }
];
const output: FlagSpec = { name: 'output', short: 'o', value: true };
const commands: readonly Command[] = [
	{
		names: ['exec'],
		usage: 'Run a command in a running container',
		flags: [
			{ name: 'interactive', short: 'i' },
			{ name: 'tty', short: 't' },
			{ name: 'sync', short: 's' },
			{ name: 'timeout', value: true }
		],
		run: exec
	},
	{ names: ['images', 'image', 'img'], usage: 'List images', flags: [...listFlags, { name: 'digests' }, { name: 'verbose', short: 'v' }], run: images },
	{ names: ['inspect'], usage: 'Display the status of one or more containers', flags: [...listFlags], run: inspect },
	{ names: ['inspecti'], usage: 'Return the status of one or more images', flags: [output], run: inspectImage },
	{ names: ['imagefsinfo'], usage: 'Return image filesystem info', flags: [output], run: imageFs },
	{ names: ['inspectp'], usage: 'Display the status of one or more pods', flags: [...listFlags], run: inspectPod },
	{
		names: ['logs'],
		usage: 'Fetch the logs of a container',
		flags: [
			{ name: 'follow', short: 'f' },
			{ name: 'tail', value: true },
			{ name: 'timestamps', short: 't' },
			{ name: 'previous', short: 'p' },
			{ name: 'since', value: true }
		],
		run: logs
	},
	{ names: ['ps'], usage: 'List containers', flags: [...listFlags, { name: 'pod', short: 'p', value: true }, { name: 'image', value: true }], run: ps },
	{
		names: ['pull'],
		usage: 'Pull an image from a registry',
		flags: [
			{ name: 'creds', value: true },
			{ name: 'auth', value: true }
		],
		run: pull
	},
	{ names: ['rm'], usage: 'Remove one or more containers', flags: force, run: removeContainers },
	{
		names: ['rmi'],
		usage: 'Remove one or more images',
		flags: [...force, { name: 'prune', short: 'q' }],
		run: each(
			'RemoveImage',
			(image) => ({ image: { image } }),
			'removing image',
			(id) => `Deleted: ${id}`
		)
	},
	{ names: ['rmp'], usage: 'Remove one or more pods', flags: force, run: removePods },
	{ names: ['pods'], usage: 'List pods', flags: [...listFlags, { name: 'namespace', value: true }], run: pods },
	{
		names: ['start'],
		usage: 'Start one or more created containers',
		flags: [],
		run: each('StartContainer', (containerId) => ({ containerId }), 'starting the container')
	},
	{ names: ['info'], usage: 'Display information of the container runtime', flags: [output], run: info },
	{
		names: ['stop'],
		usage: 'Stop one or more running containers',
		flags: [{ name: 'timeout', short: 't', value: true }],
		run: each('StopContainer', (containerId, call) => ({ containerId, timeout: Number(flag(call, 'timeout') ?? 0) }), 'stopping the container')
	},
	{
		names: ['stopp'],
		usage: 'Stop one or more running pods',
		flags: [],
		run: each(
			'StopPodSandbox',
			(podSandboxId) => ({ podSandboxId }),
			'stopping the pod sandbox',
			(id) => `Stopped sandbox ${id}`
		)
	},
	{ names: ['stats'], usage: 'List container(s) resource usage statistics', flags: listFlags, run: stats },
	{ names: ['version'], usage: 'Display runtime version information', flags: [], run: version }
];
const globals: readonly FlagSpec[] = [
	{ name: 'runtime-endpoint', short: 'r', value: true },
	{ name: 'image-endpoint', short: 'i', value: true },
	{ name: 'config', short: 'c', value: true },
	{ name: 'timeout', short: 't', value: true },
	{ name: 'debug', short: 'D' },
	{ name: 'version', short: 'v' },
	{ name: 'help', short: 'h' }
];

const help = `NAME:\n   crictl - client for CRI\n\nUSAGE:\n   crictl [global options] command [command options]\n\nVERSION:\n   v1.34.0\n\nCOMMANDS:\n${commands.map((c) => `   ${c.names.join(', ').padEnd(20)}${c.usage}\n`).join('')}   help, h             Shows a list of commands or help for one command\n\nGLOBAL OPTIONS:\n   --config value, -c value            Location of the client config file\n   --runtime-endpoint value, -r value  Endpoint of CRI container runtime service\n   --help, -h                          show help\n   --version, -v                       print the version\n`;

function* endpoint(given: string | undefined): Sys<string> {
	let from = given;
	if (from === undefined) {
		try {
			from = (parseYaml(yield* readText('/etc/crictl.yaml')) as { 'runtime-endpoint'?: string } | null)?.['runtime-endpoint'];
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
	}
	return (from ?? '/run/containerd/containerd.sock').replace(/^unix:\/\//, '');
}

function* main(context: Context): Sys<number> {
	const top = parse(context.argv.slice(1), globals);
	const [name, ...rest] = top.words;
	if (top.flags['version']) {
		yield* print('crictl version v1.34.0\n');
		return 0;
	}
	if (top.error !== undefined) {
		yield* print(`Incorrect Usage: ${top.error}\n\n${help}`);
		yield* printError(`FATA[0000] ${top.error}\n`);
		return 1;
	}
	const command = commands.find((c) => c.names.includes(name ?? ''));
	if (!command) {
		yield* print(name === undefined || name === 'help' || name === 'h' || top.flags['help'] ? help : `No help topic for '${name}'\n`);
		return name === undefined || name === 'help' || name === 'h' ? 0 : 3;
	}
	const args = parse(rest, [...command.flags, { name: 'help', short: 'h' }], command.names[0] !== 'exec');
	try {
		if (args.error !== undefined) throw new Fatal(args.error);
		if (args.flags['help']) {
			yield* print(`NAME:\n   crictl ${command.names[0]} - ${command.usage}\n\nUSAGE:\n   crictl ${command.names[0]} [command options]\n`);
			return 0;
		}
		return yield* command.run({ socket: yield* endpoint(top.flags['runtime-endpoint']), args });
	} catch (e) {
		if (!(e instanceof Fatal)) throw e;
		yield* printError(`FATA[0000] ${e.text} \n`);
		return 1;
	}
}

export const crictl: Program = { name: 'crictl', main, threads: { typing }, rss: 14 << 20 };
