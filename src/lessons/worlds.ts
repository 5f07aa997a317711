// Worlds to prove lessons in, from shared checkpoints: each preset is brought up once, each start once, and every lesson gets a copy.
import { advance, bringUp, settle } from '#src/scenario/drive.ts';
import { createWorld, newProgramTable, type Checkpoint, type World } from '#src/sim/world/index.ts';
import { digestOf } from './digest.ts';
import { Hands } from './hands.ts';
import type { Lesson } from './lesson.ts';
import { prepare } from './prepare.ts';

const bootUs = 5_000_000;
/** Starts that are kept: lessons that continue one another come one after the other. */
const keptStarts = 16;

export class Worlds {
	readonly #programs = newProgramTable();
	readonly #ready = new Map<string, Promise<Checkpoint>>();

	/** A copy of a moment; with `take`, the moment itself, which nobody may use afterwards. */
	at(preset: string, from: Checkpoint, take = false): Promise<World> {
		return createWorld(preset, { programs: this.#programs, from, take });
	}

	#preset(name: string): Promise<Checkpoint> {
		return this.#once(name, async () => {
			const world = await createWorld(name, { programs: this.#programs });
			await bringUp(world);
			await advance(world, bootUs);
			await settle(world);
			return world.checkpoint();
		});
	}

	#once(key: string, make: () => Promise<Checkpoint>): Promise<Checkpoint> {
		const known = this.#ready.get(key);
		if (known) return known;
		const made = make();
		this.#ready.set(key, made);
		const oldest = [...this.#ready.keys()].find((name) => name.includes(' '));
		if (this.#ready.size > keptStarts && oldest !== undefined) this.#ready.delete(oldest);
		return made;
	}

	/** A lesson's world as a learner finds it, with a terminal open on the first machine. */
	async begin({ meta, start }: Lesson): Promise<Hands> {
		const base = await this.#preset(meta.world);
		const from =
			start.length === 0
				? base
				: await this.#once(`${meta.world} ${digestOf(start)}`, async () => {
						const world = await this.at(meta.world, base);
						await prepare(world, start);
						return world.checkpoint();
					});
		const hands = new Hands(await this.at(meta.world, from));
		await hands.terminal();
		return hands;
	}
}
