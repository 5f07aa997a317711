// GET /containers/{id}/top: runs the host's ps with the caller's arguments and keeps the container's lines, as the real daemon does.
// ps is asked for these processes by -q first; some options refuse that, then it is asked without and its lines are sifted.
import { Errno, type Sys } from '../../engine/index.ts';
import { close, pipe, read, spawn, wait } from '../../kernel/index.ts';
import { concat, text as decode } from '../../values/index.ts';
import { conflict, notRunning, system } from '../errors.ts';
import { logContainerEvent } from '../events.ts';
import { ok, param, type Reply, type Request } from '../http.ts';
import { getContainer } from '../memory.ts';
import { taskPids } from '../tasks.ts';

export function* topContainer(request: Request): Sys<Reply> {
	const args = (param(request, 'ps_args') || '-ef').split(/\s+/).filter((word) => word !== '');
	for (const arg of args) {
		const match = /\s*o(?:pid)?=?(.*)/.exec(arg);
		if (match && /[a-z]+=/.test(arg) && arg.includes('pid=')) throw system(`specifying "${arg}" is not allowed`);
	}
	const container = yield* getContainer(request.vars[0] ?? '');
	if (!container.state.running) throw notRunning(container.id);
	if (container.state.restarting) throw conflict(`Container ${container.id} is restarting, wait until the container is running`);
	const pids = (yield* taskPids(container.id)).map(({ pid }) => pid);
	let listed = yield* runPs([...args, `-q${pids.join(',')}`]);
	if (listed.failed !== undefined) listed = yield* runPs(args);
	if (listed.failed !== undefined) throw system(`ps: ${listed.failed}`);
	const table = parsePs(listed.output, new Set(pids));
	if (typeof table === 'string') throw system(table);
	yield* logContainerEvent(container, 'top');
	return ok({ Titles: table.titles, Processes: table.rows.length > 0 ? table.rows : null });
}
/** What ps printed, and the first line of its complaint when it failed. */
function* runPs(args: readonly string[]): Sys<{ readonly output: string; readonly failed?: string }> {
	for (const path of ['/usr/bin/ps', '/bin/ps']) {
		const out = yield* pipe();
		let pid: number;
		try {
			pid = yield* spawn({
				path,
				argv: ['ps', ...args],
				env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', COLUMNS: '512' },
				fds: { 0: 0, 1: out.write, 2: out.write }
			});
		} catch (error) {
			yield* close(out.read);
			yield* close(out.write);
			if (error instanceof Errno) continue;
			throw error;
		}
		yield* close(out.write);
		const chunks: Uint8Array[] = [];
		for (;;) {
			const piece = yield* read(out.read);
			if (piece.length === 0) break;
			chunks.push(piece);
		}
		yield* close(out.read);
		const status = yield* wait(pid);
		const output = decode(concat(chunks));
		if (status && 'exited' in status && status.exited !== 0) return { output, failed: output.split('\n')[0] || `exit status ${status.exited}` };
		return { output };
	}
	throw system('ps: exec: "ps": executable file not found in $PATH');
}
/** The header and the rows of these pids; a text is what is wrong. Pure. */
export function parsePs(output: string, pids: ReadonlySet<number>): { titles: string[]; rows: string[][] } | string {
	const lines = output.split('\n').filter((line) => line.trim() !== '');
	const titles = (lines[0] ?? '').trim().split(/\s+/);
	const at = titles.indexOf('PID');
	if (at < 0) return "Couldn't find PID field in ps output";
	const rows: string[][] = [];
	for (const line of lines.slice(1)) {
		const fields = line.trim().split(/\s+/);
		if (fields[at] === '-') continue;
		const pid = Number(fields[at]);
		if (!Number.isInteger(pid)) return `Unexpected pid '${fields[at] ?? ''}': strconv.Atoi: parsing "${fields[at] ?? ''}": invalid syntax`;
		if (!pids.has(pid)) continue;
		rows.push([...fields.slice(0, titles.length - 1), fields.slice(titles.length - 1).join(' ')]);
	}
	return { titles, rows };
}
