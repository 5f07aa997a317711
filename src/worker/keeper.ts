// Where a machine is kept: the browser's database, or memory when there is none (the page says so).
import type { LoggedInput } from '#src/sim/world/index.ts';
import type { MachineHeader, MachineStore, SavedCheckpoint } from './store.ts';

export type Keeper = Pick<MachineStore, 'load' | 'wholeLog' | 'begin' | 'append' | 'header' | 'checkpoint' | 'thin' | 'truncate'>;

/** Keeps a machine as long as the tab lives. */
export function memoryKeeper(): Keeper {
	let kept: MachineHeader | undefined;
	/** By number; a hole is an entry that could not be kept. */
	let log: LoggedInput[] = [];
	const from = (first: number): LoggedInput[] => {
		const entries: LoggedInput[] = [];
		for (let entry = log[first]; entry; entry = log[first + entries.length]) entries.push(entry);
		return entries;
	};
	let checkpoints: SavedCheckpoint[] = [];
	return {
		async load(upTo = Infinity) {
			if (!kept) return undefined;
			const saved = checkpoints.filter(({ entries }) => entries <= upTo).at(-1);
			return { header: kept, saved: structuredClone(saved), log: from(saved?.entries ?? 0) };
		},
		async wholeLog() {
			return from(0);
		},
		async begin(header) {
			kept = header;
			log = [];
			checkpoints = [];
		},
		async append(first, entries) {
			for (const [i, entry] of entries.entries()) log[first + i] = entry;
		},
		async header(header) {
			kept = header;
		},
		async checkpoint(saved, header) {
			kept = header;
			checkpoints = [...checkpoints.filter(({ entries }) => entries !== saved.entries).slice(-3), saved];
		},
		async thin() {
			checkpoints = checkpoints.slice(-1);
		},
		async truncate(from, header) {
			kept = header;
			log.length = Math.min(log.length, from);
			checkpoints = checkpoints.filter(({ entries }) => entries <= from);
		}
	};
}
