// date: the wall clock, or a date operand, in any format. Setting the clock is refused as without CAP_SYS_TIME.
import { Errno } from '../../engine/sys.ts';
import { clock, readText, stat } from '../../kernel/index.ts';
import { formatDate, parseDate, timeZone, type Zone } from './lib/dates.ts';
import { choose } from './lib/choose.ts';
import { getopt } from './lib/getopt.ts';
import { quoteName } from './lib/quote.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

const isoFormats: Readonly<Record<string, string>> = {
	hours: '%Y-%m-%dT%H%:z',
	minutes: '%Y-%m-%dT%H:%M%:z',
	date: '%Y-%m-%d',
	seconds: '%Y-%m-%dT%H:%M:%S%:z',
	ns: '%Y-%m-%dT%H:%M:%S,%N%:z'
};
const rfcFormats: Readonly<Record<string, string>> = { date: '%Y-%m-%d', seconds: '%Y-%m-%d %H:%M:%S%:z', ns: '%Y-%m-%d %H:%M:%S.%N%:z' };

export const date = utility('date', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: tool.busybox ? 'd:D:I::r:Rs:u' : 'd:f:I::r:Rs:u',
		long: [
			'date:=d',
			'file:=f',
			'iso-8601::=I',
			'reference:=r',
			'rfc-email=R',
			'rfc-2822=R',
			'rfc-822=R',
			'rfc-3339:=rfc',
			'set:=s',
			'utc=u',
			'universal=u',
			'uct=u',
			'resolution',
			'debug'
		]
	});
	const zone: Zone = options.has('u') ? { name: 'UTC', offset: 0 } : yield* timeZone(tool.env);
	const now = yield* clock();
	let format = tool.busybox ? '%a %b %e %H:%M:%S %Z %Y' : '%a %b %e %H:%M:%S %Z %Y';
	if (!tool.busybox && /^en_US|^en_/.test(tool.env['LC_ALL'] || tool.env['LC_TIME'] || tool.env['LANG'] || 'C')) format = '%a %b %e %r %Z %Y';
	if (options.has('resolution')) format = '%s.%N';
	const iso = options.get('I');
	if (iso !== undefined) {
		const key =
			iso === ''
				? 'date'
				: tool.busybox
					? (Object.keys(isoFormats).find((name) => name.startsWith(iso)) ?? '')
					: choose(tool, '--iso-8601', iso, [['hours'], ['minutes'], ['date'], ['seconds'], ['ns']]);
		format = isoFormats[key] ?? tool.usage(`invalid date format '${iso}'`);
	}
	if (options.has('R')) format = '%a, %d %b %Y %H:%M:%S %z';
	const rfc = options.get('rfc');
	if (rfc !== undefined) format = rfcFormats[choose(tool, '--rfc-3339', rfc, [['date'], ['seconds'], ['ns']])] ?? '';
	const [operand, extra] = options.operands;
	if (extra !== undefined) {
		tool.usage(`extra operand ${tool.quote(extra)}`);
	}
	if (operand?.startsWith('+')) format = operand.slice(1);
	else if (operand !== undefined) {
		if (!tool.busybox && ['d', 'r', 'f'].some((key) => options.has(key)))
			tool.usage(
				`the argument ${tool.quote(operand)} lacks a leading '+';\nwhen using an option to specify date(s), any non-option\nargument must be a format string beginning with '+'`
			);
		const settable = /^\d{8}(\d{2}){0,2}(\.\d\d)?$/.test(operand);
		if (!settable) tool.die(tool.busybox ? `invalid date '${operand}'` : `invalid date ${tool.quote(operand)}`);
		return yield* setClock(tool, now, format, zone);
	}
	const reference = options.get('r');
	const text = options.get('d');
	const file = options.get('f');
	if (file !== undefined) {
		const lines = yield* attempt(readText(file === '-' ? '/dev/stdin' : file));
		if (lines instanceof Errno) tool.die(`${quoteName(file)}: ${lines.message}`);
		for (const line of lines.split('\n').slice(0, lines.endsWith('\n') ? -1 : undefined)) {
			const parsed = parseDate(line, now, zone);
			if (parsed === undefined) yield* tool.warn(`invalid date ${tool.quote(line)}`);
			else yield* tool.put(`${formatDate(parsed, format, zone)}\n`);
		}
		return tool.status;
	}
	let when = now;
	if (reference !== undefined) {
		const info = yield* attempt(stat(reference));
		if (info instanceof Errno) tool.die(tool.busybox ? `can't stat '${reference}': ${info.message}` : `${quoteName(reference)}: ${info.message}`);
		when = info.mtime;
	} else if (text !== undefined) {
		const parsed = parseDate(text, now, zone);
		if (parsed === undefined) tool.die(tool.busybox ? `invalid date '${text}'` : `invalid date ${tool.quote(text)}`);
		when = parsed;
	}
	if (options.has('s')) return yield* setClock(tool, when, format, zone);
	yield* tool.put(`${formatDate(when, format, zone)}\n`);
	return 0;
});

/** FIDELITY: the machine's clock is the world's, so setting it fails as it does inside a container. */
function* setClock(tool: Tool, when: number, format: string, zone: Zone) {
	yield* tool.warn(tool.busybox ? "can't set date: Operation not permitted" : 'cannot set date: Operation not permitted');
	yield* tool.put(`${formatDate(when, format, zone)}\n`);
	return 1;
}
