// Lengths of time and sizes of data, in each tool's words: Go's time.Duration, docker's go-units, kubectl's duration package.
// Durations are integer microseconds (Go counts nanoseconds; the machine's clock has none).

import { formatFloat, parseFloatText } from './numbers.ts';
import { goQuote } from './strings.ts';

const second = 1_000_000;

function fraction(value: number, unit: number): string {
	const whole = Math.trunc(value / unit);
	const rest = `${value - whole * unit}`.padStart(`${unit}`.length - 1, '0').replace(/0+$/, '');
	return rest === '' ? `${whole}` : `${whole}.${rest}`;
}

/** time.Duration's String: "1h2m3.5s", "1.5ms", "0s". */
export function goDuration(us: number): string {
	if (us === 0) return '0s';
	const sign = us < 0 ? '-' : '';
	const size = us < 0 ? -us : us;
	if (size < 1) return `${sign}${Math.trunc(size * 1000)}ns`;
	if (size < 1000) return `${sign}${fraction(Math.round(size * 1000), 1000)}µs`;
	if (size < second) return `${sign}${fraction(size, 1000)}ms`;
	const minutes = Math.trunc(size / (60 * second));
	const seconds = `${fraction(size - minutes * 60 * second, second)}s`;
	if (minutes === 0) return sign + seconds;
	const hours = Math.trunc(minutes / 60);
	return `${sign}${hours > 0 ? `${hours}h` : ''}${minutes - hours * 60}m${seconds}`;
}

/** A text that time.ParseDuration refuses; `message` is Go's. */
export class DurationError extends Error {}

/** Go's largest duration, 2^63 ns, in µs; about 292 years. */
const largestDuration = 9_223_372_036_854_776;

const units: Readonly<Record<string, number>> = { ns: 0.001, us: 1, µs: 1, μs: 1, ms: 1000, s: second, m: 60 * second, h: 3600 * second };

/** time.ParseDuration, in microseconds. Throws `DurationError` with Go's text. */
export function parseGoDuration(source: string): number {
	const invalid = (): DurationError => new DurationError(`time: invalid duration ${goQuote(source)}`);
	let rest = source;
	const negative = rest.startsWith('-');
	if (negative || rest.startsWith('+')) rest = rest.slice(1);
	if (rest === '0') return 0;
	if (rest === '') throw invalid();
	let total = 0;
	while (rest !== '') {
		const number = /^(\d*)(?:\.(\d*))?/.exec(rest);
		const digits = number?.[0] ?? '';
		if (digits === '' || digits === '.') throw invalid();
		rest = rest.slice(digits.length);
		const unit = /^[^.0-9]*/.exec(rest)?.[0] ?? '';
		if (unit === '') throw new DurationError(`time: missing unit in duration ${goQuote(source)}`);
		const scale = units[unit];
		if (scale === undefined) throw new DurationError(`time: unknown unit ${goQuote(unit)} in duration ${goQuote(source)}`);
		rest = rest.slice(unit.length);
		total += Number(digits.startsWith('.') ? `0${digits}` : digits) * scale;
		if (total > largestDuration) throw invalid();
	}
	const us = unitsRounded(total);
	return negative && us !== 0 ? -us : us;
}

function unitsRounded(us: number): number {
	return us < 1 ? us : Math.round(us);
}

/** docker's words for a duration (go-units HumanDuration): "Less than a second", "About an hour", "3 weeks". */
export function humanDuration(us: number): string {
	const seconds = Math.trunc(us / second);
	if (seconds < 1) return 'Less than a second';
	if (seconds === 1) return '1 second';
	if (seconds < 60) return `${seconds} seconds`;
	const minutes = Math.trunc(seconds / 60);
	if (minutes === 1) return 'About a minute';
	if (minutes < 60) return `${minutes} minutes`;
	const hours = Math.trunc(us / (3600 * second) + 0.5);
	if (hours === 1) return 'About an hour';
	if (hours < 48) return `${hours} hours`;
	if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
	if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
	if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
	return `${Math.trunc(Math.trunc(us / (3600 * second)) / 24 / 365)} years`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
	return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** kubectl's AGE (apimachinery's duration.HumanDuration): "45s", "5m3s", "3h20m", "2d", "2d5h", "<invalid>" before -1 s. */
export function shortHumanDuration(us: number): string {
	const seconds = Math.trunc(us / second);
	if (seconds < -1) return '<invalid>';
	if (us < 0) return '0s';
	if (seconds < 120) return `${seconds}s`;
	const minutes = Math.trunc(seconds / 60);
	if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
	if (minutes < 180) return `${minutes}m`;
	const hours = Math.trunc(minutes / 60);
	if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
	if (hours < 48) return `${hours}h`;
	const days = Math.trunc(hours / 24);
	if (hours < 192) return pair(days, 'd', hours % 24, 'h');
	if (days < 730) return `${days}d`;
	const years = Math.trunc(days / 365);
	return days < 2920 ? pair(years, 'y', days % 365, 'd') : `${years}y`;
}

/** apimachinery's duration.ShortHumanDuration: one unit only, "119s" never: "1m", "3h", "2d". */
export function shortestHumanDuration(us: number): string {
	const seconds = Math.trunc(us / second);
	if (seconds < -1) return '<invalid>';
	if (us < 0) return '0s';
	if (seconds < 60) return `${seconds}s`;
	const minutes = Math.trunc(seconds / 60);
	if (minutes < 60) return `${minutes}m`;
	const hours = Math.trunc(minutes / 60);
	if (hours < 24) return `${hours}h`;
	return hours < 24 * 365 ? `${Math.trunc(hours / 24)}d` : `${Math.trunc(hours / 24 / 365)}y`;
}

const decimalUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];

/** go-units CustomSize with format "%.<precision>g%s": the size divided by `base` until it is below it, with that unit. */
export function customSize(bytes: number, base: number, unitNames: readonly string[], precision = 4): string {
	let size = bytes;
	let i = 0;
	while (size >= base && i < unitNames.length - 1) {
		size /= base;
		i++;
	}
	return formatFloat(size, 'g', precision) + (unitNames[i] ?? '');
}

/** go-units HumanSize (decimal, `precision` significant digits): "7.83MB". docker images uses 3 digits, docker system df 4. */
export function humanSize(bytes: number, precision = 4): string {
	return customSize(bytes, 1000, decimalUnits, precision);
}

/** go-units BytesSize (binary, four significant digits): "1.944GiB". */
export function bytesSize(bytes: number): string {
	return customSize(bytes, 1024, binaryUnits, 4);
}

/** A size that go-units refuses; `message` is its text. */
export class SizeError extends Error {}

function parseSize(source: string, base: number): number {
	const cut = /^(.*[0-9. ])([^0-9. ]*)$/s.exec(source);
	const head = cut?.[1];
	if (head === undefined) throw new SizeError(`invalid size: '${source}'`);
	const number = head.endsWith(' ') ? head.slice(0, -1) : head;
	const suffix = (cut?.[2] ?? '').toLowerCase();
	const value = parseFloatText(number);
	if (value === undefined) throw new SizeError(`strconv.ParseFloat: parsing ${goQuote(number)}: invalid syntax`);
	if (value < 0) throw new SizeError(`invalid size: '${source}'`);
	if (suffix === '' || suffix === 'b') return Math.trunc(value);
	const power = 'kmgtp'.indexOf(suffix.charAt(0));
	const known = suffix.length <= 3 && power >= 0 && ['', 'b', 'ib'].includes(suffix.slice(1));
	if (!known) throw new SizeError(`invalid suffix: '${suffix.length > 3 ? (cut?.[2] ?? '') : suffix}'`);
	let size = value;
	for (let i = 0; i <= power; i++) size *= base;
	return Math.trunc(size);
}

/** go-units RAMInBytes: "512m", "1.5GiB", "64" as bytes (units of 1024). Throws `SizeError`. */
export function ramInBytes(source: string): number {
	return parseSize(source, 1024);
}

/** go-units FromHumanSize: "10MB" as bytes (units of 1000). Throws `SizeError`. */
export function fromHumanSize(source: string): number {
	return parseSize(source, 1000);
}
