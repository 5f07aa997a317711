// /secrets and /configs: named values the swarm keeps for its services.
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import { rfc3339nano } from '../../values/index.ts';
import { object, str, stringMap, type JsonObject } from '../decode.ts';
import { badParameter, conflict } from '../errors.ts';
import { logEvent } from '../events.ts';
import { matches, matchesLabels, parseFilters } from '../filters.ts';
import { noContent, ok, param, readJson, type Handler, type Reply, type Request } from '../http.ts';
import type { Item, Swarm } from './state.ts';
import { changeSwarm, checkVersion, fresh, pick, theSwarm, withoutRow, withRow } from './store.ts';

type Kind = 'secret' | 'config';
const tables = { secret: 'secrets', config: 'configs' } as const;

const itemJson = (kind: Kind, item: Item): JsonObject => ({
	ID: item.id,
	Version: { Index: item.version },
	CreatedAt: rfc3339nano(item.created),
	UpdatedAt: rfc3339nano(item.updated),
	Spec: { Name: item.name, Labels: item.labels, ...(kind === 'config' ? { Data: item.data } : {}) }
});
const find = (swarm: Swarm, kind: Kind, term: string): Item => pick(swarm[tables[kind]], term, kind, (item) => item.name);
/** Services whose tasks use it. */
const users = (swarm: Swarm, kind: Kind, id: string): string[] =>
	Object.values(swarm.services)
		.filter((service) =>
			JSON.stringify(object(object(service.spec['TaskTemplate'])['ContainerSpec'])).includes(`"${kind === 'secret' ? 'SecretID' : 'ConfigID'}":"${id}"`)
		)
		.map((service) => str(service.spec, 'Name'));

export const itemHandlers = (kind: Kind): Readonly<Record<'list' | 'create' | 'inspect' | 'update' | 'remove', Handler>> => ({
	*list(request: Request): Sys<Reply> {
		const swarm = yield* theSwarm();
		const filters = parseFilters(param(request, 'filters'));
		return ok(
			Object.values(swarm[tables[kind]])
				.filter((item) => matches(filters, 'name', item.name) && matches(filters, 'id', item.id) && matchesLabels(filters, 'label', item.labels))
				.map((item) => itemJson(kind, item))
		);
	},
	*create(request: Request): Sys<Reply> {
		const swarm = yield* theSwarm();
		const body = yield* readJson(request);
		const name = str(body, 'Name');
		if (!/^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?$/.test(name) || name.length > 64)
			throw badParameter(
				`rpc error: code = InvalidArgument desc = invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]`
			);
		if (Object.values(swarm[tables[kind]]).some((item) => item.name === name))
			throw conflict(`rpc error: code = AlreadyExists desc = ${kind} ${name} already exists`);
		const item: Item = { ...(yield* fresh()), name, labels: stringMap(body, 'Labels') ?? {}, data: str(body, 'Data') };
		yield* changeSwarm((s) => withRow(s, tables[kind], item));
		yield* logEvent(kind, 'create', item.id, { name });
		return { status: 201, json: { ID: item.id } };
	},
	*inspect(request: Request): Sys<Reply> {
		return ok(itemJson(kind, find(yield* theSwarm(), kind, request.vars[0] ?? '')));
	},
	*update(request: Request): Sys<Reply> {
		const item = find(yield* theSwarm(), kind, request.vars[0] ?? '');
		const body = yield* readJson(request);
		checkVersion(item, param(request, 'version'));
		const now = yield* clock();
		yield* changeSwarm((s) => withRow(s, tables[kind], { ...item, labels: stringMap(body, 'Labels') ?? {} }, now));
		return { status: 200 };
	},
	*remove(request: Request): Sys<Reply> {
		const swarm = yield* theSwarm();
		const item = find(swarm, kind, request.vars[0] ?? '');
		const using = users(swarm, kind, item.id);
		if (using.length > 0)
			throw badParameter(
				`rpc error: code = InvalidArgument desc = ${kind} '${item.name}' is in use by the following service${using.length > 1 ? 's' : ''}: ${using.join(', ')}`
			);
		yield* changeSwarm((s) => withoutRow(s, tables[kind], item.id));
		yield* logEvent(kind, 'remove', item.id, { name: item.name });
		return noContent;
	}
});
