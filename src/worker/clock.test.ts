import { describe, expect, test } from 'vitest';
import { Pace } from './clock.ts';

describe('the pace', () => {
	test('virtual time follows the wall at 1×, so a second is a second: it does', () => {
		const pace = new Pace();
		pace.anchor(1000, 5_000_000);
		expect(pace.target(2000, 5_000_000, false)).toEqual({ until: 6_000_000, behind: false });
		expect(pace.wait(1000, 5_020_000)).toBe(20);
	});

	test('a worker that slept makes the time up, so waiting for the next event loses nothing: it does', () => {
		const pace = new Pace();
		pace.anchor(0, 0);
		expect(pace.target(1000, 0, false)).toEqual({ until: 1_000_000, behind: false });
	});

	test('a machine with too much to do falls behind and is not chased, so a busy loop never freezes the page: it is not', () => {
		const pace = new Pace();
		pace.anchor(0, 0);
		expect(pace.target(5000, 200_000, true)).toEqual({ until: 300_000, behind: true });
		expect(pace.target(5010, 300_000, false)).toEqual({ until: 310_000, behind: false });
	});

	test('at 20× twenty seconds pass in one, so waiting is short: they do', () => {
		const pace = new Pace();
		pace.speed = 20;
		pace.anchor(0, 0);
		expect(pace.target(100, 1_000_000, false).until).toBe(2_000_000);
		expect(pace.wait(0, 2_000_000)).toBe(100);
	});
});
