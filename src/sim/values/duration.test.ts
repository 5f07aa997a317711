import { describe, expect, it } from 'vitest';
import {
	bytesSize,
	fromHumanSize,
	goDuration,
	humanDuration,
	humanSize,
	parseGoDuration,
	ramInBytes,
	shortestHumanDuration,
	shortHumanDuration
} from './duration.ts';
import { answer, rows } from './testdata/tables.ts';

type Answer = { out: string; error?: string };

describe('durations', () => {
	it.each(rows<number, string[]>('Micros'))('it says %d µs as Go, docker and kubectl do', (us, wanted) => {
		expect([goDuration(us), humanDuration(us), shortHumanDuration(us), shortestHumanDuration(us)]).toEqual(wanted);
	});

	it.each(rows<string, Answer>('Durations'))('it reads %j as time.ParseDuration does', (text, wanted) => {
		expect(answer(() => `${parseGoDuration(text)}`)).toEqual(wanted);
	});
});

describe('sizes', () => {
	it.each(rows<number, string[]>('Bytes'))('it says %d bytes as go-units does', (bytes, wanted) => {
		expect([humanSize(bytes), humanSize(bytes, 3), bytesSize(bytes)]).toEqual(wanted);
	});

	it.each(rows<string, Answer>('Sizes'))('it reads %j as go-units does', (text, wanted) => {
		expect(answer(() => `${ramInBytes(text)}`)).toEqual(wanted);
	});

	it('it reads decimal sizes in thousands', () => {
		expect(fromHumanSize('10kB')).toBe(10_000);
	});
});
