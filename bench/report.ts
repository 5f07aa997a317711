// How a figure is reported: value, target, the machine, and the ratio to a calibration loop run beside it (so that figures from
// different machines can be compared). A miss is reported, never a failing test.
import { cpus } from 'node:os';

export interface Figure {
	name: string;
	value: number;
	unit: string;
	target?: number;
	/** What went in. */
	note?: string;
}

/**
 * ms of this thread's own CPU time so far, to the µs: what the machine's other work cannot make longer, but for the caches and the
 * half of a core it shares. Linux brings a thread's account up to date at its ticks (4 ms) or when the whole process's is asked for.
 */
export function cpu(): number {
	process.cpuUsage();
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1000;
}

/** ms of a fixed loop of integer work: the machine's speed now. It fits a core's registers, so what shares the core's caches does not show in it. */
export function calibrate(): number {
	const from = cpu();
	let x = 1;
	for (let i = 0; i < 20_000_000; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
	if (x === 42) console.log(x);
	return cpu() - from;
}

export function report(suite: string, figures: readonly Figure[], calibration: number): void {
	console.log(`${suite} (${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}, node ${process.version}, calibration ${calibration.toFixed(1)} ms)`);
	for (const { name, value, unit, target, note } of figures) {
		const verdict = target === undefined ? '' : value <= target ? `target ${target}: met` : `target ${target}: MISSED by ${(value / target).toFixed(2)}×`;
		const ratio = unit === 'ms' ? `  ${(value / calibration).toFixed(2)}× calibration` : '';
		console.log(`  ${name.padEnd(52)} ${value.toFixed(value < 10 ? 2 : 1).padStart(10)} ${unit.padEnd(8)} ${verdict}${ratio}${note ? `  (${note})` : ''}`);
	}
}

/** ms of wall time so far. */
export const wall = (): number => performance.now();

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The p-th percentile (0–100). */
export function percentile(values: readonly number[], p: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? 0;
}
