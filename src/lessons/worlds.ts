// Worlds to prove lessons in, from shared checkpoints: each preset is brought up once, each start once, and every lesson gets a copy.
import { advance, bringUp, settle } from '#src/scenario/drive.ts';
import { createWorld, newProgramTable, type Checkpoint, type World } from '#src/sim/world/index.ts';
import { digestOf } from './digest.ts';
import { Hands } from './hands.ts';
import type { Lesson } from './lesson.ts';
import { prepare, type FailedStep } from './prepare.ts';

const bootUs = 5_000_000;
/** Starts that are kept: lessons that continue one another come one after the other. */
const keptStarts = 16;

/** A world that stands ready, and what went wrong on the way. */
interface Ready {
	readonly from: Checkpoint;
	readonly failed: readonly FailedStep[];
}

export class Worlds {
	readonly #programs = newProgramTable();
	readonly #ready = new Map<string, Promise<Ready>>();

	/** A copy of a moment; with `take`, the moment itself, which nobody may use afterwards. */
	at(preset: string, from: Checkpoint, take = false): Promise<World> {
		return createWorld(preset, { programs: this.#programs, from, take });
	}

	#preset(name: string): Promise<Ready> {
		return this.#once(name, async () => {
			const world = await createWorld(name, { programs: this.#programs });
			await bringUp(world);
			await advance(world, bootUs);
			await settle(world);
			return { from: world.checkpoint(), failed: [] };
		});
	}

	#once(key: string, make: () => Promise<Ready>): Promise<Ready> {
		const known = this.#ready.get(key);
		if (known) return known;
		const made = make();
		this.#ready.set(key, made);
		const oldest = [...this.#ready.keys()].find((name) => name.includes(' '));
		if (this.#ready.size > keptStarts && oldest !== undefined) this.#ready.delete(oldest);
		return made;
	}

	async #start({ meta, start }: Lesson): Promise<Ready> {
		const base = await this.#preset(meta.world);
		if (start.length === 0) return base;
		return this.#once(`${meta.world} ${digestOf(start)}`, async () => {
			const world = await this.at(meta.world, base.from);
			const failed = await prepare(world, start);
			return { from: world.checkpoint(), failed };
		});
	}

	/** Steps of a lesson's start that fail. */
	async failedStart(lesson: Lesson): Promise<readonly FailedStep[]> {
		return (await this.#start(lesson)).failed;
	}

	/** A lesson's world as a learner finds it, with a terminal open on the first machine. */
	async begin(lesson: Lesson): Promise<Hands> {
		const { from } = await this.#start(lesson);
		const hands = new Hands(await this.at(lesson.meta.world, from));
		await hands.terminal();
		return hands;
	}
}
