// A machine whose parts come late is the machine that had them: its log, replayed by one that has everything, gives the same world.
import { expect, test } from 'vitest';
import { createWorld, newProgramTable, presets, type Checkpoint, type Input, type World } from './index.ts';

const text = (data: string): Input => ({ kind: 'terminal.input', terminal: 1, data: new TextEncoder().encode(data) });
const open = { kind: 'terminal.open', host: 'docker', terminal: 1, size: { rows: 24, columns: 84 } } as const;
const fresh = (): Promise<World> => createWorld('docker', { later: true });
const state = (world: World): unknown => ({ ...world.checkpoint(), log: undefined });

/** Lets time pass until `until`; `at` is told of each part or program that is waited for, before it is there. */
async function pass(world: World, until: number, at: (wants: string) => void = () => {}): Promise<void> {
	for (;;) {
		const { wants } = world.advance(until - world.now);
		if (wants === undefined) return;
		at(wants);
		await world.programs.loader(wants)?.();
	}
}
/** Plays a log in a world that has every part, and what follows until `until`. */
async function replayed(log: World['log'], until: number, from?: Checkpoint): Promise<World> {
	const world = await createWorld('docker', from ? { from } : {});
	for (const entry of log) for (let wants = world.replay(entry); wants !== undefined; wants = world.replay(entry)) await world.programs.loader(wants)?.();
	await pass(world, until);
	return world;
}

test.each(presets)('the first prompt of $name waits for no late part', async ({ name }) => {
	const world = await createWorld(name, { later: true });
	const [host = ''] = world.hosts();
	world.input({ ...open, host });
	const wanted: string[] = [];
	let shown = '';
	while (!shown.includes('# ') && world.now < 20_000) {
		await pass(world, world.now + 100, (wants) => wanted.push(wants));
		shown += new TextDecoder().decode(world.output(1));
	}
	expect(shown).toContain('# ');
	expect(wanted.filter((name) => name.includes('/'))).toEqual([]);
});

test('a machine that waits for its parts, with inputs and checkpoints meanwhile, is the one that had them', async () => {
	const world = await fresh();
	world.input(open);
	const parts: string[] = [];
	const copies: { checkpoint: Checkpoint; entries: number; halfway: boolean }[] = [];
	const lines: readonly (readonly [typed: string, until: number])[] = [
		['', 4000],
		['grep MemTotal /proc/meminfo\r', 8000],
		['printf "%05d\\n" 7 | cat; echo a > /tmp/f; read x < /tmp/f; ss -l; ip route\r', 19_000],
		['mkdir /tmp/d && mount -t tmpfs none /tmp/d; !!; select i in a b; do break; done < /dev/null\r', 2_000_000],
		['ec\t hi; iptables -S > /tmp/r\r', 6_000_000],
		['docker run hello-world\r', 12_000_000]
	];
	for (const [line, until] of lines) {
		if (line !== '') world.input(text(line));
		await pass(world, until, (wants) => {
			if (!wants.includes('/')) return;
			const halfway = world.engine.state.halfway === true;
			parts.push(`${wants}${halfway ? '' : ' before an event'}`);
			// What comes meanwhile waits for the event's end, also in what is restored from here.
			world.input({ kind: 'terminal.resize', terminal: 1, size: { rows: 24, columns: 84 + parts.length } });
			world.input({ kind: 'file.write', host: 'docker', path: `/root/${parts.length}`, data: new Uint8Array([65]) });
			copies.push({ checkpoint: world.checkpoint(), entries: world.log.length, halfway });
		});
	}
	expect(parts.toSorted()).toEqual(newProgramTable().parts.names().toSorted());
	expect(world.bugs).toEqual([]);
	const end = state(world);
	expect(new TextDecoder().decode(world.output(1))).toContain('Hello from Docker!');
	expect(state(await replayed(world.log, world.now))).toEqual(end);
	for (const { checkpoint, entries, halfway } of copies) {
		expect(checkpoint.held?.length).toBe(halfway ? 2 : undefined);
		expect(state(await replayed(world.log.slice(entries), world.now, checkpoint))).toEqual(end);
	}
}, 60_000);
