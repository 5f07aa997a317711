// The Engine API as compose asks it: every wait for an answer is one that other routines may use, and can be cancelled.
// In a dry run what would change something is not sent (pkg/api/dryrunclient.go); created containers are remembered for the start.
import type { Sys } from '../../engine/index.ts';
import { recv, type Body, type HttpResponse } from '../../kernel/index.ts';
import { concat } from '../../values/index.ts';
import { begin, closeQuietly, filtersJson, headOf, nextMessage, opened, segment, type CallOptions, type Stream } from '../docker/client/api.ts';
import { bodyJson, toBytes, type Pending } from '../docker/client/http.ts';
import { Failure } from '../docker/failure.ts';
import type { ContainerSummary } from '../docker/format/container.ts';
import type { App } from './app.ts';
import { Canceled, readable } from './fibers.ts';
import { labels } from './labels.ts';

export interface Mount {
	readonly Type: string;
	readonly Name?: string;
	readonly Source: string;
	readonly Destination: string;
	readonly Driver?: string;
	readonly RW: boolean;
}
/** A row of GET /containers/json. */
export interface Container extends ContainerSummary {
	readonly Labels: Readonly<Record<string, string>>;
	readonly NetworkSettings?: { readonly Networks: Readonly<Record<string, { readonly NetworkID: string }>> | null };
	readonly Mounts?: readonly Mount[] | null;
}
/** GET /containers/x/json, what compose reads of it. */
export interface Inspected {
	readonly Id: string;
	readonly Name: string;
	readonly Config: { readonly Labels: Readonly<Record<string, string>> | null; readonly Tty?: boolean; readonly Healthcheck?: unknown };
	readonly State: {
		readonly Status: string;
		readonly Running: boolean;
		readonly Restarting: boolean;
		readonly ExitCode: number;
		readonly Health?: { readonly Status: string } | null;
	};
	readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly NetworkID: string }>> | null };
}

/** What a dry run would have created. */
export class DryRun {
	containers: Container[] = [];
}
export type Engine = App & { readonly dry: DryRun | undefined };
export const engineOf = (app: App): Engine => ({ ...app, dry: app.dryRun ? new DryRun() : undefined });

/** Waits as `readable`; a cancelled wait gives the connection up. */
function* answered(fd: number): Sys<void> {
	try {
		yield* readable(fd);
	} catch (e) {
		if (e instanceof Canceled) yield* closeQuietly(fd);
		throw e;
	}
}
function* bodyOf(fd: number, response: HttpResponse): Sys<Body> {
	if (response.stream !== true) return response.body ?? '';
	const pieces: Body[] = [];
	for (;;) {
		yield* answered(fd);
		const chunk = yield* recv(fd, { http: 'response' });
		if (chunk === null || chunk.kind === 'end') return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : concat(pieces.map(toBytes));
		if (chunk.kind === 'chunk') pieces.push(chunk.body);
	}
}

/** The head of an answer that others may be waited for meanwhile. */
export function* head(app: App, method: string, path: string, options: CallOptions = {}): Sys<{ pending: Pending; response: HttpResponse }> {
	const pending = yield* begin(app.cli, method, path, options);
	yield* answered(pending.fd);
	return { pending, response: yield* headOf(pending) };
}
/** A call answered whole. Throws Failure with the daemon's words. */
export function* ask(app: App, method: string, path: string, options: CallOptions = {}): Sys<{ response: HttpResponse; body: Body }> {
	const { pending, response } = yield* head(app, method, path, options);
	const body = yield* bodyOf(pending.fd, response);
	yield* closeQuietly(pending.fd);
	return { response, body };
}
/** A call answered with JSON of the type that the API says for this path. */
export function* askJson<T>(app: App, method: string, path: string, options: CallOptions = {}): Sys<T> {
	return bodyJson((yield* ask(app, method, path, options)).body) as T;
}
/** A call that changes something: not sent in a dry run. */
export function* change(app: App, method: string, path: string, options: CallOptions = {}): Sys<void> {
	if (!app.dryRun) yield* ask(app, method, path, options);
}
/** A streamed answer. */
export function* openStream(app: App, method: string, path: string, options: CallOptions = {}): Sys<Stream> {
	const { pending, response } = yield* head(app, method, path, options);
	return opened(pending.fd, response);
}
/** The next JSON message of a stream, or undefined at its end. */
export function* nextOf(stream: Stream): Sys<{ message: unknown; stream: Stream } | undefined> {
	if (stream.queue.length === 0 && !stream.ended) yield* answered(stream.fd);
	return yield* nextMessage(stream);
}

export const isNotFound = (e: unknown): boolean => e instanceof Failure && e.status === 404;
export const isConflict = (e: unknown): boolean => e instanceof Failure && e.status === 409;

const containerPath = (id: string, action = ''): string => `/containers/${segment(id)}${action}`;

export type OneOff = 'include' | 'exclude' | 'only';
export interface Wanted {
	readonly oneOff: OneOff;
	/** Stopped ones too. */
	readonly all: boolean;
	readonly services?: readonly string[];
	readonly number?: number;
}
const labelFilter = (pairs: readonly (readonly [key: string, value?: string])[]): { label: readonly string[] } => ({
	label: pairs.map(([key, value]) => (value === undefined ? key : `${key}=${value}`))
});
export { labelFilter };

/** The containers compose made for a project, newest first. */
export function* getContainers(app: Engine, project: string, wanted: Wanted): Sys<readonly Container[]> {
	const { services = [] } = wanted;
	const pairs: (readonly [string, string?])[] = [[labels.project, project]];
	if (services.length === 1) pairs.push([labels.service, services[0] ?? '']);
	pairs.push([labels.configHash]);
	if (wanted.oneOff !== 'include') pairs.push([labels.oneOff, wanted.oneOff === 'only' ? 'True' : 'False']);
	if (wanted.number !== undefined && wanted.number > 0) pairs.push([labels.number, String(wanted.number)]);
	const list = yield* listContainers(app, labelFilter(pairs), wanted.all);
	if (app.dry && app.dry.containers.length === 0) app.dry.containers = [...list];
	return services.length > 1 ? list.filter((container) => services.includes(container.Labels[labels.service] ?? '')) : list;
}
/** GET /containers/json. */
export const listContainers = (app: App, filters: Readonly<Record<string, readonly string[]>>, all: boolean): Sys<readonly Container[]> =>
	askJson<readonly Container[]>(app, 'GET', '/containers/json', { query: { all, filters: filtersJson(filters) } });

export function* inspect(app: Engine, id: string): Sys<Inspected> {
	try {
		return yield* askJson<Inspected>(app, 'GET', containerPath(id, '/json'));
	} catch (e) {
		if (!(e instanceof Failure) || !app.dry) throw e;
		return {
			Id: app.dry.containers.some((container) => container.Id === id) ? id : 'dryRunId',
			Name: id,
			Config: { Labels: {} },
			State: { Status: 'running', Running: true, Restarting: false, ExitCode: 0, Health: { Status: 'healthy' } },
			NetworkSettings: { Networks: {} }
		};
	}
}
export const startContainer = (app: App, id: string): Sys<void> => change(app, 'POST', containerPath(id, '/start'));
/** Timeout in seconds; absent: the container's own. */
export const stopContainer = (app: App, id: string, timeout: number | undefined): Sys<void> =>
	change(app, 'POST', containerPath(id, '/stop'), { query: { t: timeout === undefined ? undefined : String(timeout) } });
export const restartContainer = (app: App, id: string, timeout: number | undefined): Sys<void> =>
	change(app, 'POST', containerPath(id, '/restart'), { query: { t: timeout === undefined ? undefined : String(timeout) } });
export const killContainer = (app: App, id: string, signal: string): Sys<void> => change(app, 'POST', containerPath(id, '/kill'), { query: { signal } });
export const pauseContainer = (app: App, id: string, action: 'pause' | 'unpause'): Sys<void> => change(app, 'POST', containerPath(id, `/${action}`));
export const removeContainer = (app: App, id: string, options: { readonly force?: boolean; readonly volumes?: boolean }): Sys<void> =>
	change(app, 'DELETE', containerPath(id), { query: { force: options.force, v: options.volumes } });
export const renameContainer = (app: App, id: string, name: string): Sys<void> => change(app, 'POST', containerPath(id, '/rename'), { query: { name } });
