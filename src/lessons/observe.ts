// A world as checks see it: pure reads of its state, and copies (a checkpoint, restored and thrown away) for what must run.
// Invariant: the world is the same before and after (HOUSE rule 12).
import { load } from '#src/scenario/drive.ts';
import { createWorld, type Checkpoint, type World } from '#src/sim/world/index.ts';
import type { BrowserResponse } from '#src/worker/protocol.ts';
import type { Observer, SeenProcess } from './checks/check.ts';

/** Virtual time a command in a copy may take, and the step in which its end is looked for. */
const commandLimitUs = 30_000_000;
const stepUs = 20_000;
/** Events a command in a copy may take: a loop without end does not hold the page up. */
const eventLimit = 400_000;
const outside = 9_000_000;
const decode = (bytes: Uint8Array | undefined): string => (bytes ? new TextDecoder().decode(bytes) : '');

/** Looks at a world as it is now; copies are made of the moment of the first command. */
export function observe(world: World): Observer {
	let base: Checkpoint | undefined;
	const results = new Map<string, Promise<{ stdout: string; stderr: string; exit: number | null }>>();
	const copy = (): Promise<World> =>
		createWorld(world.preset.name, { seed: world.engine.state.seed, programs: world.programs, from: (base ??= world.checkpoint()) });

	/** Lets a copy run until `done`. */
	const until = async (fork: World, done: () => boolean): Promise<boolean> => {
		const end = fork.now + commandLimitUs;
		let events = eventLimit;
		while (fork.now < end && events > 0) {
			const { wants, more } = fork.advance(stepUs, 5000);
			events -= more ? 5000 : 50;
			if (wants !== undefined) await load(fork, wants);
			else if (done()) return true;
		}
		return false;
	};

	const run = async (host: string, command: string) => {
		const fork = await copy();
		const dir = '/tmp/.drydock-check';
		fork.input({ kind: 'file.write', host, path: `${dir}/cmd`, data: new TextEncoder().encode(command) });
		const script = `eval "$(cat ${dir}/cmd)" >${dir}/out 2>${dir}/err </dev/null`;
		const env = { HOME: '/root', USER: 'root', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', KUBECONFIG: '/etc/kubernetes/admin.conf' };
		fork.input({
			kind: 'process.start',
			host,
			process: outside,
			options: { path: '/bin/bash', argv: ['bash', '-c', `${script}; echo $? >${dir}/rc`], env, cwd: '/root/lab' }
		});
		const ended = await until(fork, () => !fork.running(outside));
		const rc = decode(fork.readFile(host, `${dir}/rc`)).trim();
		return {
			stdout: decode(fork.readFile(host, `${dir}/out`)),
			stderr: decode(fork.readFile(host, `${dir}/err`)),
			exit: ended && rc !== '' ? Number(rc) : null
		};
	};

	return {
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
		processes(host) {
			const { state } = world.kernel(host);
			const root = state.processes.get(1)?.namespaces.pid;
			const seen: SeenProcess[] = [];
			for (const process of state.processes.values()) {
				if (process.state !== 'live') continue;
				seen.push({
					pid: process.pid,
					comm: process.comm,
					command: process.argv.join(' '),
					contained: process.namespaces.pid !== root,
					cgroup: process.cgroup
				});
			}
			return seen;
		},
		ports(host) {
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
		},
		run(host, command) {
			const key = `${host}\n${command}`;
			const known = results.get(key) ?? run(host, command);
			results.set(key, known);
			return known;
		},
		async fetch(host, url) {
			const fork = await copy();
			const path = '/run/drydock/check.json';
			fork.input({ kind: 'process.start', host, process: outside, options: { program: 'page-browser', argv: ['browser', url, path] } });
			await until(fork, () => !fork.running(outside));
			const text = decode(fork.readFile(host, path));
			return text === '' ? { url, error: 'ETIMEDOUT' } : (JSON.parse(text) as BrowserResponse);
		}
	};
}
