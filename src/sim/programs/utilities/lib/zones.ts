// Time zones: POSIX TZ strings, and the names people try, each as its POSIX string (today's rule, applied to all years).
// FIDELITY: past changes of a zone's rules are not known.
import { civilTime, daysFromCivil } from '../../../values/index.ts';

interface Rule {
	month: number;
	week: number;
	day: number;
	seconds: number;
}
export interface Zone {
	readonly name: string;
	/** Seconds east of Greenwich. */
	readonly offset: number;
	readonly summer?: { readonly name: string; readonly offset: number; readonly from: Rule; readonly to: Rule };
}

const eu = 'M3.5.0,M10.5.0/3';
const us = 'M3.2.0,M11.1.0';
const named: Readonly<Record<string, string>> = {
	UTC: 'UTC0',
	GMT: 'GMT0',
	'Etc/UTC': 'UTC0',
	'Etc/GMT': 'GMT0',
	Zulu: 'UTC0',
	Universal: 'UTC0',
	'Europe/London': `GMT0BST,M3.5.0/1,M10.5.0`,
	'Europe/Dublin': `GMT0IST,M3.5.0/1,M10.5.0`,
	'Europe/Lisbon': `WET0WEST,M3.5.0/1,M10.5.0`,
	...Object.fromEntries(
		['Berlin', 'Paris', 'Madrid', 'Rome', 'Amsterdam', 'Brussels', 'Vienna', 'Zurich', 'Prague', 'Warsaw', 'Stockholm', 'Oslo', 'Copenhagen', 'Budapest'].map(
			(city) => [`Europe/${city}`, `CET-1CEST,${eu}`]
		)
	),
	...Object.fromEntries(['Athens', 'Helsinki', 'Kiev', 'Kyiv', 'Bucharest', 'Sofia'].map((city) => [`Europe/${city}`, `EET-2EEST,M3.5.0/3,M10.5.0/4`])),
	'Europe/Moscow': 'MSK-3',
	'Europe/Istanbul': '<+03>-3',
	'America/New_York': `EST5EDT,${us}`,
	'America/Toronto': `EST5EDT,${us}`,
	'America/Chicago': `CST6CDT,${us}`,
	'America/Denver': `MST7MDT,${us}`,
	'America/Los_Angeles': `PST8PDT,${us}`,
	'America/Phoenix': 'MST7',
	'America/Sao_Paulo': '<-03>3',
	'Asia/Tokyo': 'JST-9',
	'Asia/Seoul': 'KST-9',
	'Asia/Shanghai': 'CST-8',
	'Asia/Hong_Kong': 'HKT-8',
	'Asia/Singapore': '<+08>-8',
	'Asia/Kolkata': 'IST-5:30',
	'Asia/Calcutta': 'IST-5:30',
	'Asia/Dubai': '<+04>-4',
	'Australia/Sydney': 'AEST-10AEDT,M10.1.0,M4.1.0/3',
	'Pacific/Auckland': 'NZST-12NZDT,M9.5.0,M4.1.0/3',
	'US/Eastern': `EST5EDT,${us}`,
	'US/Pacific': `PST8PDT,${us}`,
	EST: 'EST5',
	MST: 'MST7',
	EST5EDT: `EST5EDT,${us}`,
	CET: `CET-1CEST,${eu}`
};

const clockSeconds = (text: string): number => {
	const [h = '0', m = '0', s = '0'] = text.replace(/^[+-]/, '').split(':');
	return (text.startsWith('-') ? -1 : 1) * (Number(h) * 3600 + Number(m) * 60 + Number(s));
};

function rule(text: string | undefined): Rule | undefined {
	const match = /^M(\d+)\.(\d)\.(\d)(?:\/(.+))?$/.exec(text ?? '');
	return match
		? { month: Number(match[1]), week: Number(match[2]), day: Number(match[3]), seconds: match[4] === undefined ? 7200 : clockSeconds(match[4]) }
		: undefined;
}

/** The zone TZ names; an unknown one is UTC under the first letters of its name, as in glibc. */
export function zoneOf(tz: string | undefined): Zone {
	if (tz === undefined || tz === '') return { name: 'UTC', offset: 0 };
	const text = named[tz.replace(/^:/, '')] ?? tz;
	const match = /^(<[^>]+>|[A-Za-z]{3,})([+-]?\d+(?::\d+){0,2})(?:(<[^>]+>|[A-Za-z]{3,})([+-]?\d+(?::\d+){0,2})?(?:,([^,]+),([^,]+))?)?$/.exec(text);
	if (!match) return { name: /^[A-Za-z]{3,}/.exec(text)?.[0] ?? 'UTC', offset: 0 };
	const bare = (name: string): string => name.replace(/[<>]/g, '');
	const offset = -clockSeconds(match[2] ?? '0') || 0;
	const base: Zone = { name: bare(match[1] ?? ''), offset };
	if (match[3] === undefined) return base;
	const [from, to] = [rule(match[5] ?? 'M3.2.0'), rule(match[6] ?? 'M11.1.0')];
	if (!from || !to) return base;
	return { ...base, summer: { name: bare(match[3]), offset: match[4] === undefined ? offset + 3600 : -clockSeconds(match[4]), from, to } };
}

/** The day of a rule in a year, as local seconds since the epoch. */
function ruleSeconds(year: number, r: Rule): number {
	const first = daysFromCivil(year, r.month, 1);
	const weekday = (((first + 4) % 7) + 7) % 7;
	let day = first + ((r.day - weekday + 7) % 7) + (r.week - 1) * 7;
	const next = r.month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, r.month + 1, 1);
	while (day >= next) day -= 7;
	return day * 86_400 + r.seconds;
}

/** What clocks of the zone show at an instant (µs). */
export function zoneAt(zone: Zone, us: number): { offset: number; name: string } {
	const { summer } = zone;
	if (!summer) return zone;
	const seconds = Math.floor(us / 1_000_000);
	const { year } = civilTime(us + zone.offset * 1_000_000);
	const from = ruleSeconds(year, summer.from) - zone.offset;
	const to = ruleSeconds(year, summer.to) - summer.offset;
	const on = from < to ? seconds >= from && seconds < to : seconds >= from || seconds < to;
	return on ? summer : zone;
}
