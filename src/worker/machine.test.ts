import { describe, expect, test } from 'vitest';
import { Grader } from './grader.ts';
import type { Check, Task } from '#src/lessons/lesson.ts';
import { memoryKeeper, type Keeper } from './keeper.ts';
import { newTask, type TaskProgress } from './learner.ts';
import { Machine } from './machine.ts';
import type { ToPage } from './protocol.ts';
import { bytesOf, textOf } from './text.ts';
import { promptStands } from './transcript.ts';

/** A machine on a clock of the test's own: nothing waits for the wall. */
function rig(keeper: Keeper, build = 'one', tasks: readonly Task[] = []) {
	const posts: ToPage[] = [];
	let now = 0;
	let timers: { at: number; act: () => void }[] = [];
	const after = (ms: number, act: () => void) => void timers.push({ at: now + ms, act });
	const around = {
		keeper,
		build,
		post: (message: ToPage) => void posts.push(message),
		clock: () => now,
		date: () => 0,
		soon: (act: () => void) => after(0, act),
		after
	};
	const progress = new Map<string, TaskProgress>();
	/** What was kept when, and what was posted when, in order. */
	const order: string[] = [];
	const grader = new Grader({
		tasks,
		post: (message) => {
			if (message.type === 'tasks') order.push(...message.tasks.filter(({ passed }) => passed).map(({ task }) => `shown ${task}`));
			around.post(message);
		},
		after,
		keep: async (task, change) => {
			const kept = change(progress.get(task.id) ?? newTask('test', task.id, task.version));
			progress.set(task.id, kept);
			if (kept.passed !== undefined) order.push(`kept ${task.id}`);
		},
		date: () => 7,
		finished: async () => void order.push('finished')
	});
	const machine = new Machine(around, { machine: 'test', preset: 'docker', tasks }, grader);
	/** Lets `ms` pass on the wall. */
	const pass = async (ms: number): Promise<void> => {
		for (const end = now + ms; now < end; now++) {
			const due = timers.filter(({ at }) => at <= now);
			timers = timers.filter(({ at }) => at > now);
			for (const { act } of due) act();
			await new Promise((done) => setImmediate(done));
		}
	};
	/** Passes time until something holds: program code is loaded on the way, which takes what it takes. */
	const until = async (holds: () => boolean): Promise<void> => {
		for (let i = 0; i < 2000 && !holds(); i++) {
			await pass(10);
			await new Promise((done) => setTimeout(done, 1));
		}
		expect(holds()).toBe(true);
	};
	const atPrompt = (): boolean => promptStands(machine.terminals.table.get(1)?.transcript.lastLine() ?? '');
	const start = async (prompt = true): Promise<void> => {
		let started = false;
		const starting = machine.start(() => {}).then(() => (started = true));
		await until(() => started && machine.world.now > 2_000_000 && (!prompt || atPrompt()));
		await starting;
	};
	const run = async (line: string): Promise<void> => {
		await machine.call({ op: 'terminal.run', terminal: 1, command: line });
		await pass(5);
		await until(atPrompt);
	};
	const file = (path: string): string | undefined => {
		const bytes = machine.world.readFile('docker', path);
		return bytes && textOf(bytes);
	};
	const screen = (): string => textOf(machine.terminals.table.get(1)?.transcript.bytes() ?? new Uint8Array());
	return { machine, posts, pass, until, start, run, file, screen, grader, progress, order };
}

describe('a machine in the worker', () => {
	test('an input is kept before the world acts on it, so a killed tab loses nothing that was confirmed: it is', async () => {
		const keeper = memoryKeeper();
		const kept: number[] = [];
		const { machine, start } = rig({
			...keeper,
			append: async (first, entries) => {
				await keeper.append(first, entries);
				kept.push(machine.world?.log.length ?? 0);
			}
		});
		await start();
		const before = machine.world.log.length;
		await machine.input({ kind: 'terminal.input', terminal: 1, data: bytesOf('x') });
		expect(kept.at(-1)).toBe(before);
		expect(machine.world.log.length).toBe(before + 1);
	});

	test('a reload brings back the same machine and screen, with and without a checkpoint, so nothing is lost: it does', async () => {
		for (const save of [false, true]) {
			const keeper = memoryKeeper();
			const first = rig(keeper);
			await first.start();
			await first.run('echo kept > /root/a; name=drydock');
			if (save) await first.machine.save();
			await first.run('echo $name');
			await first.pass(2500);
			const { digest } = first.machine.world.engine.state.trace;
			const until = first.machine.header.watermark;
			const second = rig(keeper);
			await second.start();
			expect(second.file('/root/a')).toBe('kept\n');
			expect(second.screen()).toContain('drydock\r\n');
			expect(second.machine.world.now).toBeGreaterThanOrEqual(until);
			if (second.machine.world.now === first.machine.world.now) expect(second.machine.world.engine.state.trace.digest).toBe(digest);
			await second.run('echo $name again');
			expect(second.screen()).toContain('drydock again');
		}
	});

	test('undo takes back command after command, the line stays at the prompt, and what was undone stays away after a reload, so one may try: it does', async () => {
		const keeper = memoryKeeper();
		const { machine, start, run, file, screen, pass } = rig(keeper);
		await start();
		await run('echo one > /root/a');
		await run('rm /root/a');
		expect(file('/root/a')).toBeUndefined();
		expect(await machine.call({ op: 'undo' })).toBe('rm /root/a');
		expect(file('/root/a')).toBe('one\n');
		expect(screen()).toMatch(/rm \/root\/a$/);
		await machine.call({ op: 'power', host: 'docker', on: false });
		expect(await machine.call({ op: 'undo' })).toBe('cut the power of docker');
		expect(machine.hosts()).toEqual([{ name: 'docker', on: true }]);
		await pass(2500);
		const again = rig(keeper);
		await again.start(false);
		expect(again.screen()).toMatch(/rm \/root\/a$/);
		expect(again.file('/root/a')).toBe('one\n');
	});

	test('a log of another build is not replayed, its checkpoint is used, so an update never guesses: it is', async () => {
		const keeper = memoryKeeper();
		const old = rig(keeper, 'old');
		await old.start();
		await old.run('echo one > /root/a');
		await old.machine.save();
		await old.run('echo two > /root/a');
		const renewed = rig(keeper, 'new');
		await renewed.start();
		expect(renewed.file('/root/a')).toBe('one\n');
		expect(renewed.posts.find((post) => post.type === 'opened')?.notice).toContain('Drydock was updated');
		expect(await renewed.machine.call({ op: 'undo' })).toBeNull();
		await expect(renewed.machine.call({ op: 'share' })).rejects.toThrow('came through an update');
	});

	test('a machine of another build that has no checkpoint, or one that cannot be read, begins anew with the files its learner saved, so work in the editor is kept: it does', async () => {
		for (const damage of [false, true]) {
			const keeper = memoryKeeper();
			const old = rig(keeper, 'old');
			await old.start();
			await old.machine.call({ op: 'file.write', host: 'docker', path: '/root/app/compose.yaml', text: 'one' });
			await old.machine.call({ op: 'file.save', host: 'docker', path: '/root/app/compose.yaml', text: 'two', base: 'one' });
			await old.machine.call({ op: 'file.write', host: 'docker', path: '/root/gone', text: 'x' });
			await old.machine.call({ op: 'file.remove', host: 'docker', path: '/root/gone' });
			if (damage) await old.machine.save();
			const load = async (upTo?: number) => {
				const loaded = await keeper.load(upTo);
				if (damage && loaded?.saved && loaded.header.build === 'old')
					return { ...loaded, saved: { ...loaded.saved, checkpoint: { ...loaded.saved.checkpoint, kernels: [] as never[], engine: {} as never } } };
				return loaded;
			};
			const renewed = rig({ ...keeper, load }, 'new');
			await renewed.start();
			expect(renewed.file('/root/app/compose.yaml')).toBe('two');
			expect(renewed.file('/root/gone')).toBeUndefined();
			expect(renewed.posts.find((post) => post.type === 'opened')?.notice).toContain('The file you saved from the editor or brought along is in it again');
			const again = rig(keeper, 'new');
			await again.start();
			expect(again.file('/root/app/compose.yaml')).toBe('two');
			expect(again.posts.find((post) => post.type === 'opened')?.notice).toBeUndefined();
		}
	});

	test('when the browser is full the learner is told, the machine goes on, and space makes everything kept again without a gap, so a save never lies: it does', async () => {
		const keeper = memoryKeeper();
		let full = false;
		let thinned = 0;
		const limited = <Args extends unknown[]>(act: (...args: Args) => Promise<void>) => {
			return async (...args: Args): Promise<void> => {
				if (full) throw new DOMException('no space', 'QuotaExceededError');
				return act(...args);
			};
		};
		const tight = {
			...keeper,
			append: limited(keeper.append),
			header: limited(keeper.header),
			checkpoint: limited(keeper.checkpoint),
			thin: async () => void thinned++
		};
		const first = rig(tight);
		await first.start();
		await first.run('echo one > /root/a');
		full = true;
		await first.run('echo two > /root/b');
		await first.machine.save();
		const told = first.posts.filter((post) => post.type === 'storage').map(({ message }) => message);
		expect(told).toHaveLength(1);
		expect(told[0]).toContain('no space left');
		expect(thinned).toBeGreaterThan(0);
		expect(first.file('/root/b')).toBe('two\n');
		full = false;
		await first.run('echo three > /root/c');
		const between = rig(keeper);
		await between.start();
		expect([between.file('/root/a'), between.file('/root/b'), between.file('/root/c')]).toEqual(['one\n', undefined, undefined]);
		between.machine.stop();
		await first.machine.save();
		await first.run('echo four > /root/d');
		const last = rig(keeper);
		await last.start();
		expect(['a', 'b', 'c', 'd'].map((name) => last.file(`/root/${name}`))).toEqual(['one\n', 'two\n', 'three\n', 'four\n']);
		expect(first.posts.filter((post) => post.type === 'storage').at(-1)?.message).toContain('Saving works again');
	});

	test('an input that the machine refuses is refused again on replay, so a full disk or a machine that is off does not lose the save: it is', async () => {
		const keeper = memoryKeeper();
		const first = rig(keeper);
		await first.start();
		await first.run('mkdir /root/dir');
		await expect(first.machine.call({ op: 'file.write', host: 'docker', path: '/root/dir', text: 'x' })).rejects.toThrow(
			'/root/dir was not written: it is a directory'
		);
		await first.run('echo kept > /root/a');
		const second = rig(keeper);
		await second.start();
		expect(second.file('/root/a')).toBe('kept\n');
	});

	test('a save over what somebody else wrote meanwhile is refused and shows it, so nothing is overwritten unseen: it is', async () => {
		const { machine, start, run, file } = rig(memoryKeeper());
		await start();
		expect(await machine.call({ op: 'file.save', host: 'docker', path: '/root/x/a', text: 'mine', base: null })).toEqual({ saved: true });
		await run('echo theirs > /root/x/a');
		expect(await machine.call({ op: 'file.save', host: 'docker', path: '/root/x/a', text: 'mine again', base: 'mine' })).toEqual({
			saved: false,
			there: 'theirs\n'
		});
		expect(file('/root/x/a')).toBe('theirs\n');
		expect(await machine.call({ op: 'file.list', host: 'docker', path: '/root/x' })).toEqual([{ name: 'a', type: 'file' }]);
		expect(await machine.call({ op: 'file.list', host: 'docker', path: '/root/nothing' })).toBeNull();
		expect(await machine.call({ op: 'file.stat', host: 'docker', path: '/root/x/a' })).toMatchObject({ type: 'file', mode: 0o644, size: 7 });
		for (const path of ['root/a', '/root/../etc/passwd', '/proc/1/x', '/root/'])
			await expect(machine.call({ op: 'files.drop', host: 'docker', files: [{ path, data: new Uint8Array(), mode: 0o644 }] })).rejects.toThrow(path);
	});

	test('time stands still while the page is hidden or paused, so a sleeping laptop loses no minute: it does', async () => {
		const { machine, start, pass } = rig(memoryKeeper());
		await start();
		machine.visible(false);
		const at = machine.world.now;
		await pass(500);
		expect(machine.world.now).toBe(at);
		machine.visible(true);
		await pass(200);
		expect(machine.world.now).toBeGreaterThan(at);
		expect(machine.world.now).toBeLessThan(at + 300_000);
		machine.time.set({ op: 'time', paused: true });
		const paused = machine.world.now;
		await pass(200);
		expect(machine.world.now).toBe(paused);
	});
});

const check = (args: Check['args'], kind = 'file'): Check => ({ kind, title: [], args, line: 1 });
const oneTask = (id: string, checks: readonly Check[]): Task => ({
	id,
	title: [],
	text: [],
	checks,
	hints: [],
	solution: [],
	solutions: [],
	version: 'v',
	line: 1
});

describe('the grader of a machine', () => {
	test('a change that shows a moment after it was told is seen all the same, so no learner waits for a tick that never comes: it is', async () => {
		const tasks = [oneTask('a', [check({ file: '/root/late' })])];
		const { start, run, until, order } = rig(memoryKeeper(), 'one', tasks);
		await start();
		await run('(sleep 1; touch /root/late) &');
		await until(() => order.includes('shown a'));
	});

	test('what is reached is kept before it is shown, with the commands it took, so nothing shown is ever lost: it is', async () => {
		const tasks = [oneTask('a', [check({ file: '/root/a' }), check({ file: '/root/b', contains: 'yes' })]), oneTask('last', [check({ file: '/root/c' })])];
		const { start, run, until, progress, order, posts, grader } = rig(memoryKeeper(), 'one', tasks);
		await start();
		await run('echo no > /root/b');
		await run('touch /root/a');
		await until(() => progress.get('a')?.held.length === 1);
		expect(progress.get('a')).toMatchObject({ held: [0] });
		await run('echo yes > /root/b');
		await until(() => order.includes('shown a'));
		expect(progress.get('a')).toMatchObject({ held: [0, 1], passed: 7, passedVersion: 'v', attempts: 3 });
		expect(order.indexOf('kept a')).toBeLessThan(order.indexOf('shown a'));
		await run('rm /root/a');
		const latest = () => posts.findLast((post) => post.type === 'tasks')?.tasks[0];
		await until(() => latest()?.checks[0]?.ok === false);
		expect(latest()).toMatchObject({ passed: true });
		expect(order).not.toContain('finished');
		await run('touch /root/c');
		await until(() => order.includes('finished'));
		expect(progress.get('last')).toMatchObject({ passed: 7, attempts: 2 });
		expect(grader.current).toBeUndefined();
	});

	test('"held" passes when its time has passed and not before, and begins anew after a gap, so a moment is not enough: it does', async () => {
		const tasks = [oneTask('a', [check({ file: '/root/a', held: '3s' })])];
		const { machine, start, run, until, pass, progress, posts } = rig(memoryKeeper(), 'one', tasks);
		await start();
		const seen = (): string => posts.findLast((post) => post.type === 'tasks')?.tasks[0]?.checks[0]?.seen ?? '';
		await run('touch /root/a');
		await until(() => seen().includes('of 3 s'));
		await pass(1000);
		await run('rm /root/a');
		await until(() => seen().includes('there is no'));
		await run('touch /root/a');
		const from = machine.world.now;
		await until(() => progress.get('a')?.passed !== undefined);
		expect(machine.world.now - from).toBeGreaterThan(2_500_000);
		expect(machine.world.now - from).toBeLessThan(6_000_000);
	});

	test('facts that no check reads cost no look, so a busy cluster does not slow the page: they do not', async () => {
		const tasks = [oneTask('a', [check({ container: 'web', state: 'running' }, 'container')])];
		const { machine, start, run, pass, posts } = rig(memoryKeeper(), 'one', tasks);
		await start();
		await pass(3500);
		const before = posts.filter((post) => post.type === 'tasks').length;
		const facts = machine.world.engine.state.trace.count;
		await run('for i in 1 2 3 4 5 6 7 8; do true | cat; done');
		await pass(1500);
		expect(machine.world.engine.state.trace.count).toBeGreaterThan(facts + 16);
		expect(posts.filter((post) => post.type === 'tasks').length).toBe(before);
	});
});
