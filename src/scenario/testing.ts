// Tests that type commands into a world: each line in a shell of its own, its streams together, its status.
import { createWorld, type World } from '#src/sim/world/index.ts';
import { advance, settle } from './drive.ts';

const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };

export class Bench {
	readonly world: World;
	#number = 100;

	constructor(world: World) {
		this.world = world;
	}

	/** A world of that preset, at rest. */
	static async of(preset: string): Promise<Bench> {
		const world = await createWorld(preset);
		await advance(world, 5_000_000);
		await settle(world);
		return new Bench(world);
	}

	get host(): string {
		return this.world.hosts()[0] ?? '';
	}

	write(path: string, text: string): void {
		this.world.input({ kind: 'file.write', host: this.host, path, data: new TextEncoder().encode(text) });
	}

	/** Runs a command line to its end, at most two minutes of its world's time; the status is NaN when it did not end. */
	async run(command: string): Promise<{ output: string; exit: number }> {
		const out = `/root/.out${++this.#number}`;
		this.world.input({
			kind: 'process.start',
			host: this.host,
			process: this.#number,
			options: { path: '/bin/bash', argv: ['bash', '-c', `(${command}) > ${out} 2>&1; echo $? > ${out}.exit`], env, cwd: '/root' }
		});
		const text = (path: string): string | undefined => {
			const bytes = this.world.readFile(this.host, path);
			return bytes && new TextDecoder().decode(bytes);
		};
		for (let i = 0; i < 480 && text(`${out}.exit`) === undefined; i++) await advance(this.world, 250_000);
		return { output: text(out) ?? '', exit: Number(text(`${out}.exit`) ?? NaN) };
	}
}
