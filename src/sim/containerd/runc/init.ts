// "runc init": the process that becomes the container's. It stands in the container's namespaces, finds what to execute, tells runc
// whether that went well, waits for `runc start`, and executes. The same code joins a running container for `runc exec`.
// Invariant: what it reports on descriptor 4 is one line; after "ready" only execve may fail, and says so on the container's stderr.
import { Errno, type Sys } from '../../engine/index.ts';
import { adoptTerminal, chdir, close, exec, isatty, mkdir, read, stat, write, type Context, type Program, type Stat } from '../../kernel/index.ts';
import { encodeJson } from '../../values/index.ts';
import { goErrno, ignoring } from './files.ts';
import { lookPath } from './look-path.ts';

/** What runc hands its init. */
export interface InitOrder {
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
	/** Wait for a byte on descriptor 3 before executing (create, not exec). */
	readonly wait: boolean;
	/** Make the working directory when it is missing (create only). */
	readonly makeCwd: boolean;
}
export interface InitReport {
	readonly error?: string;
}
export const START_FD = 3;
export const REPORT_FD = 4;

function* enterCwd(order: InitOrder): Sys<string | undefined> {
	try {
		yield* chdir(order.cwd);
		return undefined;
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		if (e.code === 'ENOENT' && order.makeCwd) {
			yield* ignoring(makeDirs(order.cwd));
			return yield* enterCwd({ ...order, makeCwd: false });
		}
		return `chdir to cwd (${JSON.stringify(order.cwd)}) set in config.json failed: ${goErrno(e)}`;
	}
}
function* makeDirs(path: string): Sys<void> {
	for (let at = path.indexOf('/', 1); ; at = path.indexOf('/', at + 1)) {
		yield* ignoring(mkdir(at < 0 ? path : path.slice(0, at), 0o755), 'EEXIST');
		if (at < 0) return;
	}
}

function* report(value: InitReport): Sys<void> {
	yield* write(REPORT_FD, encodeJson(value) + '\n');
	yield* close(REPORT_FD);
}

/** The terminal becomes one of the container's own /dev/pts. FIDELITY: the shim makes it; the real init opens the container's ptmx. */
function* takeTerminal(): Sys<void> {
	if (!(yield* isatty(0))) return;
	const pts = yield* statOr('/dev/pts');
	if (pts) yield* adoptTerminal(0, pts.dev);
}
function* statOr(path: string): Sys<Stat | undefined> {
	try {
		return yield* stat(path);
	} catch (e) {
		if (e instanceof Errno) return undefined;
		throw e;
	}
}

function* main(context: Context): Sys<number> {
	const order = context.init as InitOrder;
	yield* takeTerminal();
	const noCwd = yield* enterCwd(order);
	if (noCwd !== undefined) {
		yield* report({ error: noCwd });
		return 1;
	}
	const found = yield* lookPath(order.args[0] ?? '', order.env['PATH']);
	if ('error' in found) {
		yield* report(found);
		return 1;
	}
	yield* report({});
	if (order.wait) {
		yield* read(START_FD, 1);
		yield* close(START_FD);
	}
	try {
		yield* exec({ path: found.path, argv: order.args, env: order.env });
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		yield* write(2, `exec ${found.path}: ${goErrno(e)}\n`);
	}
	return 255;
}

/** Its name is the comm that ps shows before the container's own program takes over. */
export const runcInit: Program = { name: 'runc:[2:INIT]', main, rss: 1 << 20 };
