// gosu: becomes a user and executes a command in its own place, as start-up scripts of images do. Also under the name su-exec.
import { Errno, type Sys } from '../../engine/index.ts';
import { exec, lookPath, printError, readText, setcred, type Context, type Program } from '../../kernel/index.ts';

function* table(path: string): Sys<string[][]> {
	try {
		return (yield* readText(path)).split('\n').map((line) => line.split(':'));
	} catch (e) {
		if (e instanceof Errno) return [];
		throw e;
	}
}

function* main(context: Context): Sys<number> {
	const [name = 'gosu', spec, command, ...args] = context.argv;
	const self = name.slice(name.lastIndexOf('/') + 1);
	if (spec === '--version') {
		yield* printError('');
		return 0;
	}
	if (spec === undefined || command === undefined) {
		yield* printError(
			`Usage: ${self} user-spec command [args]\n   eg: ${self} tianon bash\n       ${self} nobody:root bash -c 'whoami && id'\n       ${self} 1000:1 id\n`
		);
		return 1;
	}
	const [user = '', group] = spec.split(':');
	const users = yield* table('/etc/passwd');
	const groups = yield* table('/etc/group');
	const row = users.find((r) => r[0] === user || r[2] === user);
	if (!row && !/^\d+$/.test(user)) {
		yield* printError(`error: failed switching to "${spec}": unable to find user ${user}: no matching entries in passwd file\n`);
		return 1;
	}
	const uid = Number(row?.[2] ?? user);
	const groupRow = group === undefined ? undefined : groups.find((r) => r[0] === group || r[2] === group);
	const gid = group === undefined ? Number(row?.[3] ?? 0) : Number(groupRow?.[2] ?? group);
	const extra = group === undefined ? groups.flatMap((r) => ((r[3] ?? '').split(',').includes(row?.[0] ?? user) ? [Number(r[2])] : [])) : [];
	const path = yield* lookPath(command, context.env['PATH'] ?? '');
	if (path === null) {
		yield* printError(`error: exec: "${command}": executable file not found in $PATH\n`);
		return 1;
	}
	yield* setcred({ uid, euid: uid, gid, egid: gid, groups: [...new Set([gid, ...extra])] });
	try {
		yield* exec({ path, argv: [command, ...args], env: { ...context.env, HOME: row?.[5] ?? '/' } });
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
		yield* printError(`error: exec failed: ${e.message.toLowerCase()}\n`);
	}
	return 1;
}

export const gosu: Program = { name: 'gosu', main, rss: 1 << 20 };
