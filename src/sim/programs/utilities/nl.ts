// nl: numbers lines, by sections (header, body, footer) as POSIX has them. GNU coreutils 9.
import type { Sys } from '../../engine/sys.ts';
import { compileRegExp, RegExpError } from '../../values/index.ts';
import { getopt } from './lib/getopt.ts';
import { eachLine } from './lib/lines.ts';
import { utility, type Tool } from './lib/tool.ts';

type Style = (line: string) => boolean;

export const nl = utility(
	'nl',
	function* (tool: Tool): Sys<number> {
		const options = yield* getopt(tool, {
			short: 'b:d:f:h:i:l:n:ps:v:w:',
			long: [
				'body-numbering:=b',
				'section-delimiter:=d',
				'footer-numbering:=f',
				'header-numbering:=h',
				'line-increment:=i',
				'join-blank-lines:=l',
				'number-format:=n',
				'no-renumber=p',
				'number-separator:=s',
				'starting-line-number:=v',
				'number-width:=w'
			]
		});
		let blanks = 0;
		const join = Number(options.get('l') ?? 1);
		let wrong = false;
		const style = function* (key: string, what: string, fallback: string): Sys<Style> {
			const text = options.get(key) ?? fallback;
			if (text === 'a')
				return (line) => {
					if (line !== '') blanks = 0;
					return line !== '' || ++blanks % join === 0;
				};
			if (text === 't') return (line) => line !== '';
			if (text === 'n') return () => false;
			if (text.startsWith('p')) {
				try {
					const compiled = compileRegExp(text.slice(1), { syntax: 'bre' });
					return (line) => compiled.test(line);
				} catch (error) {
					if (!(error instanceof RegExpError)) throw error;
					tool.die(error.message);
				}
			}
			yield* tool.error(`${tool.name}: invalid ${what} numbering style: ${tool.quote(text)}\n`);
			wrong = true;
			return () => false;
		};
		const number = (key: string, fallback: number, what: string, least: number): number => {
			const text = options.get(key);
			if (text === undefined) return fallback;
			if (!/^[-+]?\d+$/.test(text)) tool.die(`invalid ${what}: ${tool.quote(text)}`);
			if (Number(text) < least) tool.die(`invalid ${what}: ${tool.quote(text)}: Numerical result out of range`);
			return Number(text);
		};
		const start = number('v', 1, 'starting line number', -Infinity);
		const step = number('i', 1, 'line number increment', -Infinity);
		const width = number('w', 6, 'line number field width', 1);
		const styles = { h: yield* style('h', 'header', 'n'), b: yield* style('b', 'body', 't'), f: yield* style('f', 'footer', 'n') };
		const format = options.get('n') ?? 'rn';
		if (!['ln', 'rn', 'rz'].includes(format)) {
			yield* tool.error(`${tool.name}: invalid line numbering format: ${tool.quote(format)}\n`);
			wrong = true;
		}
		if (wrong) tool.usage('');
		const separator = tool.own(options.get('s') ?? '\t');
		const given = options.get('d') ?? '\\:';
		const mark = given.length === 1 ? `${given}:` : given;
		let current = start;
		let section: 'h' | 'b' | 'f' = 'b';
		yield* eachLine(tool, options.operands, function* (line): Sys<void> {
			const at = mark === '' ? -1 : [mark.repeat(3), mark.repeat(2), mark].indexOf(line);
			if (at >= 0) {
				section = (['h', 'b', 'f'] as const)[at] ?? 'b';
				if (!options.has('p')) current = start;
				return yield* tool.put('\n');
			}
			if (!styles[section](line)) return yield* tool.put(`${' '.repeat(width + separator.length)}${line}\n`);
			const text = String(Math.abs(current));
			const signed = current < 0 ? `-${text}` : text;
			const shown =
				format === 'ln'
					? signed.padEnd(width)
					: format === 'rz'
						? current < 0
							? `-${text.padStart(width - 1, '0')}`
							: text.padStart(width, '0')
						: signed.padStart(width);
			current += step;
			yield* tool.put(`${shown}${separator}${line}\n`);
		});
		return tool.status;
	},
	{ binary: true }
);
