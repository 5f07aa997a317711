// Where a machine is kept: the browser's database, or memory when there is none (the page says so).
import type { LoggedInput } from '#src/sim/world/index.ts';
import type { MachineHeader, MachineStore, SavedCheckpoint } from './store.ts';

export type Keeper = Pick<MachineStore, 'load' | 'begin' | 'append' | 'header' | 'checkpoint' | 'truncate'>;

/** Keeps a machine as long as the tab lives. */
export function memoryKeeper(): Keeper {
	let kept: MachineHeader | undefined;
	let log: LoggedInput[] = [];
	let checkpoints: SavedCheckpoint[] = [];
	return {
		async load(upTo = Infinity) {
			if (!kept) return undefined;
			const saved = checkpoints.filter(({ entries }) => entries <= upTo).at(-1);
			return { header: kept, saved, log: log.slice(saved?.entries ?? 0) };
		},
		async begin(header) {
			kept = header;
			log = [];
			checkpoints = [];
		},
		async append(first, entries) {
			log.splice(first, entries.length, ...entries);
		},
		async header(header) {
			kept = header;
		},
		async checkpoint(saved, header) {
			kept = header;
			checkpoints = [...checkpoints.slice(-3), saved];
		},
		async truncate(from, header) {
			kept = header;
			log.length = Math.min(log.length, from);
			checkpoints = checkpoints.filter(({ entries }) => entries <= from);
		}
	};
}
