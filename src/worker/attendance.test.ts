import { expect, test } from 'vitest';
import { Attendance } from './attendance.ts';

test('only time in view counts, each second once, and a computer that slept was not there: it does', async () => {
	let now = 0;
	const kept: number[] = [];
	const timers: (() => void)[] = [];
	const attendance = new Attendance({ clock: () => now, keep: async (seconds) => void kept.push(seconds), after: (_ms, act) => void timers.push(act) });
	attendance.visible(true);
	attendance.visible(true);
	now = 10_400;
	timers.shift()?.();
	now = 15_900;
	attendance.visible(false);
	now = 100_000;
	timers.shift()?.();
	attendance.visible(true);
	now = 103_000;
	await attendance.note();
	now = 9_000_000;
	await attendance.note();
	expect(kept).toEqual([10, 5, 3, 20]);
});
