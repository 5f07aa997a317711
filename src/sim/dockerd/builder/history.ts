// Builds that have ended, newest first, as `docker buildx history` knows them: a record each, and what they told of their vertices.
// Kept on disk; the oldest go when there are more than fifty. Leaves out traces and provenance. Invariant: a record's events are there as long as it is.
import type { Sys } from '../../engine/index.ts';
import { clock, random } from '../../kernel/index.ts';
import { encodeJson } from '../../values/index.ts';
import { field, isObject, list, num, object, str } from '../decode.ts';
import { makeDirs, readJsonFile, removeAll, replaceFile } from '../files.ts';
import { locked, remember } from '../memory.ts';
import type { BuildError, BuildEvent, BuildRecord, SolveRequest } from './protocol.ts';
import type { Session } from './session.ts';

const dir = '/var/lib/docker/buildkit/history';
const path = `${dir}.json`;
const kept = 50;

/** Builds under way and those that have ended, newest first. */
export function* buildHistory(): Sys<BuildRecord[]> {
	const running = yield* remember((m) => [...(m.buildRecords?.values() ?? [])]);
	return [...running.reverse(), ...(yield* ended())];
}
function* ended(): Sys<BuildRecord[]> {
	const value = object(yield* readJsonFile(path));
	return (list(value, 'builds') ?? []).filter(isObject).map((o): BuildRecord => {
		const steps = (list(o, 'steps') ?? []).map(Number);
		const error = field(o, 'error');
		return {
			id: str(o, 'id'),
			created: num(o, 'created'),
			completed: num(o, 'completed'),
			attrs: Object.fromEntries(Object.entries(object(field(o, 'attrs'))).map(([key, text]) => [key, String(text)])),
			steps: [steps[0] ?? 0, steps[1] ?? 0, steps[2] ?? 0],
			...(isObject(error) ? { error: errorOf(error) } : {}),
			materials: (list(o, 'materials') ?? []).flatMap((pair): (readonly [string, string])[] =>
				Array.isArray(pair) ? [[String(pair[0]), String(pair[1])]] : []
			),
			image: str(o, 'image')
		};
	});
}
const errorOf = (o: Parameters<typeof str>[0]): BuildError => ({
	code: num(o, 'code'),
	message: str(o, 'message'),
	file: str(o, 'file'),
	source: str(o, 'source'),
	start: num(o, 'start'),
	stop: num(o, 'stop')
});
/** What a build told; nothing when it is forgotten. */
export function* buildEvents(id: string): Sys<BuildEvent[]> {
	const value = object(yield* readJsonFile(`${dir}/${id}`));
	const events = list(value, 'events') ?? [];
	return events as BuildEvent[];
}
function* store(change: (records: readonly BuildRecord[]) => readonly BuildRecord[]): Sys<void> {
	const before = yield* ended();
	const after = change(before);
	yield* replaceFile(path, encodeJson({ builds: after }));
	for (const { id } of before) if (!after.some((record) => record.id === id)) yield* removeAll(`${dir}/${id}`);
}

/** What the frontend is told, as buildx sends it with the docker driver. Pure. */
function attrsOf(request: SolveRequest): Record<string, string> {
	const prefixed = (prefix: string, map: Readonly<Record<string, string>>): [string, string][] =>
		Object.entries(map).map(([key, value]) => [prefix + key, value]);
	return Object.fromEntries([
		['filename', request.dockerfile],
		['image-resolve-mode', request.pull ? 'pull' : 'local'],
		...(request.target === '' ? [] : [['target', request.target]]),
		...(request.platform === '' ? [] : [['platform', request.platform]]),
		...(request.noCache ? [['no-cache', '']] : request.noCacheFilter.length > 0 ? [['no-cache', request.noCacheFilter.join(',')]] : []),
		...(request.network === '' || request.network === 'default' ? [] : [['force-network-mode', request.network]]),
		...(request.addHosts.length === 0 ? [] : [['add-hosts', request.addHosts.map((host) => host.replace(':', '=')).join(',')]]),
		...prefixed('build-arg:', request.buildArgs),
		...prefixed('label:', request.labels),
		...prefixed('context:', request.contexts)
	]);
}
/** Notes a build that begins; answers its ref. */
export function* noteBegin(session: Session, request: SolveRequest): Sys<string> {
	const id = request.ref ?? [...(yield* random(25))].map((byte) => (byte % 36).toString(36)).join('');
	const record: BuildRecord = { id, created: session.began, completed: 0, attrs: attrsOf(request), steps: [0, 0, 0], materials: [], image: '' };
	yield* remember((m) => void (m.buildRecords ??= new Map()).set(id, record));
	return id;
}
/** Notes a build that has just ended. */
export function* noteBuild(session: Session, id: string, image: string, error?: BuildError): Sys<void> {
	const { events, materials } = session;
	const begun = new Set(events.map(({ value }) => value.vertex)).size;
	const ends = events.filter(({ value }) => 'end' in value || 'error' in value);
	const cached = ends.filter(({ value }) => 'end' in value && value.end === 'cached').length;
	const completed = yield* clock();
	const begunAs = yield* remember((m) => m.buildRecords?.get(id));
	if (!begunAs) return;
	const record: BuildRecord = { ...begunAs, completed, steps: [begun, ends.length, cached], ...(error ? { error } : {}), materials, image };
	yield* makeDirs(dir, 0o711);
	yield* replaceFile(`${dir}/${id}`, encodeJson({ events }));
	yield* locked(
		'buildkit',
		store((records) => [record, ...records].slice(0, kept))
	);
	yield* remember((m) => void m.buildRecords?.delete(id));
}
/** Forgets builds by id; an empty list forgets all. */
export function* forgetBuilds(ids: readonly string[]): Sys<void> {
	yield* makeDirs(dir, 0o711);
	yield* locked(
		'buildkit',
		store((records) => (ids.length === 0 ? [] : records.filter((record) => !ids.includes(record.id))))
	);
}
