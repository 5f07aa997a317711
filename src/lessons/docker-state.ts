// What `docker … inspect` would say, read from the living daemon's memory by the daemon's own code: a pure read, without a copy of the
// machine. Leaves out what needs more than the memory (sizes on the disk); then, and while the daemon does not answer, there is no answer
// and the caller asks with a command in a copy.
// Invariant: only acts that read are performed; anything else a handler wants ends the reading.
import type { World } from '#src/sim/world/index.ts';
import type { Json } from '#src/worker/json.ts';
import type { DockerThing } from './checks/check.ts';

/** A handler's work, step by step. */
interface Routine {
	next(answer?: unknown): IteratorResult<unknown, unknown>;
}
type Handler = (request: never) => Routine;
const handlers: Readonly<Record<DockerThing, () => Promise<Handler>>> = {
	container: async () => (await import('#src/sim/dockerd/containers/read.ts')).inspectContainer as Handler,
	image: async () => (await import('#src/sim/dockerd/images/read.ts')).inspectImage as Handler,
	network: async () => (await import('#src/sim/dockerd/networks/handlers.ts')).inspectNetwork as Handler,
	volume: async () => (await import('#src/sim/dockerd/volumes/handlers.ts')).inspectVolume as Handler
};
const tables: Readonly<Record<DockerThing, string>> = { container: 'containers', image: 'images', network: 'networks', volume: 'volumes' };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The memory of a daemon that takes requests. */
function memoryOf(world: World, host: string): Readonly<Record<string, unknown>> | undefined {
	const { processes, threads } = world.kernel(host).state;
	for (const process of processes.values()) {
		if (process.program !== 'dockerd' || process.state !== 'live' || process.stopped) continue;
		const answers = process.threads.some((id) => threads.get(id)?.entry === 'acceptor');
		return answers && isRecord(process.memory) ? process.memory : undefined;
	}
	return undefined;
}

/** Runs a handler on a memory. */
function answered(routine: Routine, memory: unknown): unknown {
	for (let step = routine.next(); ;) {
		if (step.done) return step.value;
		const call = step.value;
		if (!isRecord(call) || call['op'] !== 'act' || typeof call['run'] !== 'function') return undefined;
		step = routine.next(call['run'](memory));
	}
}

/** A reply's JSON, as a copy. */
function jsonOf(reply: unknown): Json | undefined {
	if (!isRecord(reply) || reply['status'] !== 200) return undefined;
	const { json, body } = reply;
	return typeof body === 'string' ? (JSON.parse(body) as Json) : json === undefined ? undefined : (JSON.parse(JSON.stringify(json)) as Json);
}

/** All of a type as inspect shows it; undefined when it cannot be read that way. */
export async function inspectAll(world: World, host: string, what: DockerThing): Promise<Json[] | undefined> {
	const handler = await handlers[what]();
	const memory = memoryOf(world, host);
	const table = memory?.[tables[what]];
	if (!(table instanceof Map)) return undefined;
	const all: Json[] = [];
	try {
		for (const id of table.keys()) {
			const request = { fd: -1, method: 'GET', path: '', version: '1.51', query: new Map(), lists: new Map(), http: {}, vars: [String(id)] };
			const json = jsonOf(answered(handler(request as never), memory));
			if (json === undefined) return undefined;
			all.push(json);
		}
	} catch {
		return undefined;
	}
	return all;
}
