// A bare machine with the shells and the utilities, and scenes on its terminal: what is typed, and what it shows. For tests only.
import type { Program, ProgramRow } from '../../../kernel/index.ts';
import { sleep, wait } from '../../../kernel/index.ts';
import { debianTree, makeLayer } from '../../../kernel/host.ts';
import type { Preset } from '../../../world/preset.ts';
import { ProgramTable } from '../../../world/programs.ts';
import { World } from '../../../world/world.ts';
import { wholeMachine } from './whole.ts';

const init: Program = {
	name: 'init',
	*main() {
		for (;;) {
			try {
				yield* wait(-1);
			} catch {
				yield* sleep(1000);
			}
		}
	}
};
const epoch = 1_795_161_600_000_000;
const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8', TZ: 'UTC' };

/** A world of one machine with these programs. */
export function shellWorld(programs: readonly ProgramRow[], seed = 1, memoryBytes = 4 * 1024 ** 3): World {
	const rows: ProgramRow[] = [{ name: 'init', code: init }, ...programs];
	const installed = rows.flatMap((row) => (row.paths ?? [`/usr/bin/${row.name}`]).map((path) => ({ name: row.name, path, size: row.size ?? 102_400 })));
	const preset: Preset = {
		name: 'shell',
		epoch,
		hosts: [
			{
				name: 'host',
				cores: 2,
				memoryBytes,
				diskBytes: 64 * 1024 ** 3,
				layer: makeLayer(debianTree(installed), epoch),
				init: { program: 'init', argv: ['init'], env: {}, cgroup: '/' },
				network: [],
				login: { env, cwd: '/root' }
			}
		],
		segments: [],
		scenarioEnv: {}
	};
	return new World({ preset, programs: new ProgramTable(rows, wholeMachine), layer: () => undefined, seed });
}

/** A terminal with bash on it. */
export class Scene {
	readonly world: World;
	readonly #terminal: number;

	constructor(world: World, options: { argv?: readonly string[]; columns?: number; terminal?: number; env?: Record<string, string> } = {}) {
		this.world = world;
		this.#terminal = options.terminal ?? 1;
		world.input({
			kind: 'terminal.open',
			host: 'host',
			terminal: this.#terminal,
			size: { rows: 24, columns: options.columns ?? 80 },
			argv: options.argv ?? ['/usr/bin/bash', '--norc'],
			env: { TERM: 'xterm-256color', PS1: '$ ', ...options.env }
		});
		this.settle();
	}

	/** Lets time pass until nothing more happens, at most `us`. */
	settle(us = 300_000): void {
		const until = this.world.now + us;
		for (let i = 0; this.world.now < until && i < 5000; i++) {
			const { wants } = this.world.advance(Math.min(Math.max(5000, us / 400), until - this.world.now), 100_000);
			if (wants !== undefined) throw new Error(`${wants} is not loaded`);
		}
	}

	/** Types text ("\r" is Enter), waits, and answers what was shown since the last time. */
	type(text: string, us = 300_000): string {
		this.world.input({ kind: 'terminal.input', terminal: this.#terminal, data: new TextEncoder().encode(text) });
		this.settle(us);
		return this.shown();
	}
	shown(): string {
		const text = new TextDecoder().decode(this.world.output(this.#terminal));
		if (this.world.bugs.length)
			throw new Error(this.world.bugs.map((b) => `${b.where}: ${b.error instanceof Error ? b.error.stack : JSON.stringify(b.error)}`).join('\n'));
		return text;
	}
	resize(columns: number): string {
		this.world.input({ kind: 'terminal.resize', terminal: this.#terminal, size: { rows: 24, columns } });
		this.settle();
		return this.shown();
	}
}
