import { describe, expect, test } from 'vitest';
import { bytesOf, textOf } from '#src/worker/text.ts';
import type { Container, ContainerEntry, ContainerProcess } from './container.ts';
import type { Project } from './project.ts';
import { patience, Session, type Outside } from './session.ts';

/** A container without a Node in it: its disk is a table, and its processes do what the test says. */
function containerOf(programs: Readonly<Record<string, (process: Process, disk: Map<string, Uint8Array>) => void>>) {
	const disk = new Map<string, Uint8Array>();
	const spawned: string[] = [];
	const typed: string[] = [];
	const listeners: Record<string, (...values: never[]) => void> = {};
	const state = { torn: 0 };
	const entry = (name: string, folder: boolean): ContainerEntry => ({ name, isFile: () => !folder, isDirectory: () => folder });
	const container: Container = {
		fs: {
			async readdir(path) {
				const names = new Map<string, boolean>();
				for (const file of disk.keys()) {
					if (!file.startsWith(`${path}/`)) continue;
					const [name = '', ...more] = file.slice(path.length + 1).split('/');
					names.set(name, more.length > 0);
				}
				return [...names].map(([name, folder]) => entry(name, folder));
			},
			readFile: async (path) => disk.get(path) ?? new Uint8Array(),
			mkdir: async (path) => path,
			async rm(path) {
				for (const file of disk.keys()) if (file === path || file.startsWith(`${path}/`)) disk.delete(file);
			}
		},
		async mount(tree, { mountPoint }) {
			const walk = (at: typeof tree, inside: string): void => {
				for (const [name, node] of Object.entries(at)) {
					if ('directory' in node) walk(node.directory, `${inside}/${name}`);
					else if ('contents' in node.file)
						disk.set(`${inside}/${name}`, typeof node.file.contents === 'string' ? bytesOf(node.file.contents) : node.file.contents);
				}
			};
			walk(tree, mountPoint);
		},
		async spawn(command, args) {
			spawned.push([command, ...args].join(' '));
			const process = processOf(typed);
			programs[[command, ...args].join(' ')]?.(process, disk);
			return process;
		},
		on(event: string, listener: (...values: never[]) => void) {
			listeners[event] = listener;
			return () => {};
		},
		teardown: () => void state.torn++
	};
	return { container, disk, spawned, typed, state, say: (event: string, ...values: unknown[]) => listeners[event]?.(...(values as never[])) };
}

interface Process extends ContainerProcess {
	say(text: string): void;
	end(status: number): void;
	killed: boolean;
}
function processOf(typed: string[]): Process {
	let ended!: (status: number) => void;
	let out!: ReadableStreamDefaultController<string>;
	const exit = new Promise<number>((done) => (ended = done));
	const process: Process = {
		exit,
		input: new WritableStream({ write: (text) => void typed.push(text) }),
		output: new ReadableStream({ start: (controller) => void (out = controller) }),
		killed: false,
		kill() {
			process.killed = true;
			process.end(137);
		},
		resize: () => {},
		say: (text) => out.enqueue(text),
		end(status) {
			ended(status);
			try {
				out.close();
			} catch {
				// it has ended before
			}
		}
	};
	return process;
}

const files = (texts: Readonly<Record<string, string>>) => new Map(Object.entries(texts).map(([path, text]) => [path, bytesOf(text)]));
const app: Project = { host: 'docker', root: '/root/app', files: files({ 'server.js': 'console.log(1)\n' }), packages: false, command: ['node', 'server.js'] };
const withPackages: Project = { ...app, files: files({ 'server.js': '', 'package.json': '{"dependencies":{"ms":"2"}}' }), packages: true };

/** A session on time and network of the test's own. */
function rig(change: Partial<Outside> = {}, container?: Container) {
	const out: string[] = [];
	let timers: { ms: number; act: () => void }[] = [];
	const session = new Session({
		isolated: () => true,
		reloadIsolates: true,
		online: () => true,
		probe: async () => {},
		code: async () => ({ boot: async () => container ?? containerOf({}).container }),
		project: async () => app,
		write: (text) => void out.push(text),
		changed: () => {},
		after(ms, act) {
			const timer = { ms, act };
			timers.push(timer);
			return () => (timers = timers.filter((one) => one !== timer));
		},
		...change
	});
	/** All that can happen without time passing. */
	const settle = async (): Promise<void> => {
		for (let i = 0; i < 5; i++) await new Promise((done) => setImmediate(done));
	};
	const pass = async (ms: number): Promise<void> => {
		const due = timers.filter((timer) => timer.ms <= ms);
		timers = timers.filter((timer) => timer.ms > ms);
		for (const { act } of due) act();
		await settle();
	};
	const marks = (): string => session.state.steps.map(({ name, mark }) => `${name} ${mark}`).join(', ');
	return { session, out, settle, pass, marks, waiting: () => timers.length };
}
const never = <T>(): Promise<T> => new Promise<T>(() => {});

describe('real Node that is not to be had', () => {
	const cases: readonly (readonly [string, Partial<Outside>, number, string, string, string])[] = [
		[
			'a browser that cannot isolate',
			{ isolated: () => undefined },
			0,
			'This browser does not let a page be isolated from other sites, and real Node needs that.',
			'A current Chrome, Edge, Firefox or Safari does.',
			'probe'
		],
		[
			'a page that is not isolated',
			{ isolated: () => false },
			0,
			'This page is not isolated from other sites, and real Node needs that.',
			'Reload the page once: from the second visit on Drydock isolates it by itself.',
			'probe'
		],
		[
			'a page that a reload does not isolate',
			{ isolated: () => false, reloadIsolates: false },
			0,
			'This page is not isolated from other sites, and real Node needs that.',
			'Its web server sends no COOP and COEP headers.',
			'probe'
		],
		[
			'no network',
			{ online: () => false },
			0,
			'There is no network: the browser says that it is offline.',
			'Real Node is loaded from stackblitz.com.',
			'probe'
		],
		[
			'a probe that fails',
			{ probe: () => Promise.reject(new TypeError('Failed to fetch')) },
			0,
			'stackblitz.com cannot be reached from here.',
			'There is no way to it, or something on the way (a blocker, a proxy) refuses it.',
			'probe'
		],
		[
			'a probe that hangs',
			{ probe: never },
			patience.probe,
			'stackblitz.com did not answer within 6 s.',
			'The network may be slow, or something on the way swallows the request.',
			'probe'
		],
		[
			'code that does not load',
			{ code: () => Promise.reject(new TypeError('import')) },
			0,
			'The part of Drydock that talks to real Node did not load.',
			'Reload the page and try again.',
			'boot'
		],
		[
			'a boot that throws',
			{ code: async () => ({ boot: () => Promise.reject(new Error('no SharedArrayBuffer')) }) },
			0,
			'Real Node did not start: no SharedArrayBuffer.',
			'',
			'boot'
		],
		[
			'a boot that hangs',
			{ code: async () => ({ boot: never }) },
			patience.boot,
			'stackblitz.com answers, but real Node did not start within 45 s.',
			'A browser that blocks cookies and storage of third parties keeps it from starting.',
			'boot'
		],
		[
			'a project that cannot be read',
			{ project: () => Promise.reject(new Error('docker is off.')) },
			0,
			'The files could not be handed over: docker is off.',
			'',
			'mount'
		]
	];
	for (const [name, change, ms, told, hint, step] of cases) {
		test(`${name} is told in one sentence, so the learner knows what is missing: it is`, async () => {
			const { session, settle, pass, waiting } = rig(change);
			void session.start();
			await settle();
			if (ms > 0) {
				await pass(ms - 1);
				expect(session.state.phase).toBe('starting');
				await pass(ms);
			}
			expect(session.state).toMatchObject({ phase: 'failed', told, hint });
			expect(session.state.steps.find(({ mark }) => mark === 'failed')?.name).toBe(step);
			expect(waiting()).toBe(0);
		});
	}

	test('a probe that hangs is called off, so nothing is left under way: it is', async () => {
		let signal: AbortSignal | undefined;
		const { session, settle, pass } = rig({ probe: (given) => ((signal = given), never()) });
		void session.start();
		await settle();
		expect(signal?.aborted).toBe(false);
		await pass(patience.probe);
		expect(signal?.aborted).toBe(true);
	});

	test('a boot that comes too late is what the next try takes, so it is not begun twice: it does', async () => {
		const { container } = containerOf({ 'node server.js': (process) => process.end(0) });
		let [boots, come] = [0, (_: Container): void => {}];
		const { session, settle, pass } = rig({
			code: async () => ({ boot: () => (boots++, new Promise<Container>((done) => (come = done))) })
		});
		void session.start();
		await settle();
		await pass(patience.boot);
		expect(session.state.phase).toBe('failed');
		void session.start();
		await settle();
		come(container);
		await settle();
		expect([session.state.phase, boots]).toEqual(['ended', 1]);
	});

	test('a boot that comes after the pane was closed is torn down, so it takes no memory: it is', async () => {
		const { container, state } = containerOf({});
		let come = (_: Container): void => {};
		const { session, settle } = rig({ code: async () => ({ boot: () => new Promise<Container>((done) => (come = done)) }) });
		void session.start();
		await settle();
		session.close();
		come(container);
		await settle();
		expect(state.torn).toBe(1);
	});
});

describe('a run on real Node', () => {
	test('goes through its steps to its output and status, so the learner sees what happened: it does', async () => {
		const { container, spawned, disk } = containerOf({
			'node server.js': (process) => {
				process.say('1\r\n');
				process.end(3);
			}
		});
		const { session, settle, out, marks } = rig({}, container);
		void session.start();
		expect(marks()).toBe('probe now, boot waiting, mount waiting');
		await settle();
		expect(out.join('')).toBe('\x1b[2m$ node server.js\x1b[0m\r\n1\r\n');
		expect(session.state).toMatchObject({ phase: 'ended', told: 'node server.js ended with status 3.', status: 3 });
		expect(session.state.steps.map(({ text, mark }) => `${text}: ${mark}`)).toEqual([
			'Ask stackblitz.com: done',
			'Start real Node: done',
			'Hand over 1 file of /root/app: done',
			'node server.js: done'
		]);
		expect([...disk.keys()]).toEqual(['project/server.js']);
		expect(spawned).toEqual(['node server.js']);
	});

	test('installs packages first, and once for the same package.json, so a second run is quick: it does', async () => {
		const { container, spawned, disk } = containerOf({
			'npm install': (process, on) => {
				on.set('project/node_modules/ms/index.js', bytesOf('ms'));
				on.set('project/package-lock.json', bytesOf('{}'));
				process.end(0);
			},
			'node server.js': (process) => process.end(0)
		});
		const { session, settle, marks } = rig({ project: async () => withPackages }, container);
		void session.start();
		await settle();
		expect(marks()).toBe('probe done, boot done, mount done, install done, run done');
		expect(session.state.changes.list.map(({ path, data, was }) => [path, textOf(data), was])).toEqual([['package-lock.json', '{}', undefined]]);
		void session.start();
		await settle();
		expect(spawned).toEqual(['npm install', 'node server.js', 'node server.js']);
		expect([...disk.keys()]).toContain('project/node_modules/ms/index.js');
		expect(session.state.phase).toBe('ended');
	});

	test('ends with npm when that fails, so a run without its packages is not tried: it does', async () => {
		const { container, spawned } = containerOf({ 'npm install': (process) => process.end(1) });
		const { session, settle } = rig({ project: async () => withPackages }, container);
		void session.start();
		await settle();
		expect(session.state).toMatchObject({ phase: 'ended', told: 'npm install ended with status 1.', status: 1 });
		expect(spawned).toEqual(['npm install']);
	});

	test('shows where a server listens while it does, and hands on what is typed, so it can be used: it does', async () => {
		const { container, say, typed } = containerOf({});
		const { session, settle } = rig({}, container);
		void session.start();
		await settle();
		expect(session.state.phase).toBe('running');
		say('server-ready', 3000, 'https://x--3000.local-corp.webcontainer-api.io');
		say('server-ready', 80, 'https://x--80.local-corp.webcontainer-api.io');
		expect(session.state.servers.map(({ port }) => port)).toEqual([80, 3000]);
		say('port', 80, 'close', '');
		expect(session.state.servers.map(({ port }) => port)).toEqual([3000]);
		session.type('a');
		session.type('b');
		await settle();
		expect(typed).toEqual(['a', 'b']);
	});

	test('is ended by Stop, and what it still writes is not shown, so Stop is Stop: it is', async () => {
		let process: Process | undefined;
		const { container } = containerOf({ 'node server.js': (one) => void (process = one) });
		const { session, settle, out, waiting } = rig({}, container);
		void session.start();
		await settle();
		process?.say('before\r\n');
		await settle();
		session.stop();
		expect(session.state).toMatchObject({ phase: 'stopped', told: 'Stopped.', servers: [] });
		expect(process?.killed).toBe(true);
		await settle();
		expect(out.at(-1)).toBe('before\r\n');
		expect(session.state.phase).toBe('stopped');
		expect(waiting()).toBe(0);
	});

	test('can be stopped at every step, and begun again, so nobody has to wait for it: it can', async () => {
		for (const change of [{ probe: never }, { code: never }, { project: never }] as Partial<Outside>[]) {
			const { session, settle } = rig(change);
			void session.start();
			await settle();
			session.stop();
			await settle();
			expect(session.state.phase).toBe('stopped');
			expect(session.state.steps.some(({ mark }) => mark === 'now')).toBe(false);
		}
	});

	test('that writes without end is stopped, so a page keeps its memory: it is', async () => {
		let process: Process | undefined;
		const { container } = containerOf({ 'node server.js': (one) => void (process = one) });
		const { session, settle } = rig({}, container);
		void session.start();
		await settle();
		for (let i = 0; i < 18; i++) process?.say('y'.repeat(1 << 20));
		await settle();
		expect(session.state).toMatchObject({ phase: 'stopped', told: 'Stopped: it wrote more than 16 MiB.' });
		expect(process?.killed).toBe(true);
	});

	test('of another project finds nothing of the one before, so they do not mix: it does not', async () => {
		const { container, disk } = containerOf({ 'node server.js': (process) => process.end(0), 'node other.js': (process) => process.end(0) });
		const projects = [app, { ...app, root: '/root/other', files: files({ 'other.js': '' }), command: ['node', 'other.js'] as const }];
		let n = 0;
		const { session, settle } = rig({ project: async () => projects[n++] ?? app }, container);
		void session.start();
		await settle();
		disk.set('project/node_modules/x', bytesOf('x'));
		void session.start();
		await settle();
		expect([...disk.keys()]).toEqual(['project/other.js']);
	});

	test('tells when the container breaks down, so it does not look as if it still ran: it does', async () => {
		const { container, say } = containerOf({});
		const { session, settle } = rig({}, container);
		void session.start();
		await settle();
		say('error', { message: 'out of memory' });
		expect(session.state).toMatchObject({ phase: 'failed', told: 'Real Node has broken down: out of memory.' });
	});

	test('is torn down with its pane and comes anew, so it takes no memory unseen: it does', async () => {
		const { container, state } = containerOf({ 'node server.js': (process) => process.end(0) });
		const { session, settle } = rig({}, container);
		void session.start();
		await settle();
		session.close();
		expect(state.torn).toBe(1);
		void session.start();
		await settle();
		expect(session.state.phase).toBe('ended');
	});
});
