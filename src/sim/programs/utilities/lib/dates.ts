// Dates as GNU's date(1) reads and writes them: absolute and relative items, TZ, strftime with the zone applied.
// Leaves out leap seconds; of the zone database only rules that fit on a line (zones.ts). Times are µs since the epoch.
import type { Sys } from '../../../engine/sys.ts';
import { civilTime, civilToMicros, dayNames, monthNames, strftime, zeroPad } from '../../../values/index.ts';
import { zoneAt, zoneOf, type Zone } from './zones.ts';

export type { Zone } from './zones.ts';

const second = 1_000_000;

/** The zone that TZ names; /etc/localtime is UTC. */
// eslint-disable-next-line require-yield -- a routine, as reading zone files would be
export function* timeZone(env: Readonly<Record<string, string>>): Sys<Zone> {
	return zoneOf(env['TZ']);
}

const hhmm = (offset: number, colon: string): string => {
	const minutes = Math.abs(offset) / 60;
	return `${offset < 0 ? '-' : '+'}${zeroPad(Math.floor(minutes / 60), 2)}${colon}${zeroPad(Math.floor(minutes) % 60, 2)}`;
};

/** strftime(3) with GNU's extensions, in a zone. */
export function formatDate(us: number, format: string, zone: Zone): string {
	const { offset, name } = zoneAt(zone, us);
	const own = format
		.replace(/%\+(\d*)(?=[CFGY])/g, '%0$1')
		.replace(/%([-_0^#]*)(\d*)(:{0,3}z|[ZsN%])/g, (whole: string, flags: string, width: string, letter: string) => {
			if (letter === 'Z') return flags.includes('#') ? name.toLowerCase() : name;
			if (letter === 'z') return hhmm(offset, '');
			if (letter === ':z') return hhmm(offset, ':');
			if (letter === '::z') return `${hhmm(offset, ':')}:00`;
			if (letter === 's') return String(Math.floor(us / second));
			if (letter === 'N') {
				const nanos = `${zeroPad(((us % second) + second) % second, 6)}000`;
				return flags.includes('-') ? nanos.replace(/0+$/, '') || '0' : width === '' ? nanos : nanos.slice(0, Number(width)).padEnd(Number(width), '0');
			}
			return whole;
		});
	return strftime(us + offset * second, own);
}

const units: Readonly<Record<string, number>> = { sec: 1, second: 1, min: 60, minute: 60, hour: 3600, day: 86_400, week: 604_800, fortnight: 1_209_600 };
const ordinals: Readonly<Record<string, number>> = {
	last: -1,
	this: 0,
	next: 1,
	first: 1,
	third: 3,
	fourth: 4,
	fifth: 5,
	sixth: 6,
	seventh: 7,
	eighth: 8,
	ninth: 9,
	tenth: 10,
	eleventh: 11,
	twelfth: 12
};
const zoneWords: Readonly<Record<string, number>> = {
	utc: 0,
	gmt: 0,
	z: 0,
	ut: 0,
	est: -18_000,
	edt: -14_400,
	cst: -21_600,
	cdt: -18_000,
	mst: -25_200,
	mdt: -21_600,
	pst: -28_800,
	pdt: -25_200,
	cet: 3600,
	cest: 7200,
	bst: 3600,
	jst: 32_400
};

const monthOf = (word: string): number =>
	monthNames.findIndex(
		(name) =>
			name.toLowerCase() === word ||
			(word.length >= 3 &&
				name.slice(0, 3).toLowerCase() === word.slice(0, 4).replace(/\.$/, '').slice(0, 3) &&
				(word.length === 3 || word === 'sept' || name.toLowerCase() === word))
	);
const dayOf = (word: string): number =>
	dayNames.findIndex(
		(name) =>
			name.toLowerCase() === word ||
			name.slice(0, 3).toLowerCase() === word ||
			(word === 'tues' && name === 'Tuesday') ||
			(word === 'wednes' && name === 'Wednesday') ||
			((word === 'thur' || word === 'thurs') && name === 'Thursday')
	);

interface Draft {
	year: number;
	month: number;
	day: number;
	time: readonly [h: number, m: number, s: number, us: number] | undefined;
	dated: boolean;
	offset: number | undefined;
	weekday: { day: number; ordinal: number } | undefined;
	months: number;
	days: number;
	micros: number;
}

/** Takes one item off the front of the text; answers how much of it was read, 0 when nothing fits. */
function item(text: string, d: Draft): number {
	const took = (match: RegExpExecArray | null): match is RegExpExecArray => match !== null;
	let m = /^(\d{4,})-(\d{1,2})-(\d{1,2})(?:[tT](?=\d))?/.exec(text);
	if (took(m)) return date(d, Number(m[1]), Number(m[2]), Number(m[3])) ? m[0].length : 0;
	m = /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d\d)(?!\d)/.exec(text);
	if (took(m)) return date(d, fullYear(m[3] ?? ''), Number(m[1]), Number(m[2])) ? m[0].length : 0;
	m = /^(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/.exec(text);
	if (took(m)) return date(d, Number(m[1]), Number(m[2]), Number(m[3])) ? m[0].length : 0;
	m = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:\s*([ap])\.?m\.?)?(?![\d:])/i.exec(text);
	if (took(m) && d.time === undefined) {
		let hour = Number(m[1]);
		if (m[5]) hour = (hour % 12) + (m[5].toLowerCase() === 'p' ? 12 : 0);
		if (hour > 23 || Number(m[2]) > 59 || Number(m[3] ?? 0) > 60) return 0;
		d.time = [hour, Number(m[2]), Number(m[3] ?? 0), Number((m[4] ?? '0').padEnd(6, '0').slice(0, 6))];
		// A number with a sign right behind a time is its zone, whatever follows: "10:00 +2 hours" is in the zone +02, and an hour later.
		const zone = m[5] ? null : /^\s*([+-])\s*(\d+)(?::(\d\d))?(?![\d.])/.exec(text.slice(m[0].length));
		if (!zone) return m[0].length;
		const number = Number(zone[2]);
		const short = (zone[2] ?? '').length <= 2 || zone[3] !== undefined;
		const minutes = short ? number * 60 + Number(zone[3] ?? 0) : Math.floor(number / 100) * 60 + (number % 100);
		if (minutes > 24 * 60) return 0;
		d.offset = (zone[1] === '-' ? -1 : 1) * minutes * 60;
		return m[0].length + zone[0].length;
	}
	m = /^(\d{1,2})\s*([ap])\.?m\.?(?![a-z])/i.exec(text);
	if (took(m)) {
		d.time = [(Number(m[1]) % 12) + ((m[2] ?? '').toLowerCase() === 'p' ? 12 : 0), 0, 0, 0];
		return m[0].length;
	}
	m = /^(\d{1,2})(?:\s+|-)([a-z]{3,9})\.?(?:(?:\s*,?\s+|-)(\d{4}|\d\d)(?![:\d]))?/i.exec(text);
	if (took(m) && monthOf((m[2] ?? '').toLowerCase()) >= 0)
		return date(d, m[3] ? fullYear(m[3]) : d.year, monthOf((m[2] ?? '').toLowerCase()) + 1, Number(m[1])) ? m[0].length : 0;
	m = /^([a-z]{3,9})\.?\s+(\d{1,2})(?!\d|:)(?:(?:\s*,\s*|\s+)(\d{4})(?![:\d]))?/i.exec(text);
	if (took(m) && monthOf((m[1] ?? '').toLowerCase()) >= 0)
		return date(d, m[3] ? Number(m[3]) : d.year, monthOf((m[1] ?? '').toLowerCase()) + 1, Number(m[2])) ? m[0].length : 0;
	m =
		/^(?:([+-]?\s*\d+(?:\.\d+)?)\s*|(last|this|next|first|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)\s+)?(sec|second|min|minute|hour|day|week|fortnight|month|year)s?(?![a-z])(\s+ago(?![a-z]))?/i.exec(
			text
		);
	if (took(m)) {
		let n = m[1] === undefined ? (m[2] === undefined ? 1 : (ordinals[m[2].toLowerCase()] ?? 1)) : Number(m[1].replace(/\s/g, ''));
		if (m[4]) n = -n;
		const unit = (m[3] ?? '').toLowerCase();
		if (unit === 'month') d.months += n;
		else if (unit === 'year') d.months += n * 12;
		else if (unit === 'day' || unit === 'week' || unit === 'fortnight') d.days += n * ((units[unit] ?? 0) / 86_400);
		else d.micros += Math.round(n * (units[unit] ?? 0) * second);
		return m[0].length;
	}
	m = /^(?:(last|this|next|first|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)\s+)?([a-z]+)\.?,?/i.exec(text);
	if (took(m)) {
		const word = (m[2] ?? '').toLowerCase();
		if (dayOf(word) >= 0) {
			d.weekday = { day: dayOf(word), ordinal: m[1] === undefined ? 0 : (ordinals[m[1].toLowerCase()] ?? 0) };
			return m[0].length;
		}
		if (m[1] !== undefined) return 0;
		if (word === 'now' || word === 'today') return m[0].length;
		if (word === 'yesterday' || word === 'tomorrow') {
			d.days += word === 'tomorrow' ? 1 : -1;
			return m[0].length;
		}
		if (word === 'midnight') {
			d.time = [0, 0, 0, 0];
			return m[0].length;
		}
		if (word in zoneWords && d.offset === undefined) {
			d.offset = zoneWords[word];
			const more = /^([+-])(\d{1,2}):?(\d\d)?(?!\d)/.exec(text.slice(m[0].length));
			if (!more) return m[0].length;
			d.offset = (d.offset ?? 0) + (more[1] === '-' ? -1 : 1) * (Number(more[2]) * 3600 + Number(more[3] ?? 0) * 60);
			return m[0].length + more[0].length;
		}
		return 0;
	}
	m = /^(\d{4})(\d\d)(\d\d)(?:[tT]?(\d\d)(\d\d)(\d\d)?)?(?!\d)/.exec(text);
	if (took(m)) {
		if (m[4] !== undefined) d.time = [Number(m[4]), Number(m[5]), Number(m[6] ?? 0), 0];
		return date(d, Number(m[1]), Number(m[2]), Number(m[3])) ? m[0].length : 0;
	}
	m = /^(\d{4})(?!\d)/.exec(text);
	if (took(m)) {
		if (d.dated && d.time !== undefined) d.year = Number(m[1]);
		else d.time = [Number((m[1] ?? '').slice(0, 2)), Number((m[1] ?? '').slice(2)), 0, 0];
		return (d.time?.[0] ?? 0) < 24 && (d.time?.[1] ?? 0) < 60 ? 4 : 0;
	}
	return 0;
}

const fullYear = (text: string): number => (text.length > 2 ? Number(text) : Number(text) + (Number(text) < 69 ? 2000 : 1900));

function date(d: Draft, year: number, month: number, day: number): boolean {
	const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
	const last = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
	if (d.dated || last === undefined || day < 1 || day > last) return false;
	Object.assign(d, { year, month, day, dated: true });
	return true;
}

/** The instant a date operand means; undefined when it is none. */
export function parseDate(text: string, now: number, zone: Zone): number | undefined {
	const at = /^\s*@(-?\d+)(?:[.,](\d+))?\s*$/.exec(text);
	if (at) return Number(at[1]) * second + Number((at[2] ?? '0').padEnd(6, '0').slice(0, 6));
	const local = civilTime(now + zoneAt(zone, now).offset * second);
	const d: Draft = {
		year: local.year,
		month: local.month,
		day: local.day,
		time: undefined,
		dated: false,
		offset: undefined,
		weekday: undefined,
		months: 0,
		days: 0,
		micros: 0
	};
	let rest = text.replace(/\([^)]*\)/g, ' ').trim();
	const tz = /^TZ="([^"]*)"\s*/.exec(rest);
	let own = zone;
	if (tz) {
		own = zoneOf(tz[1]);
		rest = rest.slice(tz[0].length);
	}
	let relativeOnly = true;
	while (rest !== '') {
		const before = { time: d.time, dated: d.dated, weekday: d.weekday };
		const length = item(rest, d);
		if (length === 0) return undefined;
		if (d.time !== before.time || d.dated !== before.dated || d.weekday !== before.weekday) relativeOnly = false;
		rest = rest.slice(length).replace(/^[\s,]+/, '');
	}
	if (text.trim() === '') relativeOnly = false;
	const time = d.time ?? (relativeOnly ? ([local.hour, local.minute, local.second, local.micros] as const) : ([0, 0, 0, 0] as const));
	const monthIndex = d.month - 1 + d.months;
	let us = civilToMicros(d.year + Math.floor(monthIndex / 12), (((monthIndex % 12) + 12) % 12) + 1, d.day + d.days, time[0], time[1], time[2], time[3]);
	if (d.weekday && !d.dated) {
		const today = civilTime(us).weekday;
		const ahead = (d.weekday.day - today + 7) % 7;
		const { ordinal } = d.weekday;
		us += (ahead + (ordinal < 0 ? ordinal * 7 : ordinal > 0 && ahead !== 0 ? (ordinal - 1) * 7 : ordinal * 7)) * 86_400 * second;
	}
	const offset = d.offset ?? zoneAt(own, us - zoneAt(own, us).offset * second).offset;
	return us - offset * second + d.micros;
}
