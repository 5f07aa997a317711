// strftime(3) in the C locale and UTC, with GNU date's flags (- _ 0 ^ #), widths and %:z forms.
// Leaves out other locales and the E and O modifiers (they are accepted and mean nothing in C).

import { civilTime, type CivilTime, dayNames, daysFromCivil, monthNames, zeroPad } from './time.ts';

interface Instant {
	readonly us: number;
	readonly t: CivilTime;
}

interface Field {
	readonly value: number;
	readonly width: number;
	readonly padding?: ' ' | '0';
}

const hour12 = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);

/** ISO 8601 year and week number. */
function isoWeek(t: CivilTime): { year: number; week: number } {
	const weekday = (t.weekday + 6) % 7;
	const thursday = t.yearDay - 1 - weekday + 3;
	const length = (year: number): number => daysFromCivil(year + 1, 1, 1) - daysFromCivil(year, 1, 1);
	if (thursday < 0) return { year: t.year - 1, week: Math.floor((thursday + length(t.year - 1)) / 7) + 1 };
	if (thursday >= length(t.year)) return { year: t.year + 1, week: Math.floor((thursday - length(t.year)) / 7) + 1 };
	return { year: t.year, week: Math.floor(thursday / 7) + 1 };
}

const numeric: Readonly<Record<string, (i: Instant) => Field>> = {
	C: ({ t }) => ({ value: Math.floor(t.year / 100), width: 2 }),
	d: ({ t }) => ({ value: t.day, width: 2 }),
	e: ({ t }) => ({ value: t.day, width: 2, padding: ' ' }),
	g: ({ t }) => ({ value: isoWeek(t).year % 100, width: 2 }),
	G: ({ t }) => ({ value: isoWeek(t).year, width: 4 }),
	H: ({ t }) => ({ value: t.hour, width: 2 }),
	I: ({ t }) => ({ value: hour12(t.hour), width: 2 }),
	j: ({ t }) => ({ value: t.yearDay, width: 3 }),
	k: ({ t }) => ({ value: t.hour, width: 2, padding: ' ' }),
	l: ({ t }) => ({ value: hour12(t.hour), width: 2, padding: ' ' }),
	m: ({ t }) => ({ value: t.month, width: 2 }),
	M: ({ t }) => ({ value: t.minute, width: 2 }),
	q: ({ t }) => ({ value: Math.floor((t.month + 2) / 3), width: 1 }),
	s: ({ us }) => ({ value: Math.floor(us / 1_000_000), width: 1 }),
	S: ({ t }) => ({ value: t.second, width: 2 }),
	u: ({ t }) => ({ value: t.weekday === 0 ? 7 : t.weekday, width: 1 }),
	U: ({ t }) => ({ value: Math.floor((t.yearDay + 6 - t.weekday) / 7), width: 2 }),
	V: ({ t }) => ({ value: isoWeek(t).week, width: 2 }),
	w: ({ t }) => ({ value: t.weekday, width: 1 }),
	W: ({ t }) => ({ value: Math.floor((t.yearDay + 6 - ((t.weekday + 6) % 7)) / 7), width: 2 }),
	y: ({ t }) => ({ value: t.year % 100, width: 2 }),
	Y: ({ t }) => ({ value: t.year, width: 1 })
};

const texts: Readonly<Record<string, (i: Instant) => string>> = {
	a: ({ t }) => (dayNames[t.weekday] ?? '').slice(0, 3),
	A: ({ t }) => dayNames[t.weekday] ?? '',
	b: ({ t }) => (monthNames[t.month - 1] ?? '').slice(0, 3),
	B: ({ t }) => monthNames[t.month - 1] ?? '',
	h: ({ t }) => (monthNames[t.month - 1] ?? '').slice(0, 3),
	n: () => '\n',
	p: ({ t }) => (t.hour < 12 ? 'AM' : 'PM'),
	P: ({ t }) => (t.hour < 12 ? 'am' : 'pm'),
	t: () => '\t',
	z: () => '+0000',
	':z': () => '+00:00',
	'::z': () => '+00:00:00',
	':::z': () => '+00',
	Z: () => 'UTC',
	'%': () => '%'
};

const combined: Readonly<Record<string, string>> = {
	c: '%a %b %e %H:%M:%S %Y',
	D: '%m/%d/%y',
	F: '%Y-%m-%d',
	r: '%I:%M:%S %p',
	R: '%H:%M',
	T: '%H:%M:%S',
	x: '%m/%d/%y',
	X: '%H:%M:%S'
};

function padded(text: string, width: number, padding: string): string {
	return padding === '' ? text : text.padStart(width, padding);
}

function conversion(instant: Instant, flags: string, width: number | undefined, letter: string): string | undefined {
	let padding = flags.includes('-') ? '' : flags.includes('_') ? ' ' : flags.includes('0') ? '0' : undefined;
	const number = numeric[letter]?.(instant);
	let out: string;
	if (letter === 'N') {
		const nanos = `${zeroPad(instant.t.micros, 6)}000`;
		out = width === undefined ? (padding === '' ? nanos.replace(/0+$/, '') || '0' : nanos) : nanos.slice(0, width).padEnd(width, '0');
	} else if (number !== undefined) {
		padding ??= number.padding ?? '0';
		out = padded(`${number.value}`, width ?? number.width, padding);
	} else {
		const format = combined[letter];
		const text = texts[letter]?.(instant) ?? (format === undefined ? undefined : strftime(instant.us, format));
		if (text === undefined) return undefined;
		out = padded(text, width ?? 0, padding ?? ' ');
	}
	if (flags.includes('^')) return out.toUpperCase();
	if (flags.includes('#')) return letter === 'p' ? out.toLowerCase() : out.toUpperCase();
	return out;
}

/** The text date(1) prints for `+format` at an instant (µs), in UTC. Unknown conversions are printed as they are. */
export function strftime(us: number, format: string): string {
	const instant: Instant = { us, t: civilTime(us) };
	return format.replace(/%([-_0^#]*)(\d*)[EO]?(:{0,3}z|[A-Za-z%])/g, (whole: string, flags: string, width: string, letter: string) => {
		return conversion(instant, flags, width === '' ? undefined : Number(width), letter) ?? whole;
	});
}
