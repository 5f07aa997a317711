// What find says of the arguments of its predicates: sizes, types, expressions and formats that are wrong, and the warnings at a terminal.
// The words and their order are findutils 4.9's; BusyBox's find has its own, in expression.ts.
import { compileRegExp, RegExpError, type CompiledRegExp } from '../../../values/index.ts';
import { emacsToBasic } from './emacs.ts';

export interface Size {
	sign: -1 | 0 | 1;
	n: number;
	unit: number;
}

const units: Readonly<Record<string, number>> = { b: 512, c: 1, w: 2, k: 1024, M: 1 << 20, G: 1 << 30 };

/** The argument of -size: its suffix is looked at first, then the number before it. */
export function parseSize(text: string): Size | { wrong: string } {
	if (text === '') return { wrong: 'invalid null argument to -size' };
	const last = text.at(-1) ?? '';
	const digit = /[0-9]/.test(last);
	const unit = digit ? 512 : units[last];
	if (unit === undefined) return { wrong: `invalid -size type \`${last}'` };
	const match = /^([+-]?)(\+?\d{1,19})$/.exec(digit ? text : text.slice(0, -1));
	if (!match) return { wrong: `Invalid argument \`${text}' to -size` };
	return { sign: match[1] === '+' ? 1 : match[1] === '-' ? -1 : 0, n: Number(match[2]), unit };
}

/** What is wrong with the list of letters given to -type or -xtype. */
export function wrongTypes(option: string, list: string): string | undefined {
	if (list === '') return `Arguments to ${option} should contain at least one letter`;
	const seen = new Set<string>();
	for (let i = 0; i < list.length; i += 2) {
		const letter = list[i] as string;
		if (!'bcdpflsD'.includes(letter)) return `Unknown argument to ${option}: ${letter}`;
		if (letter === 'D') return `${option} D is not supported because Solaris doors are not supported on the platform find was compiled on.`;
		if (seen.has(letter)) return `Duplicate file type '${letter}' in the argument list to ${option}.`;
		seen.add(letter);
		if (i + 1 >= list.length) return undefined;
		if (list[i + 1] !== ',') return `Must separate multiple arguments to ${option} using: ','`;
	}
	return `Last file type in list argument to ${option} is missing, i.e., list is ending on: ','`;
}

/** The expression of -regex, anchored at both ends; what glibc says of one that does not compile. */
export function compilePath(source: string, kind: 'emacs' | 'basic' | 'extended', ignoreCase: boolean): CompiledRegExp | { wrong: string } {
	const wrong = (why: string): { wrong: string } => ({ wrong: `failed to compile regular expression '${source}': ${why}` });
	const syntax = kind === 'extended' ? 'ere' : 'bre';
	const text = kind === 'emacs' ? emacsToBasic(source) : source;
	if (kind === 'extended' && /^[*+?]/.test(source)) return wrong('Invalid preceding regular expression');
	try {
		// By itself first: what is wrong with it is not to be mended by the anchors' parentheses.
		compileRegExp(text, { syntax });
		return compileRegExp(syntax === 'ere' ? `^(${text})$` : `^\\(${text}\\)$`, { syntax, ignoreCase });
	} catch (error) {
		if (!(error instanceof RegExpError)) throw error;
		return wrong(error.message);
	}
}

/** What find says of a -printf format before it walks: warnings in order, and the fault that ends it. */
export function formatFaults(format: string): { warnings: readonly string[]; error?: string } {
	const warnings: string[] = [];
	const rest = [...format];
	for (let i = 0; i < rest.length; i++) {
		if (rest[i] === '\\') {
			const next = rest[++i];
			if (next === undefined) warnings.push("warning: escape `\\' followed by nothing at all");
			else if (next === 'c') break;
			else if (!/[abfnrtv\\0-7]/.test(next)) warnings.push(`warning: unrecognized escape \`\\${next}'`);
		} else if (rest[i] === '%') {
			if (i + 1 >= rest.length) return { warnings, error: 'error: % at end of format string' };
			if (rest[i + 1] === '%') {
				i++;
				continue;
			}
			while (/[-+ 0#]/.test(rest[i + 1] ?? '')) i++;
			while (/[0-9.]/.test(rest[i + 1] ?? '')) i++;
			const letter = rest[++i] ?? '\0';
			if ('[({\0'.includes(letter)) return { warnings, error: `error: the format directive \`%${letter}' is reserved for future use` };
			if ('ABCT'.includes(letter)) {
				if (rest[i + 1] === undefined) warnings.push(`warning: format directive \`%${letter}' should be followed by another character`);
				i++;
			} else if (!'abcdfgGhHiklmnpPsStuUMyYDFZ'.includes(letter)) warnings.push(`warning: unrecognized format directive \`%${letter}'`);
		}
	}
	return { warnings };
}

const late = (option: string, after: string): string =>
	`warning: you have specified the global option ${option} after the argument ${after}, but global options are not positional, i.e., ${option} affects tests specified before it as well as those specified after it.  Please specify global options before other arguments.`;
const globals = new Set(['-depth', '-d', '-ignore_readdir_race', '-noignore_readdir_race', '-maxdepth', '-mindepth', '-mount', '-noleaf', '-xdev']);
const places = new Set(['-daystart', '-follow', '-regextype', '-warn', '-nowarn']);

/** The warnings of an interactive find: options that are out of their place, and names that cannot match. */
export class Order {
	/** At a terminal, and between -warn and -nowarn. */
	warns: boolean;
	#first: string | undefined;
	constructor(warns: boolean) {
		this.warns = warns;
	}

	*see(option: string): Generator<string, void> {
		if (option === '-warn' || option === '-nowarn') this.warns = option === '-warn';
		if (globals.has(option)) {
			if (this.#first !== undefined && this.warns) {
				yield late(option, this.#first);
				this.#first = undefined;
			}
			if (option === '-d' && this.warns)
				yield 'warning: the -d option is deprecated; please use -depth instead, because the latter is a POSIX-compliant feature.';
		} else if (!places.has(option)) this.#first ??= option;
	}

	*pattern(option: string, text: string): Generator<string, void> {
		if (/^-i?name$/.test(option)) {
			if (this.warns && text.includes('/') && !/^\/+$/.test(text))
				yield `warning: ‘${option}’ matches against basenames only, but the given pattern contains a directory separator (‘/’), thus the expression will evaluate to false all the time.  Did you mean ‘${option.replace('name', 'wholename')}’?`;
		} else if (text.length > 1 && text.endsWith('/')) yield `warning: ${option} ${text} will not match anything because it ends with /.`;
	}
}
