// nginx's configuration language: directives and blocks with file and line, includes resolved, syntax errors in nginx's words.
import { Errno, type Sys } from '../../../engine/index.ts';
import { readdir, readText } from '../../../kernel/index.ts';

export interface Directive {
	readonly name: string;
	readonly args: readonly string[];
	readonly block: readonly Directive[] | null;
	readonly file: string;
	readonly line: number;
	/** Where the directive ends: its semicolon or opening brace. */
	readonly end: number;
}

/** An [emerg] line; empty when it has been told. */
export class ConfigFault {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}

interface Token {
	readonly text: string;
	readonly line: number;
	readonly quoted: boolean;
}

const escapes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '\\': '\\', t: '\t', r: '\r', n: '\n' };
/** What a word's backslashes mean: before " ' \ that character, before t r n a control character; others stay, as regular expressions need them. */
function unescape(word: string): string {
	let value = '';
	for (let i = 0; i < word.length; i++) {
		const next = word[i] === '\\' ? word[i + 1] : undefined;
		const meant = next === undefined ? undefined : escapes[next];
		value += meant ?? (word[i] as string);
		if (meant !== undefined) i++;
	}
	return value;
}

function* tokens(text: string, file: string): Generator<Token, number, void> {
	let line = 1;
	let i = 0;
	while (i < text.length) {
		const c = text[i] as string;
		if (c === '\n') line++;
		if (c === ' ' || c === '\t' || c === '\n' || c === '\r') i++;
		else if (c === '#') while (i < text.length && text[i] !== '\n') i++;
		else if (c === ';' || c === '{' || c === '}') {
			yield { text: c, line, quoted: false };
			i++;
		} else if (c === '"' || c === "'") {
			let value = '';
			const at = line;
			i++;
			while (i < text.length && text[i] !== c) {
				if (text[i] === '\\' && i + 1 < text.length) value += text[i++];
				if (text[i] === '\n') line++;
				value += text[i++];
			}
			if (i >= text.length) throw new ConfigFault(`unexpected end of file, expecting "${c}" in ${file}:${line}`);
			i++;
			yield { text: unescape(value), line: at, quoted: true };
		} else {
			let value = '';
			while (i < text.length && !' \t\n\r;'.includes(text[i] as string)) {
				if (text[i] === '{' && value[value.length - 1] !== '$') break;
				if (text[i] === '{' || (value.includes('${') && text[i] === '}')) value += text[i++];
				else if (text[i] === '\\' && i + 1 < text.length) {
					value += text.slice(i, i + 2);
					i += 2;
				} else value += text[i++];
			}
			yield { text: unescape(value), line, quoted: true };
		}
	}
	return line;
}

/** Parses one file's text; includes are left as directives. */
export function parseConfig(text: string, file: string): Directive[] {
	const all: Token[] = [];
	const source = tokens(text, file);
	let last = 1;
	for (;;) {
		const next = source.next();
		if (next.done) {
			last = next.value;
			break;
		}
		all.push(next.value);
	}
	let at = 0;
	const block = (inside: boolean): Directive[] => {
		const found: Directive[] = [];
		for (;;) {
			const first = all[at];
			if (!first) {
				if (inside) throw new ConfigFault(`unexpected end of file, expecting "}" in ${file}:${last}`);
				return found;
			}
			if (!first.quoted && first.text === '}') {
				if (!inside) throw new ConfigFault(`unexpected "}" in ${file}:${first.line}`);
				at++;
				return found;
			}
			if (!first.quoted) throw new ConfigFault(`unexpected "${first.text}" in ${file}:${first.line}`);
			at++;
			const args: string[] = [];
			for (;;) {
				const token = all[at];
				if (!token) throw new ConfigFault(`unexpected end of file, expecting ";" or "}" in ${file}:${last}`);
				at++;
				if (token.quoted) {
					args.push(token.text);
					continue;
				}
				if (token.text === '}') throw new ConfigFault(`directive "${first.text}" is not terminated by ";" in ${file}:${token.line}`);
				const end = token.line;
				found.push({ name: first.text, args, block: token.text === '{' ? block(true) : null, file, line: first.line, end });
				break;
			}
		}
	};
	return block(false);
}

/** Reads a configuration with its includes. Throws ConfigFault. */
export function* readConfig(path: string, prefix = '/etc/nginx'): Sys<Directive[]> {
	let text: string;
	try {
		text = yield* readText(path);
	} catch (error) {
		if (!(error instanceof Errno)) throw error;
		throw new ConfigFault(`open() "${path}" failed (${error.code === 'EACCES' ? 13 : 2}: ${error.message})`);
	}
	return yield* resolveIncludes(parseConfig(text, path), prefix);
}

function* resolveIncludes(directives: readonly Directive[], prefix: string): Sys<Directive[]> {
	const found: Directive[] = [];
	for (const directive of directives) {
		if (directive.name === 'include' && directive.block === null) {
			const pattern = directive.args[0] ?? '';
			const full = pattern.startsWith('/') ? pattern : `${prefix}/${pattern}`;
			if (!full.includes('*')) {
				try {
					found.push(...(yield* readConfig(full, prefix)));
				} catch (error) {
					if (error instanceof ConfigFault && error.message.startsWith('open()'))
						throw new ConfigFault(`${error.message} in ${directive.file}:${directive.line}`);
					throw error;
				}
				continue;
			}
			const slash = full.lastIndexOf('/');
			const [before = '', after = ''] = full.slice(slash + 1).split('*');
			let names: string[] = [];
			try {
				names = (yield* readdir(full.slice(0, slash))).map((e) => e.name).filter((n) => n.startsWith(before) && n.endsWith(after) && !n.startsWith('.'));
			} catch (error) {
				if (!(error instanceof Errno)) throw error;
			}
			for (const name of names) found.push(...(yield* readConfig(`${full.slice(0, slash)}/${name}`, prefix)));
		} else if (directive.block) found.push({ ...directive, block: yield* resolveIncludes(directive.block, prefix) });
		else found.push(directive);
	}
	return found;
}
