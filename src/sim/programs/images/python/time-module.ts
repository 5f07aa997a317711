// Python's time: the machine's clock, struct_time, and the two directions of formats. FIDELITY: every zone is at UTC.
import { type Sys } from '../../../engine/index.ts';
import { clock, sleep, type Context } from '../../../kernel/index.ts';
import { civilTime, civilToMicros, compileRegExp, formatGoTime, monthNames, strftime } from '../../../values/index.ts';
import type { Interpreter } from './interpreter.ts';
import { Class, Instance, Module, repr, str, Tuple, type Value } from './values.ts';

import { moduleOf } from './modules.ts';

/** Names of zones by TZ, for tzname. */
const zones: Readonly<Record<string, string>> = {
	'Asia/Tokyo': 'JST',
	'Europe/Berlin': 'CET',
	'Europe/Paris': 'CET',
	'Europe/London': 'GMT',
	'America/New_York': 'EST',
	'America/Los_Angeles': 'PST',
	UTC: 'UTC',
	'Etc/UTC': 'UTC'
};

export function timeModules(vm: Interpreter, context: Context): Map<string, () => Sys<Module>> {
	const made = new Map<string, () => Sys<Module>>();
	const plain = (module: Module) =>
		function* (): Sys<Module> {
			return module;
		};
	const timeType = new Class('struct_time', [vm.types.get('tuple') as Class], new Map(), 'time');
	const parts = ['tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec', 'tm_wday', 'tm_yday', 'tm_isdst'];
	const structTime = (us: number): Instance => {
		const t = civilTime(us);
		const made = new Instance(timeType);
		const day = Math.floor(us / 86_400_000_000);
		const yearday = day - Math.floor(civilToMicros(t.year, 1, 1) / 86_400_000_000) + 1;
		const all = [
			t.year,
			t.month,
			t.day,
			Math.floor(us / 3_600_000_000) % 24,
			Math.floor(us / 60_000_000) % 60,
			Math.floor(us / 1_000_000) % 60,
			(((day + 3) % 7) + 7) % 7,
			yearday,
			0
		].map((n) => BigInt(n));
		made.value = new Tuple(all);
		parts.forEach((name, i) => made.names.set(name, all[i] as bigint));
		return made;
	};
	const microseconds = function* (t: Value): Sys<number> {
		const [y = 1970n, mo = 1n, d = 1n, h = 0n, mi = 0n, sec = 0n] = yield* vm.iterate(t);
		return civilToMicros(Number(y), Number(mo), Number(d), Number(h), Number(mi), Number(sec));
	};
	const parsed = (text: string, format: string): number => {
		const field: Record<string, [string, string]> = {
			Y: ['y', '\\d{4}'],
			m: ['m', '\\d{1,2}'],
			d: ['d', '\\d{1,2}'],
			H: ['H', '\\d{1,2}'],
			M: ['M', '\\d{1,2}'],
			S: ['S', '\\d{1,2}'],
			f: ['f', '\\d{1,6}'],
			b: ['b', '[A-Za-z]{3}'],
			B: ['b', '[A-Za-z]+'],
			a: ['', '[A-Za-z]{3}'],
			A: ['', '[A-Za-z]+'],
			y: ['c', '\\d{2}']
		};
		const names: string[] = [];
		const source = format.replaceAll(/[.^$*+?()[\]{}|\\]/g, '\\$&').replaceAll(/%([A-Za-z])/g, (_all, letter: string) => {
			const [name = '', pattern = '.*?'] = field[letter] ?? [];
			names.push(name);
			return `(${pattern})`;
		});
		const found = compileRegExp(`^${source}$`, { syntax: 're2' }).exec(text);
		if (!found) return vm.raise('ValueError', `time data ${repr(text)} does not match format ${repr(format)}`);
		const get = (name: string, fallback: number): number => (names.includes(name) ? Number(found.groups[names.indexOf(name) + 1]) : fallback);
		const month = names.includes('b')
			? monthNames.findIndex((m) => m.slice(0, 3).toLowerCase() === (found.groups[names.indexOf('b') + 1] ?? '').slice(0, 3).toLowerCase()) + 1
			: get('m', 1);
		const fraction = names.includes('f') ? Number((found.groups[names.indexOf('f') + 1] ?? '').padEnd(6, '0')) : 0;
		return civilToMicros(names.includes('c') ? 2000 + get('c', 0) : get('y', 1900), month, get('d', 1), get('H', 0), get('M', 0), get('S', 0), fraction);
	};
	const zone = context.env['TZ'] ?? 'UTC';
	const zoneName = zones[zone] ?? 'UTC';
	made.set(
		'time',
		plain(
			moduleOf(
				'time',
				{
					*time() {
						return (yield* clock()) / 1e6;
					},
					*time_ns() {
						return BigInt(yield* clock()) * 1000n;
					},
					*perf_counter() {
						return (yield* clock()) / 1e6;
					},
					*monotonic() {
						return (yield* clock()) / 1e6;
					},
					*sleep([s = 0n]) {
						if (Number(s) < 0) vm.raise('ValueError', 'sleep length must be non-negative');
						yield* vm.blocking(() => sleep(Math.round(Number(s) * 1e6)));
						return null;
					},
					*strftime([format = '', t]) {
						const us = t instanceof Instance || t instanceof Tuple ? yield* microseconds(t) : yield* clock();
						return strftime(us, str(format));
					},
					*ctime([t]) {
						return formatGoTime(t === undefined ? yield* clock() : Number(t) * 1e6, 'Mon Jan _2 15:04:05 2006');
					},
					*asctime() {
						return formatGoTime(yield* clock(), 'Mon Jan _2 15:04:05 2006');
					},
					*process_time() {
						return (yield* clock()) / 1e6;
					},
					*perf_counter_ns() {
						return BigInt(yield* clock()) * 1000n;
					},
					*localtime([t]) {
						return structTime(t === undefined || t === null ? yield* clock() : Number(t) * 1e6);
					},
					*gmtime([t]) {
						return structTime(t === undefined || t === null ? yield* clock() : Number(t) * 1e6);
					},
					*mktime([t = null]) {
						return (yield* microseconds(t)) / 1e6;
					},
					*_format([format = '', t = 0n]) {
						return strftime(Number(t) * 1e6, str(format));
					},
					*_parse([text = '', format = '']) {
						return BigInt(parsed(str(text), str(format)));
					}
				},
				{ tzname: new Tuple([zoneName, zoneName === 'CET' ? 'CEST' : zoneName === 'GMT' ? 'BST' : zoneName]), timezone: zoneName === 'JST' ? -32_400n : 0n }
			)
		)
	);
	return made;
}
