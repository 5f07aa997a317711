// systemd, the first process: starts the units that multi-user.target wants, keeps them as their files say, reaps orphans, writes what
// they print to the journal. Leaves out sockets, timers, devices and parallel start. Units are ordered by After= and started in turn.
import { act, Errno, settle, type Sys } from '../../engine/index.ts';
import {
	accept,
	awaitKey,
	cgroupCreate,
	cgroupKill,
	cgroupRemove,
	cgroupStats,
	clock,
	close,
	kill,
	listen,
	mkdir,
	notify,
	open,
	pipe,
	read,
	readdir,
	reboot,
	recv,
	send,
	sleep,
	spawn,
	thread,
	unlink,
	wait,
	write,
	type Context,
	type Program,
	type SignalName
} from '../../kernel/index.ts';
import { exists, readText } from '../../kernel/libc.ts';
import { journalFile, managerSocket, unitPaths, type JournalEntry, type ManagerAnswer, type ManagerRequest, type UnitStatus } from './api.ts';
import { parseUnit, type Unit } from './unit.ts';

interface UnitRecord {
	readonly unit: Unit;
	readonly status: UnitStatus;
	/** Somebody asked it to stop: no restart. */
	readonly stopping: boolean;
	/** µs of recent starts, for the start limit (5 in 10 s). */
	readonly starts: readonly number[];
}
interface Memory {
	units: Record<string, UnitRecord>;
	boot: number;
}

const onMemory = <T>(run: (memory: Memory) => T): Sys<T> => act<Memory, T>(run);
const text = new TextDecoder();

function* findUnit(name: string): Sys<{ path: string; text: string } | null> {
	for (const directory of unitPaths) {
		const path = `${directory}/${name}`;
		if (!(yield* exists(path))) continue;
		let content = yield* readText(path);
		const dropIns = `/etc/systemd/system/${name}.d`;
		if (yield* exists(dropIns))
			for (const entry of yield* readdir(dropIns)) if (entry.name.endsWith('.conf')) content += '\n' + (yield* readText(`${dropIns}/${entry.name}`));
		return { path, text: content };
	}
	return null;
}

/** Loads (or loads again) a unit; answers whether it exists. */
function* load(name: string): Sys<boolean> {
	const file = yield* findUnit(name);
	if (!file) return false;
	const unit = parseUnit(name, file.path, file.text);
	const enabled = yield* exists(`/etc/systemd/system/multi-user.target.wants/${name}`);
	const state = unit.wantedBy.length === 0 ? 'static' : enabled ? 'enabled' : 'disabled';
	const now = yield* clock();
	yield* onMemory((m) => {
		const old = m.units[name];
		const status: UnitStatus = old
			? { ...old.status, enabled: state, description: unit.description, path: unit.path, execStart: unit.execStart, needReload: false }
			: {
					name,
					load: 'loaded',
					path: unit.path,
					description: unit.description,
					enabled: state,
					active: 'inactive',
					sub: 'dead',
					since: now,
					mainPid: 0,
					execStart: unit.execStart,
					result: 'success',
					restarts: 0,
					cgroup: `/system.slice/${name}`,
					documentation: unit.documentation,
					triggeredBy: unit.triggeredBy,
					needReload: false
				};
		m.units[name] = { unit, status, stopping: old?.stopping ?? false, starts: old?.starts ?? [] };
	});
	return true;
}

function* change(name: string, status: Partial<UnitStatus>, record: Partial<Pick<UnitRecord, 'stopping' | 'starts'>> = {}): Sys<void> {
	const now = yield* clock();
	yield* onMemory((m) => {
		const old = m.units[name];
		if (!old) return;
		const since = status.active && status.active !== old.status.active ? now : old.status.since;
		m.units[name] = { ...old, ...record, status: { ...old.status, ...status, since } };
	});
	yield* notify(`unit:${name}`);
}

/** Adds an entry to the journal. */
function* journal(unit: string, identifier: string, pid: number, message: string, priority = 6): Sys<void> {
	const at = yield* clock();
	const boot = yield* onMemory((m) => m.boot);
	const entry: JournalEntry = { at, boot, unit, identifier, pid, message, priority };
	try {
		const fd = yield* open(journalFile, { write: true, append: true, create: true, mode: 0o640 });
		yield* write(fd, JSON.stringify(entry) + '\n');
		yield* close(fd);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
}
const say = (unit: string, message: string, priority = 6): Sys<void> => journal(unit, 'systemd', 1, message, priority);

/** Starts a unit's main process. */
function* start(name: string): Sys<void> {
	const record = yield* onMemory((m) => m.units[name]);
	if (!record || record.status.active === 'active') return;
	const { unit } = record;
	const now = yield* clock();
	const starts = [...record.starts.filter((at) => now - at < 10_000_000), now];
	if (starts.length > 5) {
		yield* say(name, `${name}: Start request repeated too quickly.`, 4);
		yield* say(name, `${name}: Failed with result '${record.status.result}'.`, 4);
		yield* say(name, `Failed to start ${name} - ${unit.description}.`, 3);
		return yield* change(name, { active: 'failed', sub: 'failed', result: 'start-limit-hit' });
	}
	yield* say(name, `Starting ${name} - ${unit.description}...`);
	yield* change(name, { active: 'activating', sub: 'start' }, { stopping: false, starts });
	const env: Record<string, string> = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', LANG: 'C.UTF-8', ...unit.environment };
	for (const file of unit.environmentFiles) {
		if (!(yield* exists(file))) continue;
		for (const line of (yield* readText(file)).split('\n')) {
			const equals = line.indexOf('=');
			if (equals > 0 && !line.startsWith('#')) env[line.slice(0, equals)] = line.slice(equals + 1).replace(/^"(.*)"$/, '$1');
		}
	}
	const argv = unit.execStart.flatMap((word) => {
		const whole = word.startsWith('$') ? word.slice(1).replace(/^\{(.*)\}$/, '$1') : null;
		return whole === null ? [word] : (env[whole] ?? '').split(' ').filter((part) => part !== '');
	});
	const out = yield* pipe();
	const nothing = yield* open('/dev/null', { read: true });
	try {
		try {
			yield* cgroupCreate(record.status.cgroup);
		} catch (error) {
			if (!(error instanceof Errno && error.code === 'EEXIST')) throw error;
		}
		const pid = yield* spawn({
			path: argv[0] ?? '',
			argv,
			env,
			cwd: unit.workingDirectory,
			fds: { 0: nothing, 1: out.write, 2: out.write },
			newSession: true,
			cgroup: record.status.cgroup,
			rlimits: unit.limits
		});
		yield* change(name, { mainPid: pid });
		yield* thread('journal', { unit: name, identifier: (argv[0] ?? '').slice((argv[0] ?? '').lastIndexOf('/') + 1), pid, fd: out.read });
		if (unit.type !== 'oneshot') {
			yield* change(name, { active: 'active', sub: 'running' });
			yield* say(name, `Started ${name} - ${unit.description}.`);
		}
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		yield* close(out.read);
		yield* say(name, `${name}: Failed at step EXEC spawning ${argv[0]}: ${error.message}`, 3);
		yield* say(name, `${name}: Main process exited, code=exited, status=203/EXEC`, 5);
		yield* change(name, { active: 'failed', sub: 'failed', result: 'exit-code', exit: { code: 203 } });
	}
	yield* close(out.write);
	yield* close(nothing);
}

/** Asks a unit to stop and waits for it. */
function* stop(name: string): Sys<void> {
	const record = yield* onMemory((m) => m.units[name]);
	if (!record || (record.status.active !== 'active' && record.status.active !== 'activating')) return;
	yield* say(name, `Stopping ${name} - ${record.unit.description}...`);
	yield* change(name, { active: 'deactivating', sub: 'stop-sigterm' }, { stopping: true });
	if (record.status.mainPid === 0) return yield* change(name, { active: 'inactive', sub: 'dead' });
	yield* signalUnit(record, 'TERM');
	const gone = (): Sys<boolean> => onMemory((m) => m.units[name]?.status.active !== 'deactivating');
	while (!(yield* gone())) {
		if (yield* awaitKey(`unit:${name}`, record.unit.stopTimeout)) continue;
		if (yield* gone()) break;
		yield* say(name, `${name}: State 'stop-sigterm' timed out. Killing.`, 4);
		yield* signalUnit(record, 'KILL');
	}
	yield* say(name, `Stopped ${name} - ${record.unit.description}.`);
}

function* signalUnit(record: UnitRecord, signal: SignalName): Sys<void> {
	const whole = record.unit.killMode === 'control-group' && !record.unit.delegate;
	let pids: readonly number[] = [record.status.mainPid];
	try {
		if (whole) pids = (yield* cgroupStats(record.status.cgroup)).procs;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	for (const pid of pids) {
		try {
			yield* kill(pid, signal);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
}

/** A child has ended: the unit it was the main process of changes, and may start again. */
function* ended(pid: number, how: { exited: number } | { signaled: SignalName }): Sys<void> {
	const record = yield* onMemory((m) => Object.values(m.units).find((r) => r.status.mainPid === pid));
	if (!record) return;
	const { unit } = record;
	const name = unit.name;
	const failed = 'exited' in how ? how.exited !== 0 : how.signaled !== 'TERM';
	if ('exited' in how) {
		if (failed) yield* say(name, `${name}: Main process exited, code=exited, status=${how.exited}/${how.exited === 1 ? 'FAILURE' : 'n/a'}`, 5);
	} else if (!record.stopping || failed) yield* say(name, `${name}: Main process exited, code=killed, status=${signalLabel(how.signaled)}`, 5);
	const exit = 'exited' in how ? { code: how.exited } : { signal: how.signaled };
	const result = !failed ? 'success' : 'exited' in how ? 'exit-code' : 'signal';
	if (failed) yield* say(name, `${name}: Failed with result '${result}'.`, 4);
	else if (!record.stopping && unit.type !== 'oneshot') yield* say(name, `${name}: Deactivated successfully.`);
	if (unit.killMode === 'control-group' && !unit.delegate) {
		try {
			yield* cgroupKill(record.status.cgroup);
			yield* cgroupRemove(record.status.cgroup);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
	if (unit.type === 'oneshot' && !failed) {
		yield* change(name, { mainPid: 0, result, exit, active: unit.remainAfterExit ? 'active' : 'inactive', sub: unit.remainAfterExit ? 'exited' : 'dead' });
		return yield* say(name, `Finished ${name} - ${unit.description}.`);
	}
	const again = !record.stopping && (unit.restart === 'always' || (unit.restart === 'on-failure' && failed));
	if (!again)
		return yield* change(name, {
			mainPid: 0,
			result,
			exit,
			active: failed && !record.stopping ? 'failed' : 'inactive',
			sub: failed && !record.stopping ? 'failed' : 'dead'
		});
	yield* change(name, { mainPid: 0, result, exit, active: 'activating', sub: 'auto-restart', restarts: record.status.restarts + 1 });
	yield* thread('restart', { name, delay: unit.restartDelay });
}

const numbers: Partial<Record<SignalName, number>> = { HUP: 1, INT: 2, QUIT: 3, ABRT: 6, KILL: 9, SEGV: 11, PIPE: 13, TERM: 15 };
const signalLabel = (signal: SignalName) => `${numbers[signal] ?? 0}/${signal}`;

/** Starts what multi-user.target wants, each after the units its After= names. */
function* bring(): Sys<void> {
	const wants = '/etc/systemd/system/multi-user.target.wants';
	const names = (yield* exists(wants)) ? (yield* readdir(wants)).map((entry) => entry.name) : [];
	for (const name of names) yield* load(name);
	const units = yield* onMemory((m) => m.units);
	const done = new Set<string>();
	const visit = function* (name: string, path: readonly string[]): Sys<void> {
		if (done.has(name) || path.includes(name) || !units[name]) return;
		for (const before of units[name].unit.after) yield* visit(before, [...path, name]);
		if (done.has(name)) return;
		done.add(name);
		yield* start(name);
		if (units[name].unit.type !== 'oneshot') return;
		while ((yield* onMemory((m) => m.units[name]?.status.active)) === 'activating') yield* awaitKey(`unit:${name}`, 5_000_000);
	};
	for (const name of names) yield* visit(name, []);
}

/** Carries out one request. */
function* serve(request: ManagerRequest): Sys<ManagerAnswer> {
	if (request.method === 'list') {
		return {
			ok: true,
			units: yield* onMemory((m) =>
				Object.values(m.units)
					.map((r) => r.status)
					.filter((s) => request.all || s.active !== 'inactive')
			)
		};
	}
	if (request.method === 'daemon-reload') {
		for (const name of yield* onMemory((m) => Object.keys(m.units))) yield* load(name);
		return { ok: true, units: [] };
	}
	if (request.method === 'power') {
		for (const name of (yield* onMemory((m) => Object.keys(m.units))).reverse()) yield* stop(name);
		return yield* reboot(request.how);
	}
	const { unit: name } = request;
	if (!(yield* onMemory((m) => m.units[name] !== undefined)) && !(yield* load(name))) return { ok: false, error: `Unit ${name} not found.` };
	const record = yield* onMemory((m) => m.units[name] as UnitRecord);
	if (request.method === 'stop' || request.method === 'restart') yield* stop(name);
	if (request.method === 'start' || request.method === 'restart') {
		if (record.status.active === 'failed') yield* change(name, { active: 'inactive' }, { starts: [] });
		yield* start(name);
		while ((yield* onMemory((m) => m.units[name]?.status.sub)) === 'start') yield* awaitKey(`unit:${name}`, 10_000_000);
	}
	if (request.method === 'kill') yield* signalUnit(record, (request.signal ?? 'TERM') as SignalName);
	if (request.method === 'reload') yield* signalUnit(record, 'HUP');
	if (request.method === 'reset-failed' && record.status.active === 'failed')
		yield* change(name, { active: 'inactive', sub: 'dead', result: 'success' }, { starts: [] });
	const status = yield* onMemory((m) => (m.units[name] as UnitRecord).status);
	return { ok: true, units: [status] };
}

export const systemd: Program = {
	name: 'systemd',
	memory: (): Memory => ({ units: {}, boot: 0 }),
	rss: 12 << 20,
	*main(context: Context) {
		if (context.settled === undefined) {
			for (const directory of ['/run/systemd', '/var/log', '/var/log/journal']) {
				try {
					yield* mkdir(directory, 0o755);
				} catch (error) {
					if (!(error instanceof Errno)) throw error;
				}
			}
			const now = yield* clock();
			yield* onMemory((m) => void (m.boot = now));
			yield* thread('bring', null);
			yield* thread('manager', null);
		}
		for (;;) {
			yield* settle('reaping');
			try {
				const status = yield* wait();
				if (status && ('exited' in status || 'signaled' in status)) yield* ended(status.pid, status);
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
				if (error.code === 'ECHILD') yield* sleep(100_000);
			}
		}
	},
	threads: {
		*bring() {
			// Devices and file systems take a moment before the first service.
			yield* sleep(30_000);
			yield* bring();
			yield* say('', 'Reached target multi-user.target - Multi-User System.');
		},
		*manager(context) {
			let fd = context.settled as number | undefined;
			if (fd === undefined) {
				try {
					yield* unlink(managerSocket);
				} catch (error) {
					if (!(error instanceof Errno)) throw error;
				}
				fd = yield* listen({ net: 'unix', path: managerSocket });
			}
			for (;;) {
				yield* settle(fd);
				const client = yield* accept(fd);
				yield* thread('client', client.fd);
			}
		},
		*client(context) {
			const fd = context.init as number;
			for (;;) {
				yield* settle(null);
				try {
					const message = yield* recv(fd);
					if (message === null || message.kind !== 'frame') break;
					const answer = yield* serve(message.value as ManagerRequest);
					yield* send(fd, { kind: 'frame', protocol: 'systemd', value: answer });
				} catch (error) {
					if (!(error instanceof Errno)) throw error;
					break;
				}
			}
			yield* close(fd);
		},
		*restart(context) {
			const { name, delay } = context.init as { name: string; delay: number };
			yield* sleep(delay);
			const record = yield* onMemory((m) => m.units[name]);
			if (!record || record.stopping || record.status.sub !== 'auto-restart') return;
			yield* say(name, `${name}: Scheduled restart job, restart counter is at ${record.status.restarts}.`);
			yield* start(name);
		},
		*journal(context) {
			const { unit, identifier, pid, fd } = context.init as { unit: string; identifier: string; pid: number; fd: number };
			let rest = (context.settled as string | undefined) ?? '';
			for (;;) {
				yield* settle(rest);
				const data = yield* read(fd);
				if (data.length === 0) break;
				const lines = (rest + text.decode(data)).split('\n');
				rest = lines.pop() ?? '';
				for (const line of lines) yield* journal(unit, identifier, pid, line);
			}
			yield* close(fd);
		}
	}
};
