// The views of a machine, folded here and sent to the page as patches. A view's model is a flat table key → JSON; a patch is what changed.
// Invariant: what the page has is what was folded, whatever patches came in between.
import type { World } from '#src/sim/world/index.ts';
import type { ViewFold } from '#src/views/view.ts';
import type { Command } from './commands.ts';
import type { Json } from './json.ts';
import { late } from './late.ts';
import type { ViewPatch } from './protocol.ts';

type Fact = Parameters<ViewFold['fold']>[0];

export class Views {
	/** None before the late parts are there: the machine makes its views anew then. */
	readonly #folds = (late?.viewRows ?? []).map((row) => ({ name: row.name, fold: row.begin() }));
	readonly #sent = new Map<string, string>();
	#first = true;

	fold(fact: Fact): void {
		for (const { fold } of this.#folds) fold.fold(fact);
	}

	/** The learner's next command begins here. */
	command(command: Command): void {
		for (const { fold } of this.#folds) fold.command(command);
	}

	/** Folds a restored world's facts, with the commands between them. */
	refold(facts: readonly Fact[], commands: readonly Command[]): void {
		let next = 0;
		for (const fact of facts) {
			for (let command = commands[next]; command && command.at < fact.at; command = commands[++next]) this.command(command);
			this.fold(fact);
		}
		for (const command of commands.slice(next)) this.command(command);
	}

	/** What has changed since the last patch; null when nothing has. The first patch takes everything else away. */
	patch(world: World): ViewPatch | null {
		const patch: Record<string, Json | null> = {};
		const present = new Set<string>();
		let any = this.#first;
		for (const { name, fold } of this.#folds) {
			const model = fold.project(world);
			for (const key of Object.keys(model)) {
				const full = `${name}/${key}`;
				present.add(full);
				const text = JSON.stringify(model[key]);
				if (this.#sent.get(full) === text) continue;
				this.#sent.set(full, text);
				patch[full] = model[key] ?? null;
				any = true;
			}
		}
		for (const key of this.#sent.keys()) {
			if (present.has(key)) continue;
			this.#sent.delete(key);
			patch[key] = null;
			any = true;
		}
		if (this.#first) patch['*'] = null;
		this.#first = false;
		return any ? patch : null;
	}
}
