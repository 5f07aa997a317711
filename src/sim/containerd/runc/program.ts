// The `runc` command. containerd's shim runs `create` and `exec`; people run `list`, `state`, `ps`, `kill` and friends.
// Leaves out checkpoint, restore, events, spec and run.
import { Errno, type Sys } from '../../engine/index.ts';
import { cgroupStats, processes, write, type Context, type Program, type SignalName, signalName } from '../../kernel/index.ts';
import { encodeJson, rfc3339nano, tabulate } from '../../values/index.ts';
import type { SpecProcess } from '../runtime-spec.ts';
import { createContainer, execInContainer } from './create.ts';
import { loadState, RuncError } from './container.ts';
import { appendFile, goErrno, readJson } from './files.ts';
import { deleteContainer, killContainer, listContainers, pauseContainer, startContainer, statusOf } from './lifecycle.ts';

export interface RuncVersion {
	readonly name: string;
	readonly version: string;
	readonly commit: string;
	readonly spec: string;
	readonly go: string;
	/** Before what the container's init reports. */
	readonly initPrefix: string;
}
interface Arguments {
	readonly flags: Readonly<Record<string, string>>;
	readonly words: readonly string[];
}
const valued = new Set([
	'root',
	'log',
	'log-format',
	'bundle',
	'b',
	'pid-file',
	'console-socket',
	'process',
	'p',
	'format',
	'f',
	'parent',
	'cwd',
	'env',
	'e',
	'user',
	'u'
]);

function parse(argv: readonly string[]): Arguments {
	const flags: Record<string, string> = {};
	const words: string[] = [];
	for (let i = 0; i < argv.length; i++) {
		const arg = argv[i] ?? '';
		if (!arg.startsWith('-') || words.length > 1) words.push(arg);
		else {
			const [name = '', value] = arg.replace(/^--?/, '').split(/=(.*)/s);
			flags[name] = value ?? (valued.has(name) ? (argv[++i] ?? '') : 'true');
		}
	}
	return { flags, words };
}

const out = (text: string): Sys<number> => write(1, text);

function* stateCommand(root: string, id: string): Sys<void> {
	const state = yield* loadState(root, id);
	const status = yield* statusOf(root, state);
	const shown = {
		ociVersion: state.ociVersion,
		id: state.id,
		pid: status === 'stopped' ? 0 : state.pid,
		status,
		bundle: state.bundle,
		rootfs: state.rootfs,
		created: rfc3339nano(state.created),
		owner: ''
	};
	yield* out(encodeJson(shown, { indent: '  ' }) + '\n');
}

function* listCommand(root: string, { flags }: Arguments): Sys<void> {
	const all = yield* listContainers(root);
	if ('quiet' in flags || 'q' in flags) return void (yield* out(all.map((c) => c.state.id + '\n').join('')));
	const rows = all.map(({ state, status }) => ({ ...state, status, shownPid: status === 'stopped' ? 0 : state.pid }));
	if ((flags['format'] ?? flags['f']) === 'json') {
		return void (yield* out(
			encodeJson(
				rows.map((r) => ({
					ociVersion: r.ociVersion,
					id: r.id,
					pid: r.shownPid,
					status: r.status,
					bundle: r.bundle,
					rootfs: r.rootfs,
					created: rfc3339nano(r.created),
					owner: r.owner
				}))
			) + '\n'
		));
	}
	const table =
		'ID\tPID\tSTATUS\tBUNDLE\tCREATED\tOWNER\n' +
		rows.map((r) => `${r.id}\t${r.shownPid}\t${r.status}\t${r.bundle}\t${rfc3339nano(r.created)}\t${r.owner}\n`).join('');
	yield* out(tabulate(table, { minwidth: 12, tabwidth: 1, padding: 3, padchar: ' ' }));
}

function* psCommand(root: string, id: string): Sys<void> {
	const state = yield* loadState(root, id);
	const { procs } = yield* cgroupStats(state.cgroup);
	const all = (yield* processes()).filter((p) => procs.includes(p.hostPid));
	const rows = all.map(
		(p) =>
			`${String(p.uid === 0 ? 'root' : p.uid).padEnd(8)} ${String(p.pid).padStart(7)} ${String(p.ppid).padStart(7)}  0 00:00 ?        00:00:00 ${p.cmdline.join(' ')}\n`
	);
	yield* out('UID          PID    PPID  C STIME TTY          TIME CMD\n' + rows.join(''));
}

type Command = (version: RuncVersion, root: string, args: Arguments) => Sys<void>;
const idOf = (args: Arguments): string => {
	const id = args.words[1];
	if (id === undefined) throw new RuncError('container id cannot be empty');
	return id;
};
const commands: Readonly<Record<string, Command>> = {
	*create(version, root, args) {
		const { flags } = args;
		const parent = flags['parent'];
		const pidFile = flags['pid-file'];
		yield* createContainer({
			root,
			id: idOf(args),
			bundle: flags['bundle'] ?? flags['b'] ?? '.',
			initPrefix: version.initPrefix,
			...(pidFile !== undefined && { pidFile }),
			...(parent !== undefined && { parent: Number(parent) })
		});
	},
	*exec(_version, root, args) {
		const { flags } = args;
		const id = idOf(args);
		const state = yield* loadState(root, id);
		const file = flags['process'] ?? flags['p'];
		const process = file === undefined ? { ...state.spec.process, terminal: false, args: args.words.slice(2) } : yield* readJson<SpecProcess>(file);
		if (!process) throw new RuncError(`open ${file}: no such file or directory`);
		const pidFile = flags['pid-file'];
		const parent = flags['parent'];
		yield* execInContainer({ root, id, process, ...(pidFile !== undefined && { pidFile }), ...(parent !== undefined && { parent: Number(parent) }) });
	},
	start: (_version, root, args) => startContainer(root, idOf(args)),
	*kill(_version, root, args) {
		const signal: SignalName | undefined = signalName(args.words[2] ?? 'SIGTERM');
		if (signal === undefined) throw new RuncError(`unknown signal ${JSON.stringify(args.words[2])}`);
		yield* killContainer(root, idOf(args), signal, 'all' in args.flags || 'a' in args.flags);
	},
	delete: (_version, root, args) => deleteContainer(root, idOf(args), 'force' in args.flags || 'f' in args.flags),
	pause: (_version, root, args) => pauseContainer(root, idOf(args), true),
	resume: (_version, root, args) => pauseContainer(root, idOf(args), false),
	state: (_version, root, args) => stateCommand(root, idOf(args)),
	list: (_version, root, args) => listCommand(root, args),
	ps: (_version, root, args) => psCommand(root, idOf(args))
};

/** Writes to the log of --log; false when its directory is gone (a bundle that a new containerd cleared away). */
function* logged(log: string, message: string): Sys<boolean> {
	try {
		yield* appendFile(log, encodeJson({ level: 'error', msg: message }) + '\n');
		return true;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		return false;
	}
}

/** The program of one version of runc. */
function runcProgram(version: RuncVersion): Program {
	function* main(context: Context): Sys<number> {
		const args = parse(context.argv.slice(1));
		const root = args.flags['root'] ?? '/run/runc';
		const name = args.words[0];
		if ('version' in args.flags || 'v' in args.flags) {
			yield* out(`runc version ${version.version}\ncommit: ${version.commit}\nspec: ${version.spec}\ngo: ${version.go}\nlibseccomp: 2.5.4\n`);
			return 0;
		}
		const command = name === undefined ? undefined : commands[name];
		if (!command) {
			if (name !== undefined) yield* out(`No help topic for '${name}'\n`);
			else
				yield* out(
					`NAME:\n   runc - Open Container Initiative runtime\n\nUSAGE:\n   runc [global options] command [command options] [arguments...]\n\nVERSION:\n   ${version.version}\n\nCOMMANDS:\n${Object.keys(
						commands
					)
						.sort((a, b) => (a < b ? -1 : 1))
						.map((c) => '   ' + c + '\n')
						.join('')}`
				);
			return name === undefined ? 0 : 3;
		}
		let message;
		try {
			yield* command(version, root, args);
			return 0;
		} catch (e) {
			if (e instanceof RuncError) message = e.message;
			else if (e instanceof Errno) message = goErrno(e);
			else throw e;
		}
		if (name === 'create' || name === 'exec') message = `${name === 'create' ? 'runc create' : 'exec'} failed: ${message}`;
		const log = args.flags['log'];
		if (log === undefined || !(yield* logged(log, message))) yield* write(2, `ERRO[0000] ${message} \n`);
		return name === 'exec' ? 255 : 1;
	}
	return { name: version.name, main, rss: 12 << 20 };
}

/** As on a Docker 28.5 host. */
export const runc = runcProgram({
	name: 'runc',
	version: '1.3.3',
	commit: 'v1.3.3-0-gd842d771',
	spec: '1.2.1',
	go: 'go1.24.9',
	initPrefix: 'error during container init: '
});
/** Debian 12's, as on the recorded cluster's nodes. */
export const runcDebian = runcProgram({
	name: 'runc-1.1',
	version: '1.1.5+ds1',
	commit: '1.1.5+ds1-1+deb12u1',
	spec: '1.0.2-dev',
	go: 'go1.19.8',
	initPrefix: ''
});
