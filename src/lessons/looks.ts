// A task's checks, looked at until they hold: when something has happened, and no longer than a learner would wait.
import { advance } from '#src/scenario/drive.ts';
import type { World } from '#src/sim/world/index.ts';
import type { Json } from '#src/worker/json.ts';
import { checkKind } from './checks/index.ts';
import type { Check, Task } from './lesson.ts';
import { observed } from './observe.ts';

const lookUs = 2_000_000;

export interface Unmet {
	readonly check: Check;
	readonly seen: string;
	/** When it is to be looked at again (virtual µs). */
	readonly again?: number;
}

/** A task's checks, looked at again and again with what they remember. */
export class Looks {
	readonly #memos = new Map<Check, Json | undefined>();

	/** Those of the checks that do not hold now; with `all` false, the first of them. */
	async failing(world: World, checks: readonly Check[], all = true): Promise<Unmet[]> {
		const observer = observed(world);
		const failing: Unmet[] = [];
		for (const check of checks) {
			const { ok, seen, memo, again } = await checkKind(check).look(check, observer, this.#memos.get(check));
			this.#memos.set(check, memo);
			if (ok) continue;
			failing.push({ check, seen, ...(again !== undefined && { again }) });
			if (!all) break;
		}
		return failing;
	}

	/** Waits until every check holds; answers those that do not. Only what failed is looked at again, and all of it at the end. */
	async unmet(world: World, { checks }: Task, patience: number, all = true): Promise<Unmet[]> {
		const end = world.now + patience;
		let failing = await this.failing(world, checks, all);
		while (failing.length > 0 && world.now < end) {
			const again = Math.min(...failing.map((one) => one.again ?? Infinity));
			await advance(world, Number.isFinite(again) ? Math.max(1, again - world.now) : lookUs);
			failing = await this.failing(
				world,
				failing.map(({ check }) => check),
				all
			);
			if (failing.length === 0) failing = await this.failing(world, checks, all);
		}
		return failing;
	}
}
