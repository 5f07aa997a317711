// Bake's functions of regular expressions, in RE2's syntax. Follows go-cty's stdlib/regexp.go: the result's shape comes from the pattern's groups.
import { compileRegExp } from '../../../../values/index.ts';
import { toText, Unsuitable } from './convert.ts';
import type { FunctionValue, Param } from './scope.ts';
import type { Value } from './syntax.ts';

const text = (name: string): Param => ({ name, type: 'other', convert: toText });
const str = (value: Value | undefined): string => (typeof value === 'string' ? value : '');

interface Found {
	readonly index: number;
	readonly groups: readonly (string | undefined)[];
	readonly names: readonly (string | undefined)[];
}
function compiled(pattern: string): { exec(text: string, from: number): Found | null } {
	try {
		const re = compileRegExp(pattern, { syntax: 're2' });
		return {
			exec(subject, from) {
				const found = re.exec(subject, from);
				return found && { index: found.index, groups: [...found.groups], names: Object.values(found.names ?? {}).map(String) };
			}
		};
	} catch (error) {
		throw new Unsuitable(`invalid regexp pattern: ${error instanceof Error ? error.message : String(error)}`);
	}
}
const shaped = ({ groups }: Found): Value => (groups.length <= 1 ? (groups[0] ?? '') : groups.slice(1).map((group) => group ?? null));
function all(pattern: string, subject: string): Found[] {
	const re = compiled(pattern);
	const out: Found[] = [];
	for (let from = 0; from <= subject.length;) {
		const found = re.exec(subject, from);
		if (!found) break;
		out.push(found);
		from = found.index + Math.max(1, (found.groups[0] ?? '').length);
	}
	return out;
}

export const patternFunctions: readonly (readonly [string, FunctionValue])[] = [
	[
		'regex',
		{
			params: [text('pattern'), text('string')],
			run: ([pattern, subject]) => {
				const found = compiled(str(pattern)).exec(str(subject), 0);
				if (!found) throw new Unsuitable('pattern did not match any part of the given string');
				return shaped(found);
			}
		}
	],
	['regexall', { params: [text('pattern'), text('string')], run: ([pattern, subject]) => all(str(pattern), str(subject)).map(shaped) }],
	[
		'regex_replace',
		{
			params: [text('str'), text('pattern'), text('replace')],
			run: ([subject, pattern, replace]) => {
				const s = str(subject);
				let out = '';
				let from = 0;
				for (const { index, groups } of all(str(pattern), s)) {
					// Go's Expand: $1 and ${1}.
					const expanded = str(replace).replaceAll(/\$(?:\{(\d+)\}|(\d+)|\$)/g, (whole, a?: string, b?: string) =>
						whole === '$$' ? '$' : (groups[Number(a ?? b)] ?? '')
					);
					out += s.slice(from, index) + expanded;
					from = index + (groups[0] ?? '').length;
				}
				return out + s.slice(from);
			}
		}
	]
];
