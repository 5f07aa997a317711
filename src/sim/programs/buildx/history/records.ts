// Build records: which one is meant, listing, removing, and what they told again. Follows commands/history of buildx 0.24.0.
// Leaves out bundles for Docker Desktop (the engine has no content service to take them from) and traces (it keeps none).
import { Errno, type Sys } from '../../../engine/index.ts';
import { clock, isatty, stat } from '../../../kernel/index.ts';
import type { BuildRecord } from '../../../dockerd/index.ts';
import { humanDuration, parseGoDuration, parseTime, rfc3339nano } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import { absolute } from '../../docker/files.ts';
import type { Flags } from '../../docker/flags/flag.ts';
import { formatRows } from '../../docker/format/write.ts';
import { helpColumns } from '../../docker/help.ts';
import { buildEvents, forget, history } from '../control.ts';
import { Display } from '../display.ts';
import { readRef, type LocalState } from '../instances.ts';

export type Env = Readonly<Record<string, string>>;

/** The records a REF means: all without one, `^N` for the Nth before the newest. Throws Failure. */
function* recordsOf(env: Env, ref: string): Sys<readonly BuildRecord[]> {
	const all = yield* history(env);
	if (!ref.startsWith('^')) return ref === '' ? all : all.filter(({ id }) => id === ref);
	const offset = Number(ref.slice(1));
	if (!/^[+-]?\d+$/.test(ref.slice(1)))
		throw new Failure(`invalid offset ${JSON.stringify(ref)}: strconv.Atoi: parsing ${JSON.stringify(ref.slice(1))}: invalid syntax`);
	const found = all[Math.max(0, offset)];
	if (!found && offset > all.length) throw new Failure(`no completed build found with offset ${offset - all.length}`);
	return found ? [found] : [];
}
/** The one record that is meant. Throws Failure. */
export function* recordOf(env: Env, ref: string): Sys<BuildRecord> {
	const [first] = yield* recordsOf(env, ref);
	if (!first) throw new Failure(ref === '' ? 'no records found' : `no record found for ref ${JSON.stringify(ref)}`);
	return first;
}

/** A build's name: its directory, its Dockerfile when it has another one, its target. */
export function buildName({ attrs }: BuildRecord, state: LocalState | undefined): string {
	const local = state && state.path !== '-' ? state.path : '';
	const given =
		state && !['', '-', 'Dockerfile'].includes(state.dockerfile)
			? state.dockerfile
			: (attrs['filename'] ?? '') === 'Dockerfile'
				? ''
				: (attrs['filename'] ?? '');
	const isDefault = given === '' || given.endsWith('/Dockerfile');
	const dockerfile = given.replace(/\/Dockerfile$/, '');
	const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
	let name = '';
	if (dockerfile.startsWith(local) && dockerfile.length > local.length) name = dockerfile.slice(local.lastIndexOf('/') + 1);
	else {
		const path = dockerfile || local;
		name = last(path);
		if (!isDefault && path !== '') name = path.includes('/') ? `${last(path.slice(0, path.lastIndexOf('/')))}/${name}` : `${path}/${name}`;
	}
	const target = attrs['target'] ?? '';
	return target === '' ? name : name === '' ? target : `${name} (${target})`;
}
/** "0.5s", "2m  5s". */
export const formatDuration = (us: number): string =>
	us < 60_000_000 ? `${(us / 1e6).toFixed(1)}s` : `${Math.floor(us / 60_000_000)}m ${String(Math.floor(us / 1e6) % 60).padStart(2)}s`;

const words = ['!=', '=', '<=', '<', '>=', '>'];
/** Whether a record fits `--filter`. Throws Failure. */
function filterOf(text: string, now: number): (record: BuildRecord) => boolean {
	const sep = words.find((one) => text.includes(one));
	if (sep === undefined) throw new Failure(`invalid filter ${JSON.stringify(text)}`);
	const at = text.indexOf(sep);
	const [key, value] = [text.slice(0, at), text.slice(at + sep.length)];
	if (['ref', 'repository', 'status'].includes(key)) {
		if (sep !== '=' && sep !== '!=') throw new Failure(`invalid separator for ${JSON.stringify(text)}, expected = or !=`);
		return (record) => {
			const { error } = record;
			const has =
				key === 'ref'
					? record.id
					: key === 'status'
						? record.completed === 0
							? 'running'
							: !error
								? 'completed'
								: error.message.includes('context canceled')
									? 'canceled'
									: 'error'
						: '';
			return sep === '!=' ? has !== value : key === 'status' ? has === value : has.includes(value);
		};
	}
	if (!['startedAt', 'completedAt', 'duration'].includes(key)) throw new Failure(`unsupported filter ${JSON.stringify(text)}`);
	if (sep === '=' || sep === '!=') throw new Failure(`invalid separator for ${JSON.stringify(text)}, expected <=, <, >= or >`);
	const limit = durationOf(value) ?? undefined;
	const second = (us: number): number => Math.floor(us / 1e6);
	let bound: number;
	if (key === 'duration') {
		if (limit === undefined) throw new Failure(`invalid duration ${value}`);
		bound = limit;
	} else {
		const moment = limit === undefined ? parseTime(value) : now - limit;
		if (moment === undefined) throw new Failure(`invalid time ${value}`);
		bound = second(moment);
	}
	return ({ created, completed }) => {
		const has = key === 'duration' ? completed - created : second(key === 'startedAt' ? created : completed);
		return sep === '>=' ? has >= bound : sep === '<=' ? has <= bound : sep === '>' ? has > bound : has < bound;
	};
}
function durationOf(text: string): number | undefined {
	try {
		return parseGoDuration(text);
	} catch {
		return undefined;
	}
}

const headers = { Ref: 'BUILD ID', Name: 'NAME', Status: 'STATUS', CreatedAt: 'CREATED AT', Duration: 'DURATION', Link: '' };
const shownAs = 'table {{.Ref}}\t{{.Name}}\t{{.Status}}\t{{.CreatedAt}}\t{{.Duration}}\t{{.Link}}';
export const pageOf = (id: string): string => `docker-desktop://dashboard/build/default/default/${id}`;

export function* ls(flags: Flags, _args: readonly string[], env: Env): Sys<number> {
	if (flags.bool('local')) throw new Failure('could not get remote URL for local filter: no remote URL found for either origin or upstream');
	const now = yield* clock();
	const filters = flags.list('filter').map((text) => filterOf(text, now));
	const records = (yield* history(env)).filter((record) => filters.every((fits) => fits(record)));
	const asked = flags.text('format');
	const table = asked === 'table' || asked.startsWith('table ');
	const hyperlinks = table && (yield* isatty(1));
	const rows: Record<string, unknown>[] = [];
	for (const record of records) {
		const { id, error, created, completed, steps } = record;
		const name = buildName(record, yield* readRef(env, id));
		const status = completed === 0 ? 'Running' : error ? 'Error' : 'Completed';
		if (asked === 'json') {
			rows.push({
				cached_steps: steps[2],
				...(completed === 0 ? {} : { completed_at: rfc3339nano(completed) }),
				completed_steps: steps[1],
				created_at: rfc3339nano(created),
				name,
				ref: `default/default/${id}`,
				status,
				total_steps: steps[0]
			});
			continue;
		}
		rows.push({
			Ref: id,
			Name: table && !flags.bool('no-trunc') && name.length > 36 ? `..${name.slice(-34)}` : name,
			Status: status,
			CreatedAt: `${humanDuration(now - created)} ago`,
			Duration: completed === 0 ? `${formatDuration(now - created)}+` : formatDuration(completed - created),
			Link: hyperlinks ? `\u001b]8;;${pageOf(id)}\u001b\\Open\u001b]8;;\u001b\\` : table ? '' : pageOf(id)
		});
	}
	yield* out(formatRows(asked === 'table' ? shownAs : asked, headers, rows, '*history.lsContext'));
	return 0;
}
export function* rm(flags: Flags, args: readonly string[], env: Env): Sys<number> {
	const all = flags.bool('all');
	if (args.length === 0 && !all) throw new Failure('rm requires at least one argument');
	if (args.length > 0 && all) throw new Failure('rm requires either --all or at least one argument');
	const known = yield* history(env);
	if (all || known.some(({ id }) => args.includes(id))) yield* forget(env, all ? [] : args);
	const missing = args.filter((ref) => !known.some(({ id }) => id === ref)).map((ref) => `lease "ref_${ref}": not found`);
	if (missing.length === 1) throw new Failure(missing[0] ?? '');
	if (missing.length > 1) throw new Failure(`${missing.length} errors occurred:\n${missing.map((text) => `\t* ${text}\n`).join('')}\n`);
	return 0;
}
export function* logs(flags: Flags, args: readonly string[], env: Env): Sys<number> {
	const record = yield* recordOf(env, args[0] ?? '');
	const asked = flags.text('progress') === 'auto' ? 'plain' : flags.text('progress');
	if (asked !== 'plain' && asked !== 'tty' && asked !== 'rawjson' && asked !== 'quiet') throw new Failure(`invalid progress mode ${asked}`);
	const display = new Display(asked, (yield* isatty(2)) ? yield* helpColumns() : 80, record.created);
	display.corner = '';
	for (const { at, value } of yield* buildEvents(env, record.id)) yield* display.take(value, at);
	yield* display.finish(record.completed);
	return 0;
}
export function* open(_flags: Flags, args: readonly string[], env: Env): Sys<number> {
	yield* recordOf(env, args[0] ?? '');
	throw new Failure('exec: "xdg-open,x-www-browser,www-browser": executable file not found in $PATH');
}
export function* trace(_flags: Flags, args: readonly string[], env: Env): Sys<number> {
	const { id } = yield* recordOf(env, args[0] ?? '');
	throw new Failure(`build record ${JSON.stringify(id)} is missing a trace`);
}
export function* exportRecords(flags: Flags, args: readonly string[], env: Env): Sys<number> {
	if (flags.bool('all') && args.length > 0) throw new Failure('cannot specify refs when using --all');
	for (const ref of args.length > 0 ? args : ['']) yield* recordOf(env, ref);
	if (flags.text('output') === '' && (yield* isatty(1))) throw new Failure('refusing to write to console, use --output to specify a file');
	throw new Failure('rpc error: code = Unimplemented desc = unknown service containerd.services.content.v1.Content');
}
export function* importRecords(flags: Flags, _args: readonly string[], env: Env): Sys<number> {
	for (const file of flags.list('file').filter((name) => name !== '-')) {
		try {
			yield* stat(yield* absolute(file));
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			throw new Failure(`failed to open file ${file}: open ${file}: no such file or directory`);
		}
	}
	const socket = `${env['HOME'] ?? ''}/.docker/desktop/docker-desktop-build.sock`;
	throw new Failure(
		`failed to send request, check if Docker Desktop is running: Post "http://docker-desktop/upload": dial unix ${socket}: connect: no such file or directory`
	);
}
