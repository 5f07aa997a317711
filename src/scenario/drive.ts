// Drives a world from outside: lets time pass and loads the program code it asks for meanwhile. Used by the worker and the command line.
import type { Checkpoint, Fact, World } from '#src/sim/world/index.ts';

/** Lets `us` virtual µs pass, however long that takes. */
export async function advance(world: World, us: number): Promise<void> {
	const until = world.now + us;
	for (;;) {
		const { wants } = world.advance(until - world.now);
		if (wants === undefined) return;
		await load(world, wants);
	}
}

/** Loads a program's code, or a part, into the world's table. */
export async function load(world: Pick<World, 'programs'>, name: string): Promise<void> {
	await world.programs.loader(name)?.();
}

/** Facts that happen by themselves in a quiet cluster, and so do not count as change. */
const steady = /^\/registry\/(?:leases|events|masterleases)\//;

/** Whether a fact is a change that "until settled" waits for to be over. */
export function isChange({ kind, data }: Pick<Fact, 'kind' | 'data'>): boolean {
	return kind === 'etcd.put' ? !steady.test(String(data['key'])) : kind.startsWith('docker.container.');
}

/** How long nothing may change while an image is being pulled: the real ones are bigger than the recorder's. */
const pullQuietUs = 30_000_000;

/** Begins a pull (1), ends one (-1), or neither. */
const pullOf = ({ kind }: Pick<Fact, 'kind'>): number => (kind === 'kubelet.image.pulling' ? 1 : kind === 'kubelet.image.pulled' ? -1 : 0);

/** Lets time pass until nothing has changed for `quietUs`, at most `limitUs`: what a scenario's `settle` means. */
export async function settle(world: World, limitUs = 60_000_000, quietUs = 3_000_000): Promise<void> {
	const end = world.now + limitUs;
	let seen = world.engine.state.trace.count;
	let changed = world.now;
	let pulls = world.engine.state.trace.ring.reduce((open, fact) => open + pullOf(fact), 0);
	while (world.now < end && world.now - changed < (pulls > 0 ? pullQuietUs : quietUs)) {
		await advance(world, 100_000);
		const { ring, count } = world.engine.state.trace;
		for (let i = Math.max(0, ring.length - (count - seen)); i < ring.length; i++) {
			const fact = ring[i];
			if (fact) pulls += pullOf(fact);
			// What follows a pull is seen up to a second later (PLEG), so its end counts too.
			if (fact && (isChange(fact) || pullOf(fact) !== 0)) changed = fact.at;
		}
		seen = count;
	}
}

/** The quiet of a cluster that is up: longer than its slowest readiness probe's first delay (metrics-server, 20 s). */
const upQuietUs = 25_000_000;

/** Lets a world become what its preset says: at once, or until the preset's file is there and nothing changes any more. */
export async function bringUp(world: World): Promise<void> {
	const { ready } = world.preset;
	if (!ready) return;
	const end = world.now + 300_000_000;
	while (world.now < end && !world.readFile(ready.host, ready.file)) await advance(world, 500_000);
	await settle(world, 120_000_000, upQuietUs);
}

export type { Checkpoint };
