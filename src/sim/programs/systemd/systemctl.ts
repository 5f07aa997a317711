// systemctl: asks the service manager, prints as systemd 252 does. Leaves out targets' isolation, timers and remote machines.
import { Errno, type Sys } from '../../engine/index.ts';
import { clock, close, connect, mkdir, processes, recv, send, symlink, unlink, write, type Context, type Program } from '../../kernel/index.ts';
import { exists, readText } from '../../kernel/libc.ts';
import { bytesSize, strftime } from '../../values/index.ts';
import { journalFile, managerSocket, unitPaths, type JournalEntry, type ManagerAnswer, type ManagerRequest, type UnitStatus } from './api.ts';
import { parseUnit } from './unit.ts';

const out = (line: string): Sys<number> => write(1, line + '\n');
const err = (line: string): Sys<number> => write(2, line + '\n');

function* ask(request: ManagerRequest): Sys<ManagerAnswer> {
	try {
		const fd = yield* connect({ net: 'unix', path: managerSocket });
		yield* send(fd, { kind: 'frame', protocol: 'systemd', value: request });
		const answer = yield* recv(fd);
		yield* close(fd);
		if (answer?.kind === 'frame') return answer.value as ManagerAnswer;
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
	}
	return { ok: false, error: 'Failed to connect to bus: No such file or directory' };
}

const full = (name: string) => (/\.(?:service|socket|target|timer|mount|slice|scope)$/.test(name) ? name : `${name}.service`);

/** systemd's span: "2min 3s ago". */
function ago(us: number): string {
	const s = Math.floor(us / 1e6);
	if (s < 60) return us < 1e6 ? `${Math.floor(us / 1000)}ms ago` : `${s}s ago`;
	if (s < 3600) return `${Math.floor(s / 60)}min ${s % 60 ? `${s % 60}s ` : ''}ago`;
	if (s < 86400) return `${Math.floor(s / 3600)}h ${Math.floor((s % 3600) / 60)}min ago`;
	return `${Math.floor(s / 86400)} days ago`;
}

function* status(unit: UnitStatus): Sys<number> {
	const now = yield* clock();
	const dot = unit.active === 'active' ? '●' : unit.active === 'failed' ? '×' : '○';
	yield* out(`${dot} ${unit.name} - ${unit.description}`);
	yield* out(`     Loaded: loaded (${unit.path}; ${unit.enabled}${unit.enabled === 'static' ? '' : '; preset: enabled'})`);
	const result =
		unit.active === 'failed'
			? ` (Result: ${unit.result})`
			: unit.active === 'inactive'
				? ' (dead)'
				: unit.sub === 'auto-restart'
					? ` (auto-restart) (Result: ${unit.result})`
					: ` (${unit.sub})`;
	yield* out(`     Active: ${unit.active}${result} since ${strftime(unit.since, '%a %Y-%m-%d %H:%M:%S UTC')}; ${ago(now - unit.since)}`);
	for (const socket of unit.triggeredBy) yield* out(`TriggeredBy: ● ${socket}`);
	for (const page of unit.documentation) yield* out(`       Docs: ${page}`);
	const command = unit.execStart.join(' ');
	if (unit.mainPid) {
		const all = (yield* processes()).filter((p) => p.cgroup === unit.cgroup);
		const main = all.find((p) => p.pid === unit.mainPid);
		yield* out(`   Main PID: ${unit.mainPid} (${main?.comm ?? '-'})`);
		yield* out(`      Tasks: ${all.reduce((n, p) => n + p.threads, 0)}`);
		yield* out(`     Memory: ${bytesSize(all.reduce((n, p) => n + p.rss, 0)).replace('iB', '')}`);
		yield* out(`        CPU: ${(all.reduce((n, p) => n + p.cpuTime, 0) / 1000).toFixed(0)}ms`);
		yield* out(`     CGroup: ${unit.cgroup}`);
		for (const [i, p] of all.entries()) yield* out(`             ${i === all.length - 1 ? '└─' : '├─'}${p.pid} ${p.cmdline.join(' ')}`);
	} else if (unit.exit) {
		const how =
			'code' in unit.exit
				? `code=exited, status=${unit.exit.code}${unit.exit.code === 0 ? '/SUCCESS' : unit.exit.code === 1 ? '/FAILURE' : ''}`
				: `code=killed, signal=${unit.exit.signal}`;
		yield* out(`    Process: ExecStart=${command} (${how})`);
	}
	const entries = (yield* readJournal()).filter((e) => e.unit === unit.name).slice(-10);
	if (entries.length) {
		yield* out('');
		for (const entry of entries) yield* out(shortEntry(entry, 'host'));
	}
	return unit.active === 'active' || unit.active === 'activating' ? 0 : 3;
}

/** The journal's entries, oldest first. */
export function* readJournal(): Sys<JournalEntry[]> {
	if (!(yield* exists(journalFile))) return [];
	return (yield* readText(journalFile))
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as JournalEntry);
}

/** journalctl's short format. */
export const shortEntry = (entry: JournalEntry, host: string): string =>
	`${strftime(entry.at, '%b %d %H:%M:%S')} ${host} ${entry.identifier}[${entry.pid}]: ${entry.message}`;

function* link(unit: string, on: boolean): Sys<number> {
	for (const directory of unitPaths) {
		const path = `${directory}/${unit}`;
		if (!(yield* exists(path))) continue;
		const { wantedBy } = parseUnit(unit, path, yield* readText(path));
		if (wantedBy.length === 0) {
			yield* err(
				`The unit files have no installation config (WantedBy=, RequiredBy=, Also=,\nAlias= settings in the [Install] section, and DefaultInstance= for template\nunits). This means they are not meant to be enabled using systemctl.`
			);
			return 0;
		}
		for (const target of wantedBy) {
			const wants = `/etc/systemd/system/${target}.wants`;
			const there = yield* exists(`${wants}/${unit}`);
			if (on && !there) {
				if (!(yield* exists(wants))) yield* mkdir(wants, 0o755);
				yield* symlink(path, `${wants}/${unit}`);
				yield* err(`Created symlink ${wants}/${unit} → ${path}.`);
			} else if (!on && there) {
				yield* unlink(`${wants}/${unit}`);
				yield* err(`Removed "${wants}/${unit}".`);
			}
		}
		yield* ask({ method: 'daemon-reload' });
		return 0;
	}
	yield* err(`Failed to ${on ? 'enable' : 'disable'} unit: Unit file ${unit} does not exist.`);
	return 1;
}

function* list(all: boolean): Sys<number> {
	const answer = yield* ask({ method: 'list', all });
	if (!answer.ok) return 1;
	const rows = answer.units.map((u) => [u.active === 'failed' ? '●' : ' ', u.name, u.load, u.active, u.sub, u.description] as const);
	const width = (i: 1 | 2 | 3 | 4, title: string) => Math.max(title.length, ...rows.map((r) => r[i].length));
	const widths = [width(1, 'UNIT'), width(2, 'LOAD'), width(3, 'ACTIVE'), width(4, 'SUB')];
	const row = (mark: string, cells: readonly string[]) => `${mark} ${cells.map((c, i) => c.padEnd(widths[i] ?? 0)).join(' ')}`.trimEnd();
	yield* out(row(' ', ['UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION']));
	for (const [mark, ...cells] of rows) yield* out(row(mark, cells));
	yield* out(
		`\nLOAD   = Reflects whether the unit definition was properly loaded.\nACTIVE = The high-level unit activation state, i.e. generalization of SUB.\nSUB    = The low-level unit activation state, values depend on unit type.\n${rows.length} loaded units listed.${all ? '' : ' Pass --all to see loaded but inactive units, too.'}\nTo show all installed unit files use 'systemctl list-unit-files'.`
	);
	return 0;
}

/** A unit that systemctl was told to act on and could not: prints why. */
function* failed(verb: string, unit: string, error: string): Sys<number> {
	yield* err(`Failed to ${verb} ${unit}: ${error}`);
	return 5;
}

function* act(verb: 'start' | 'stop' | 'restart' | 'reload' | 'kill' | 'reset-failed', units: readonly string[], signal?: string): Sys<number> {
	let code = 0;
	for (const unit of units.map(full)) {
		const answer = yield* ask({ method: verb, unit, ...(signal ? { signal } : {}) });
		if (!answer.ok) {
			code = yield* failed(verb, unit, answer.error);
			continue;
		}
		const [now] = answer.units;
		if (verb === 'stop' && now?.triggeredBy.length)
			yield* err(`Warning: Stopping ${unit}, but it can still be activated by:\n  ${now.triggeredBy.join('\n  ')}`);
		if ((verb === 'start' || verb === 'restart') && now?.active === 'failed') {
			yield* err(
				`Job for ${unit} failed because the control process exited with error code.\nSee "systemctl status ${unit}" and "journalctl -xeu ${unit}" for details.`
			);
			code = 1;
		}
	}
	return code;
}

export const systemctl: Program = {
	name: 'systemctl',
	*main(context: Context) {
		const args = context.argv.slice(1);
		const words = args.filter((a) => !a.startsWith('-'));
		const has = (...flags: string[]) => args.some((a) => flags.includes(a));
		const name = context.argv[0]?.slice(context.argv[0].lastIndexOf('/') + 1) ?? '';
		if (name === 'reboot' || name === 'poweroff' || name === 'shutdown' || name === 'halt') {
			yield* ask({ method: 'power', how: name === 'reboot' || has('-r') ? 'reboot' : 'off' });
			return 0;
		}
		const [verb = 'list-units', ...units] = words;
		switch (verb) {
			case 'start':
			case 'stop':
			case 'restart':
			case 'reload':
			case 'reset-failed':
				return yield* act(verb, units);
			case 'kill': {
				const signal = args.find((a) => a.startsWith('--signal='))?.slice(9) ?? (has('-s') ? args[args.indexOf('-s') + 1] : undefined);
				return yield* act(
					'kill',
					units.filter((u) => u !== signal),
					signal?.replace(/^SIG/, '')
				);
			}
			case 'enable':
			case 'disable': {
				let code = 0;
				for (const unit of units.map(full)) code = Math.max(code, yield* link(unit, verb === 'enable'));
				if (code === 0 && has('--now')) return yield* act(verb === 'enable' ? 'start' : 'stop', units);
				return code;
			}
			case 'daemon-reload':
				yield* ask({ method: 'daemon-reload' });
				return 0;
			case 'reboot':
			case 'poweroff':
			case 'halt':
				yield* ask({ method: 'power', how: verb === 'reboot' ? 'reboot' : 'off' });
				return 0;
			case 'list-units':
				return yield* list(has('--all', '-a'));
			case 'status':
			case 'show':
			case 'is-active':
			case 'is-enabled':
			case 'is-failed':
			case 'cat': {
				let code = 0;
				for (const unit of units.map(full)) code = Math.max(code, yield* query(verb, unit, has('--quiet', '-q')));
				return code;
			}
			default:
				yield* err(`Unknown command verb ${verb}.`);
				return 1;
		}
	}
};

function* query(verb: string, unit: string, quiet: boolean): Sys<number> {
	const answer = yield* ask({ method: 'status', unit });
	const [state] = answer.ok ? answer.units : [];
	if (!state) {
		if (verb === 'is-active') {
			if (!quiet) yield* out('inactive');
			return 3;
		}
		if (verb === 'is-enabled') yield* err(`Failed to get unit file state for ${unit}: No such file or directory`);
		else yield* err(answer.ok ? '' : verb === 'cat' ? `No files found for ${unit}.` : `Unit ${unit} could not be found.`);
		return verb === 'status' ? 4 : 1;
	}
	if (verb === 'status') return yield* status(state);
	if (verb === 'cat') {
		yield* out(`# ${state.path}\n${(yield* readText(state.path)).trimEnd()}`);
		return 0;
	}
	if (verb === 'is-enabled') {
		if (!quiet) yield* out(state.enabled);
		return state.enabled === 'disabled' ? 1 : 0;
	}
	if (verb === 'show') {
		yield* out(
			`Id=${state.name}\nDescription=${state.description}\nLoadState=loaded\nActiveState=${state.active}\nSubState=${state.sub}\nMainPID=${state.mainPid}\nNRestarts=${state.restarts}\nUnitFileState=${state.enabled}\nFragmentPath=${state.path}`
		);
		return 0;
	}
	if (!quiet) yield* out(state.active);
	return verb === 'is-failed' ? (state.active === 'failed' ? 0 : 1) : state.active === 'active' ? 0 : 3;
}
