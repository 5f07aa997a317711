import { describe, expect, it } from 'vitest';
import { strftime } from './strftime.ts';
import { civilToMicros, formatGoTime, goTimeString, httpDate, parseTime, rfc1123, rfc1123z, rfc3339, rfc3339fixed, rfc3339micro, rfc3339nano } from './time.ts';
import { rows } from './testdata/tables.ts';

const at = civilToMicros(2026, 1, 5, 3, 4, 5, 120_300);

describe('times', () => {
	it.each(rows<string, string>('Layouts'))('it formats %j as time.Format does', (layout, wanted) => {
		expect(formatGoTime(at, layout)).toBe(wanted);
	});

	it('it writes the usual texts', () => {
		expect([rfc3339(at), rfc3339nano(at), rfc3339micro(at), rfc3339fixed(at), rfc1123(at), rfc1123z(at), httpDate(at), goTimeString(at)]).toEqual([
			'2026-01-05T03:04:05Z',
			'2026-01-05T03:04:05.1203Z',
			'2026-01-05T03:04:05.120300Z',
			'2026-01-05T03:04:05.120300000Z',
			'Mon, 05 Jan 2026 03:04:05 UTC',
			'Mon, 05 Jan 2026 03:04:05 +0000',
			'Mon, 05 Jan 2026 03:04:05 GMT',
			'2026-01-05 03:04:05.1203 +0000 UTC'
		]);
	});

	it('it reads them back, with offsets and without', () => {
		expect([parseTime(rfc3339nano(at)), parseTime('2026-01-05T05:04:05.1203+02:00'), parseTime('2026-01-05'), parseTime('2026-01-05T03:04')]).toEqual([
			at,
			at,
			civilToMicros(2026, 1, 5),
			civilToMicros(2026, 1, 5, 3, 4)
		]);
		expect(['2026-02-30', '2026-13-01', '2026-01-05T25:00:00Z', 'now', ''].map(parseTime)).toEqual([undefined, undefined, undefined, undefined, undefined]);
	});

	it('it holds far from 1970 and over leap years', () => {
		expect([rfc3339(-1), rfc3339(civilToMicros(2000, 2, 29)), rfc3339(civilToMicros(1, 1, 1)), rfc3339(civilToMicros(2100, 3, 1) - 1)]).toEqual([
			'1969-12-31T23:59:59Z',
			'2000-02-29T00:00:00Z',
			'0001-01-01T00:00:00Z',
			'2100-02-28T23:59:59Z'
		]);
	});
});

describe('strftime', () => {
	it('it prints what GNU date prints in the C locale and UTC', () => {
		const cases = {
			'%c': 'Mon Jan  5 03:04:05 2026',
			'%F %T.%N %3N': '2026-01-05 03:04:05.120300000 120',
			'%j %U %W %V %G %u %w %q': '005 01 01 02 2026 1 1 1',
			'%-d|%_d|%e|%k|%l|%-I': '5| 5| 5| 3| 3|3',
			'%a %A %b %B %h %p %P %^a %#p': 'Mon Monday Jan January Jan AM am MON am',
			'%D %R %r %x %X %y %C %s': '01/05/26 03:04 03:04:05 AM 01/05/26 03:04:05 26 20 1767582245',
			'%z %:z %Z %% %n%t %5Y %Q': '+0000 +00:00 UTC % \n\t 02026 %Q'
		};
		expect(Object.fromEntries(Object.keys(cases).map((format) => [format, strftime(at, format)]))).toEqual(cases);
	});
});
