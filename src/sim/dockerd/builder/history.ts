// Builds that have ended, newest first, as `docker buildx history` lists them. Kept on disk; the oldest go when there are more than fifty.
import type { Sys } from '../../engine/index.ts';
import { clock, random } from '../../kernel/index.ts';
import { encodeJson } from '../../values/index.ts';
import { isObject, list, num, object, str } from '../decode.ts';
import { makeDirs, readJsonFile, replaceFile } from '../files.ts';
import { locked } from '../memory.ts';
import type { BuildRecord } from './protocol.ts';

const path = '/var/lib/docker/buildkit/history.json';
const kept = 50;

export function* buildHistory(): Sys<BuildRecord[]> {
	const value = object(yield* readJsonFile(path));
	return (list(value, 'builds') ?? []).filter(isObject).map((o) => ({
		id: str(o, 'id'),
		name: str(o, 'name'),
		status: str(o, 'status') === 'Error' ? 'Error' : 'Completed',
		created: num(o, 'created'),
		duration: num(o, 'duration')
	}));
}
function* store(change: (records: readonly BuildRecord[]) => readonly BuildRecord[]): Sys<void> {
	yield* makeDirs('/var/lib/docker/buildkit', 0o711);
	yield* replaceFile(path, encodeJson({ builds: change(yield* buildHistory()) }));
}
/** Notes a build that began at `created` and has just ended. */
export function* noteBuild(name: string, status: BuildRecord['status'], created: number): Sys<void> {
	const id = [...(yield* random(25))].map((byte) => (byte % 36).toString(36)).join('');
	const duration = (yield* clock()) - created;
	yield* locked(
		'buildkit',
		store((records) => [{ id, name, status, created, duration }, ...records].slice(0, kept))
	);
}
/** Forgets builds by id; an empty list forgets all. */
export function* forgetBuilds(ids: readonly string[]): Sys<void> {
	yield* locked(
		'buildkit',
		store((records) => (ids.length === 0 ? [] : records.filter((record) => !ids.includes(record.id))))
	);
}
