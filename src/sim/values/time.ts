// Instants: microseconds since 1970-01-01T00:00:00Z, and the texts of them. The machine's zone is UTC.
// Leaves out other zones (an offset in a text is read, never written) and leap seconds.
// Invariant: parseTime(rfc3339nano(t)) equals t for the years 0000 to 9999.

const second = 1_000_000;
const daySeconds = 86_400;

export interface CivilTime {
	readonly year: number;
	/** 1 to 12. */
	readonly month: number;
	readonly day: number;
	readonly hour: number;
	readonly minute: number;
	readonly second: number;
	readonly micros: number;
	/** 0 is Sunday. */
	readonly weekday: number;
	/** 1 to 366. */
	readonly yearDay: number;
}

/** Days from 1970-01-01 to a date of the Gregorian calendar (Hinnant's days_from_civil). */
export function daysFromCivil(year: number, month: number, day: number): number {
	const y = month <= 2 ? year - 1 : year;
	const era = Math.floor(y / 400);
	const yearOfEra = y - era * 400;
	const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
	const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
	return era * 146_097 + dayOfEra - 719_468;
}

/** The calendar and clock of an instant in UTC. */
export function civilTime(us: number): CivilTime {
	const seconds = Math.floor(us / second);
	const days = Math.floor(seconds / daySeconds);
	const inDay = seconds - days * daySeconds;
	const shifted = days + 719_468;
	const era = Math.floor(shifted / 146_097);
	const dayOfEra = shifted - era * 146_097;
	const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
	const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
	const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
	return {
		year,
		month,
		day: dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1,
		hour: Math.floor(inDay / 3600),
		minute: Math.floor(inDay / 60) % 60,
		second: inDay % 60,
		micros: us - seconds * second,
		weekday: (((days + 4) % 7) + 7) % 7,
		yearDay: days - daysFromCivil(year, 1, 1) + 1
	};
}

/** The instant of a date and time of day in UTC, in µs. Fields beyond their range carry over. */
export function civilToMicros(year: number, month: number, day: number, hour = 0, minute = 0, seconds = 0, micros = 0): number {
	return ((daysFromCivil(year, month, day) * 24 + hour) * 60 + minute) * 60 * second + seconds * second + micros;
}

export const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** A whole number with leading zeros to `width`. */
export function zeroPad(value: number, width: number): string {
	return value < 0 ? `-${`${-value}`.padStart(width, '0')}` : `${value}`.padStart(width, '0');
}

function dateAndClock(t: CivilTime): string {
	return `${zeroPad(t.year, 4)}-${zeroPad(t.month, 2)}-${zeroPad(t.day, 2)}T${zeroPad(t.hour, 2)}:${zeroPad(t.minute, 2)}:${zeroPad(t.second, 2)}`;
}

/** time.RFC3339 in UTC, whole seconds: "2026-11-20T08:30:00Z". metav1.Time's text. */
export function rfc3339(us: number): string {
	return `${dateAndClock(civilTime(us))}Z`;
}

/** time.RFC3339Nano in UTC: the fraction without trailing zeros, none when whole. docker's timestamps. */
export function rfc3339nano(us: number): string {
	const t = civilTime(us);
	const fraction = zeroPad(t.micros, 6).replace(/0+$/, '');
	return `${dateAndClock(t)}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** RFC 3339 in UTC with always six digits of fraction (metav1.MicroTime, leases). */
export function rfc3339micro(us: number): string {
	const t = civilTime(us);
	return `${dateAndClock(t)}.${zeroPad(t.micros, 6)}Z`;
}

/** RFC 3339 in UTC with always nine digits of fraction, as docker logs -t and the CRI log files write it. */
export function rfc3339fixed(us: number): string {
	const t = civilTime(us);
	return `${dateAndClock(t)}.${zeroPad(t.micros, 6)}000Z`;
}

/** HTTP's date: "Fri, 20 Nov 2026 08:30:00 GMT". */
export function httpDate(us: number): string {
	return formatGoTime(us, 'Mon, 02 Jan 2006 15:04:05') + ' GMT';
}

/** time.RFC1123 in UTC: "Fri, 20 Nov 2026 08:30:00 UTC". */
export function rfc1123(us: number): string {
	return formatGoTime(us, 'Mon, 02 Jan 2006 15:04:05 MST');
}

/** time.RFC1123Z in UTC: "Fri, 20 Nov 2026 08:30:00 +0000", as kubectl describe prints times. */
export function rfc1123z(us: number): string {
	return formatGoTime(us, 'Mon, 02 Jan 2006 15:04:05 -0700');
}

const twelve = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);

const layoutParts: Readonly<Record<string, (t: CivilTime) => string>> = {
	'2006': (t) => zeroPad(t.year, 4),
	'06': (t) => zeroPad(t.year % 100, 2),
	January: (t) => monthNames[t.month - 1] ?? '',
	Jan: (t) => (monthNames[t.month - 1] ?? '').slice(0, 3),
	'01': (t) => zeroPad(t.month, 2),
	'1': (t) => `${t.month}`,
	Monday: (t) => dayNames[t.weekday] ?? '',
	Mon: (t) => (dayNames[t.weekday] ?? '').slice(0, 3),
	'002': (t) => zeroPad(t.yearDay, 3),
	__2: (t) => `${t.yearDay}`.padStart(3),
	'02': (t) => zeroPad(t.day, 2),
	_2: (t) => `${t.day}`.padStart(2),
	'2': (t) => `${t.day}`,
	'15': (t) => zeroPad(t.hour, 2),
	'03': (t) => zeroPad(twelve(t.hour), 2),
	'3': (t) => `${twelve(t.hour)}`,
	'04': (t) => zeroPad(t.minute, 2),
	'4': (t) => `${t.minute}`,
	'05': (t) => zeroPad(t.second, 2),
	'5': (t) => `${t.second}`,
	PM: (t) => (t.hour < 12 ? 'AM' : 'PM'),
	pm: (t) => (t.hour < 12 ? 'am' : 'pm'),
	MST: () => 'UTC',
	'Z07:00': () => 'Z',
	Z0700: () => 'Z',
	'-07:00': () => '+00:00',
	'-0700': () => '+0000',
	'-07': () => '+00'
};

const layoutPattern =
	/2006|January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|__2|_2(?!006)|Z07:00|Z0700|-07:00|-0700|-07|0[1-6]|15|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)|[12345]/g;

/** time.Time.Format in UTC, with Go's reference layout ("2006-01-02 15:04:05 -0700 MST"). */
export function formatGoTime(us: number, layout: string): string {
	const t = civilTime(us);
	return layout.replace(layoutPattern, (part) => {
		const write = layoutParts[part];
		if (write !== undefined) return write(t);
		const digits = zeroPad(t.micros, 6)
			.padEnd(part.length - 1, '0')
			.slice(0, part.length - 1);
		const fraction = part.charAt(1) === '9' ? digits.replace(/0+$/, '') : digits;
		return fraction === '' ? '' : part.charAt(0) + fraction;
	});
}

/** time.Time's String in UTC: "2026-11-20 08:30:00.123 +0000 UTC". */
export function goTimeString(us: number): string {
	return formatGoTime(us, '2006-01-02 15:04:05.999999999 -0700 MST');
}

const timePattern = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*([Zz]|[+-]\d{2}:?\d{2})?$/;

/**
 * The instant of an RFC 3339 text; date alone, minutes alone and a missing zone (UTC) are taken too, as docker's --since does.
 * Undefined when it is not a time.
 */
export function parseTime(source: string): number | undefined {
	const parts = timePattern.exec(source);
	if (parts === null) return undefined;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, seconds = 0] = parts.slice(1, 7).map((part) => Number(part ?? 0));
	if (month < 1 || month > 12 || hour > 23 || minute > 59 || seconds > 59) return undefined;
	if (day < 1 || day > daysFromCivil(month === 12 ? year + 1 : year, (month % 12) + 1, 1) - daysFromCivil(year, month, 1)) return undefined;
	const micros = Number((parts[7] ?? '').padEnd(6, '0').slice(0, 6));
	const zone = parts[8] ?? 'Z';
	const offset = zone.length === 1 ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
	return civilToMicros(year, month, day, hour, minute - offset, seconds, micros);
}
