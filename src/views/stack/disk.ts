// What a daemon keeps on a machine's disk, read as it is now: parsed once per change of the file, so that a picture may look at each frame.
// Invariant: an answer is what a program that reads the file now would get.
import { listPath, statPath } from '#src/sim/kernel/host.ts';
import type { World } from '#src/sim/world/index.ts';

export type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
/** A field's own fields; {} when it has none. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const decoder = new TextDecoder();

export class Disk {
	readonly #known = new Map<string, { stamp: string; value: Fields }>();

	/** A JSON file's fields; undefined when it is not there or not JSON. */
	json(world: World, host: string, path: string): Fields | undefined {
		const key = `${host}:${path}`;
		try {
			const { size, mtime } = statPath(world.kernel(host), path);
			const stamp = `${size} ${mtime}`;
			const known = this.#known.get(key);
			if (known?.stamp === stamp) return known.value;
			const value: unknown = JSON.parse(decoder.decode(world.readFile(host, path)));
			if (!isFields(value)) return undefined;
			this.#known.set(key, { stamp, value });
			return value;
		} catch {
			this.#known.delete(key);
			return undefined;
		}
	}

	/** The names in a directory; none when it is not there. */
	names(world: World, host: string, path: string): readonly string[] {
		try {
			return listPath(world.kernel(host), path).map(({ name }) => name);
		} catch {
			return [];
		}
	}
}
