// Reading and changing the swarm's records, and their file under /var/lib/docker/swarm.
// Invariant: every change raises the raft index and is on disk before it is answered.
import type { Sys } from '../../engine/index.ts';
import { clock, notify, random } from '../../kernel/index.ts';
import { encodeJson } from '../../values/index.ts';
import { isObject } from '../decode.ts';
import { badParameter, DockerError, notFound, unavailable } from '../errors.ts';
import { readJsonFile, removeAll, replaceFile } from '../files.ts';
import { remember } from '../memory.ts';
import type { Kept, Swarm } from './state.ts';

const file = '/var/lib/docker/swarm/state.json';
export const notManager = 'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';

/** The swarm; throws 503 on a node that is in none. */
export function* theSwarm(): Sys<Swarm> {
	const swarm = yield* remember((m) => m.swarm);
	if (!swarm) throw unavailable(notManager);
	return swarm;
}
/** An id as swarmkit makes them: 25 digits in base 36. */
export function* swarmId(): Sys<string> {
	const bytes = yield* random(25);
	return [...bytes].map((byte) => (byte % 36).toString(36)).join('');
}
/** A new record's common part. */
export function* fresh(): Sys<Kept> {
	const now = yield* clock();
	return { id: yield* swarmId(), version: 0, created: now, updated: now };
}

type Table = 'nodes' | 'services' | 'tasks' | 'secrets' | 'configs';
export type Row<T extends Table> = Swarm[T][string];

/** Changes the swarm and writes it; those who wait for it look again. */
export function* changeSwarm(change: (swarm: Swarm) => Swarm | undefined): Sys<void> {
	const changed = yield* remember((m) => {
		const next = m.swarm && change(m.swarm);
		if (!next || next === m.swarm) return false;
		m.swarm = next;
		return true;
	});
	if (!changed) return;
	yield* saveSwarm();
	yield* notify('swarm');
}
export function* saveSwarm(): Sys<void> {
	const swarm = yield* remember((m) => m.swarm);
	if (swarm) yield* replaceFile(file, encodeJson(swarm));
	else yield* removeAll(file);
}
export function* loadSwarm(): Sys<void> {
	const stored = yield* readJsonFile(file);
	if (isSwarm(stored)) yield* remember((m) => void (m.swarm = stored));
}
const isSwarm = (value: unknown): value is Swarm =>
	isObject(value) && typeof value['nodeId'] === 'string' && isObject(value['nodes']) && isObject(value['tasks']);

/** Puts a record (its version becomes the new raft index). Pure. */
export function withRow<T extends Table>(swarm: Swarm, table: T, row: Row<T>, now = row.updated): Swarm {
	const index = swarm.index + 1;
	return { ...swarm, index, [table]: { ...swarm[table], [row.id]: { ...row, version: index, updated: now } } };
}
export function withoutRow(swarm: Swarm, table: Table, id: string): Swarm {
	const { [id]: _, ...rest } = swarm[table] as Readonly<Record<string, Kept>>;
	return { ...swarm, index: swarm.index + 1, [table]: rest };
}

/** Full id, then name, then a unique prefix of the id. Throws 404 and 400. */
export function pick<T extends Kept>(rows: Readonly<Record<string, T>>, term: string, kind: string, nameOf: (row: T) => string): T {
	const exact = rows[term] ?? Object.values(rows).find((row) => nameOf(row) === term);
	if (exact) return exact;
	const prefixed = term === '' ? [] : Object.values(rows).filter((row) => row.id.startsWith(term));
	if (prefixed.length > 1) throw badParameter(`${kind} ${term} is ambiguous (${prefixed.length} matches found)`);
	if (!prefixed[0]) throw notFound(`${kind} ${term} not found`);
	return prefixed[0];
}
export const nameOfSpec = (row: { readonly spec: Readonly<Record<string, unknown>> }): string => String(row.spec['Name'] ?? '');

/** The version a client saw must be the one there is. */
export function checkVersion(row: Kept, given: string): void {
	if (given === '' || Number.isNaN(Number(given)))
		throw badParameter(`invalid ${given === '' ? 'version' : 'version'} '${given}': strconv.ParseUint: parsing "${given}": invalid syntax`);
	if (Number(given) !== row.version) throw new DockerError(500, 'rpc error: code = Unknown desc = update out of sequence');
}
