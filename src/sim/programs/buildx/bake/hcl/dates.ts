// go-cty's `formatdate`: "YYYY-MM-DD'T'hh:mm:ssZ". Follows stdlib/datetime.go, in UTC.
import { formatGoTime, parseTime } from '../../../../values/index.ts';
import { Unsuitable, UnsuitableArgument } from './convert.ts';

const layouts: Readonly<Record<string, string>> = {
	YYYY: '2006',
	YY: '06',
	MMMM: 'January',
	MMM: 'Jan',
	MM: '01',
	M: '1',
	DD: '02',
	D: '2',
	EEEE: 'Monday',
	EEE: 'Mon',
	hh: '15',
	HH: '03',
	H: '3',
	AA: 'PM',
	aa: 'pm',
	mm: '04',
	m: '4',
	ss: '05',
	s: '5',
	ZZZZZ: '-07:00',
	ZZZZ: '-0700',
	ZZZ: 'MST',
	Z: 'Z07:00'
};
/** What a letter may be repeated to. */
const rules: Readonly<Record<string, string>> = {
	Y: ': year must either be "YY" or "YYYY"',
	M: ': month must be "M", "MM", "MMM", or "MMMM"',
	D: ': day of month must either be "D" or "DD"',
	E: ': day of week must either be "EEE" or "EEEE"',
	h: ': 24-hour must either be "h" or "hh"',
	H: ': 12-hour must either be "H" or "HH"',
	A: ': must be "AA"',
	a: ': must be "aa"',
	m: ': minute must either be "m" or "mm"',
	s: ': second must either be "s" or "ss"',
	Z: ': timezone must be Z, ZZZZ, or ZZZZZ'
};
export function parseDate(text: string): number {
	const us = parseTime(text);
	if (us === undefined) throw new Unsuitable(`not a valid RFC3339 timestamp: cannot use ${JSON.stringify(text)} as year`);
	return us;
}
export const formatDate = (format: string, us: number): string =>
	format.replaceAll(/'((?:[^']|'')*)'|([A-Za-z])\2*/g, (token, quoted: string | undefined) => {
		if (quoted !== undefined) return quoted.replaceAll("''", "'");
		const layout = layouts[token];
		if (layout === undefined) throw new UnsuitableArgument(0, `invalid date format verb ${JSON.stringify(token)}${rules[token[0] ?? ''] ?? ''}`);
		return formatGoTime(us, layout);
	});
