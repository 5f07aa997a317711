// A world as checks see it: pure reads of its state, and copies (a checkpoint, restored and thrown away) for what must run.
// Commands share a copy as long as they change nothing in it, and probes share another; the same question is asked once.
// Invariant: the world is the same before and after (HOUSE rule 12).
import { load } from '#src/scenario/drive.ts';
import { createWorld, type World } from '#src/sim/world/index.ts';
import type { Json } from '#src/worker/json.ts';
import { changesFrom } from './changes.ts';
import { inspectAll } from './docker-state.ts';
import type { Observer, Place, Probe, ProbeAnswer, SeenProcess } from './checks/check.ts';

/** Virtual time a command in a copy may take, and the step in which its end is looked for. */
const commandLimitUs = 30_000_000;
const stepUs = 20_000;
/** Events a command in a copy may take: a loop without end does not hold the page up. */
const eventLimit = 400_000;
const outside = 9_000_000;
const decode = (bytes: Uint8Array | undefined): string => (bytes ? new TextDecoder().decode(bytes) : '');
const login = { HOME: '/root', USER: 'root', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
/** Where a control plane keeps its administrator's configuration; other machines have root's own. */
const adminConfig = '/etc/kubernetes/admin.conf';

interface Ran {
	readonly stdout: string;
	readonly stderr: string;
	readonly exit: number | null;
}

/** Lets a copy run until `done`; false when it takes too long. */
async function until(fork: World, done: () => boolean): Promise<boolean> {
	const end = fork.now + commandLimitUs;
	let events = eventLimit;
	while (fork.now < end && events > 0) {
		const { wants, more } = fork.advance(stepUs, 5000);
		events -= more ? 5000 : 50;
		if (wants !== undefined) await load(fork, wants);
		else if (done()) return true;
	}
	return false;
}

/** Runs a command in a copy that may be used up by it. */
async function runIn(fork: World, host: string, command: string, process: number): Promise<Ran> {
	const dir = `/tmp/.drydock-check-${process}`;
	fork.input({ kind: 'file.write', host, path: `${dir}/cmd`, data: new TextEncoder().encode(command) });
	const script = `eval "$(cat ${dir}/cmd)" >${dir}/out 2>${dir}/err </dev/null`;
	const env = fork.readFile(host, adminConfig) ? { ...login, KUBECONFIG: adminConfig } : login;
	const argv = ['bash', '-c', `${script}; echo $? >${dir}/rc`];
	fork.input({ kind: 'process.start', host, process, options: { path: '/bin/bash', argv, env, cwd: '/root' } });
	const ended = await until(fork, () => !fork.running(process));
	const read = (name: string): string => decode(fork.readFile(host, `${dir}/${name}`));
	const rc = read('rc').trim();
	return { stdout: read('out'), stderr: read('err'), exit: ended && rc !== '' ? Number(rc) : null };
}

function processesOf(world: World, host: string): SeenProcess[] {
	const { state } = world.kernel(host);
	const root = state.processes.get(1)?.namespaces.pid;
	const seen: SeenProcess[] = [];
	for (const process of state.processes.values()) {
		if (process.state !== 'live') continue;
		const { pid, comm, argv, namespaces, cgroup } = process;
		seen.push({ pid, comm, command: argv.join(' '), contained: namespaces.pid !== root, cgroup });
	}
	return seen;
}

function portsOf(world: World, host: string): Map<number, string> {
	const { state } = world.kernel(host);
	const root = state.processes.get(1)?.namespaces.net;
	const ports = new Map<number, string>();
	const listeners = new Map<number, number>();
	for (const socket of state.net.sockets.values()) {
		if (socket.kind !== 'listen' || socket.net !== 'tcp' || socket.netns !== root || socket.local.net !== 'tcp') continue;
		ports.set(socket.local.port, '');
		listeners.set(socket.id, socket.local.port);
	}
	for (const process of state.processes.values()) {
		for (const { file } of process.fds.values()) {
			const open = state.files.get(file);
			const port = open?.kind === 'socket' ? listeners.get(open.object) : undefined;
			if (port !== undefined) ports.set(port, process.comm);
		}
	}
	return ports;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The values of etcd's keys, from the memory of the first one that runs. */
function objectsOf(world: World): Json[] | undefined {
	for (const host of world.hosts()) {
		for (const process of world.kernel(host).state.processes.values()) {
			if (process.program !== 'etcd' || process.state !== 'live' || !isRecord(process.memory)) continue;
			const { space } = process.memory;
			const keys = isRecord(space) ? space['keys'] : undefined;
			if (!(keys instanceof Map)) continue;
			const objects: Json[] = [];
			for (const entry of keys.values()) if (isRecord(entry) && isRecord(entry['value'])) objects.push(entry['value'] as Json);
			return objects;
		}
	}
	return undefined;
}

/** A copy that questions are asked in, one after the other. */
interface Copy {
	readonly fork: Promise<World>;
	last: Promise<unknown>;
}

const latest = new WeakMap<World, { readonly moment: string; readonly observer: Observer }>();

/** Looks at a world as it is now, with what was asked of this very moment before: a copy costs more than most questions. */
export function observed(world: World): Observer {
	const moment = `${world.now} ${world.engine.state.dispatched} ${world.log.length}`;
	const known = latest.get(world);
	if (known?.moment === moment) return known.observer;
	const observer = observe(world);
	latest.set(world, { moment, observer });
	return observer;
}

/** Looks at a world as it is now; a copy is of the moment of its first question. */
export function observe(world: World): Observer {
	const copies: { commands?: Copy; probes?: Copy } = {};
	let asked = outside;
	const results = new Map<string, Promise<unknown>>();
	const copy = (): Promise<World> =>
		createWorld(world.preset.name, {
			seed: world.engine.state.seed,
			epoch: world.preset.epoch,
			programs: world.programs,
			from: world.checkpoint(),
			take: true
		});
	const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
		const known = results.get(key) as Promise<T> | undefined;
		if (known) return known;
		const asked = ask();
		results.set(key, asked);
		return asked;
	};
	/** Asks in the copy of its kind; probes leave lines in logs, so commands have a copy of their own. */
	const inCopy = <T>(kind: 'commands' | 'probes', ask: (fork: World, process: number) => Promise<T>): Promise<T> => {
		const shared = (copies[kind] ??= { fork: copy(), last: Promise.resolve() });
		const answer = shared.last.then(async () => ask(await shared.fork, ++asked));
		shared.last = answer.catch(() => {});
		return answer;
	};

	/** A command; when it has changed something or does not end, the next one gets a new copy. */
	const ask = (host: string, command: string): Promise<Ran> =>
		once(`ask\n${host}\n${command}`, () =>
			inCopy('commands', async (fork, process) => {
				const changed = changesFrom(fork);
				const ran = await runIn(fork, host, command, process);
				if (ran.exit === null || changed()) delete copies.commands;
				return ran;
			})
		);

	/** The first process of a container or a pod: whose namespaces a probe joins. */
	const inside = async ({ host, container, pod, namespace = 'default' }: Place): Promise<{ host: string; pid: number } | string> => {
		if (container !== undefined) {
			const all = (await inspectAll(world, host, 'container')) as { Name: string; State: { Pid: number } }[] | undefined;
			const found = all?.find(({ Name }) => Name === `/${container}`);
			if (found) return found.State.Pid > 0 ? { host, pid: found.State.Pid } : `there is no running container ${container}`;
			const { stdout } = await ask(host, `docker container inspect -f '{{.State.Pid}}' '${container.replaceAll("'", '')}'`);
			const pid = Number(stdout.trim());
			return pid > 0 ? { host, pid } : `there is no running container ${container}`;
		}
		const found = objectsOf(world)?.find((object) => {
			const { kind, metadata } = object as { kind?: string; metadata?: { name?: string; namespace?: string } };
			return kind === 'Pod' && metadata?.name === pod && metadata?.namespace === namespace;
		}) as { spec?: { nodeName?: string }; status?: { containerStatuses?: { containerID?: string }[] } } | undefined;
		const id = found?.status?.containerStatuses?.[0]?.containerID?.replace('containerd://', '') ?? '';
		const node = found?.spec?.nodeName ?? host;
		const process = id === '' || !world.hosts().includes(node) ? undefined : processesOf(world, node).find(({ cgroup }) => cgroup.includes(id));
		return process ? { host: node, pid: process.pid } : `there is no running pod ${pod ?? ''}`;
	};

	const probe = async (place: Place, { what, target }: Probe): Promise<ProbeAnswer> => {
		const within = place.container === undefined && place.pod === undefined ? undefined : await inside(place);
		if (typeof within === 'string') return { error: within };
		return inCopy('probes', async (fork, process) => {
			const { count } = fork.engine.state.trace;
			const from = within && { pid: within.pid };
			const options = { program: 'page-probe', argv: ['probe', what, target], ...(from && { namespaces: { net: from, mnt: from } }) };
			fork.input({ kind: 'process.start', host: within?.host ?? place.host, process, options });
			await until(fork, () => !fork.running(process));
			const fact = fork.engine.state.trace.ring.findLast(({ kind, n }) => kind === 'page.probe' && n >= count);
			return fact ? (JSON.parse(String(fact.data['answer'])) as ProbeAnswer) : { error: 'ETIMEDOUT' };
		});
	};

	return {
		now: world.now,
		hosts: world.hosts(),
		machine(host) {
			if (!world.hosts().includes(host)) return undefined;
			const { running, boots } = world.kernel(host).state;
			return { on: running, boots };
		},
		file: (host, path) => {
			const bytes = world.readFile(host, path);
			return bytes && decode(bytes);
		},
		processes: (host) => processesOf(world, host),
		ports: (host) => portsOf(world, host),
		facts: () => world.engine.state.trace.ring,
		objects: () => objectsOf(world),
		async docker(host, what) {
			const read = await once(`docker\n${host}\n${what}`, () => inspectAll(world, host, what));
			if (read) return read;
			const list = { container: 'docker container ls -aq', image: 'docker image ls -q', network: 'docker network ls -q', volume: 'docker volume ls -q' }[what];
			const ids = await ask(host, `${list} --no-trunc`.replace('volume ls -q --no-trunc', 'volume ls -q'));
			if (ids.exit !== 0) return ids.stderr.trim().split('\n')[0] ?? 'docker does not answer';
			const names = [...new Set(ids.stdout.split(/\s+/).filter(Boolean))];
			if (names.length === 0) return [];
			const { stdout } = await ask(host, `docker ${what} inspect ${names.join(' ')}`);
			return stdout.trim() === '' ? [] : (JSON.parse(stdout) as Json[]);
		},
		run: ask,
		probe: (place, what) => once(JSON.stringify([place, what]), () => probe(place, what))
	};
}
