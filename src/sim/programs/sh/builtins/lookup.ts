// type, hash, enable, help: what a name is.
import type { Sys } from '../../../engine/sys.ts';
import { Errno } from '../../../engine/sys.ts';
import { access, stat } from '../../../kernel/index.ts';
import { dashQuote, singleQuote } from '../quote.ts';
import { findCommand } from '../simple.ts';
import { complain, output, type Shell } from '../shell.ts';
import { getText } from '../variables.ts';
import { functionText } from './declare-list.ts';
import { builtinNamed, builtins, type Builtin } from './index.ts';
import { parseFlags } from './options.ts';
import { usages } from './usages.ts';

const keywords = new Set('if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' '));

/** What `type` (long) or `command -v` (short) says of a name; undefined when it is nothing. */
export function* describe(sh: Shell, name: string, form: 'long' | 'short', path: string | undefined = undefined): Sys<string | undefined> {
	const s = sh.state;
	const long = form === 'long';
	const bash = s.flavour === 'bash';
	const alias = s.aliases.get(name);
	if (alias !== undefined && (!bash || s.shopt.has('expand_aliases')))
		return long
			? bash
				? `${name} is aliased to \`${alias}'\n`
				: `${name} is an alias for ${alias}\n`
			: `alias ${name}=${bash ? singleQuote(alias) : dashQuote(alias)}\n`;
	if (keywords.has(name) && (bash || !['[[', ']]', 'select', 'function', 'time', 'coproc'].includes(name)))
		return long ? `${name} is a shell keyword\n` : `${name}\n`;
	const f = s.functions.get(name);
	if (f) return long ? (bash ? `${name} is a function\n${functionText(sh, f)}` : `${name} is a shell function\n`) : `${name}\n`;
	const b = builtinNamed(s, name);
	if (b) return long ? `${name} is a ${!bash && b.special ? 'special shell builtin' : 'shell builtin'}\n` : `${name}\n`;
	const hashed = s.commands.get(name);
	if (hashed && long && path === undefined) return bash ? `${name} is hashed (${hashed.path})\n` : `${name} is a tracked alias for ${hashed.path}\n`;
	if (name.includes('/')) {
		if (!(yield* executable(name))) return undefined;
		const full = name;
		return long ? `${name} is ${full}\n` : `${full}\n`;
	}
	const found = yield* findCommand(sh, name);
	if (!found || found.denied) return undefined;
	return long ? `${name} is ${found.path}\n` : `${found.path}\n`;
}
function* executable(path: string): Sys<boolean> {
	try {
		if ((yield* stat(path)).type === 'dir') return false;
		yield* access(path, 1);
		return true;
	} catch (error) {
		if (error instanceof Errno) return false;
		throw error;
	}
}

export const typeBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		const flags = s.flavour === 'bash' ? yield* parseFlags(sh, 'type', args, 'afptP') : { letters: '', values: {}, operands: args };
		if (!flags) return 2;
		let status = 0;
		for (const name of flags.operands) {
			let out: string | undefined;
			if (flags.letters.includes('t')) out = yield* kindOf(sh, name);
			else if (flags.letters.includes('P')) {
				const found = yield* findCommand(sh, name);
				out = found && !found.denied ? found.path + '\n' : undefined;
			} else if (flags.letters.includes('p')) {
				if (builtinNamed(s, name) || s.functions.has(name) || keywords.has(name)) continue;
				const found = yield* findCommand(sh, name);
				out = found && !found.denied ? found.path + '\n' : undefined;
			} else if (flags.letters.includes('a')) out = yield* every(sh, name);
			else out = yield* describe(sh, name, 'long');
			if (out === undefined) {
				status = s.flavour === 'bash' ? 1 : 127;
				if (flags.letters.replace(/[af]/g, '') === '') {
					if (s.flavour === 'bash') yield* complain(sh, `type: ${name}: not found`);
					else yield* output(sh, 'type', `${name}: not found\n`);
				}
			} else yield* output(sh, 'type', out);
		}
		return status;
	}
};
function* kindOf(sh: Shell, name: string): Sys<string | undefined> {
	const s = sh.state;
	if (s.aliases.has(name) && s.shopt.has('expand_aliases')) return 'alias\n';
	if (keywords.has(name)) return 'keyword\n';
	if (s.functions.has(name)) return 'function\n';
	if (builtinNamed(s, name)) return 'builtin\n';
	const found = yield* findCommand(sh, name);
	if (found && !found.denied && (!name.includes('/') || (yield* executable(name)))) return 'file\n';
	return undefined;
}
function* every(sh: Shell, name: string): Sys<string | undefined> {
	const s = sh.state;
	let out = '';
	if (keywords.has(name)) out += `${name} is a shell keyword\n`;
	const f = s.functions.get(name);
	if (f) out += `${name} is a function\n${functionText(sh, f)}`;
	if (builtinNamed(s, name)) out += `${name} is a shell builtin\n`;
	for (const dir of (getText(s, 'PATH') ?? '').split(':')) if (yield* executable(`${dir}/${name}`)) out += `${name} is ${dir}/${name}\n`;
	return out || undefined;
}

export const hashBuiltin: Builtin = {
	*run(sh, { args }) {
		const s = sh.state;
		const flags = yield* parseFlags(sh, 'hash', args, 'dlp:rt');
		if (!flags) return 2;
		if (!s.options.has('hashall') && s.flavour === 'bash') {
			yield* complain(sh, 'hash: hashing disabled');
			return 1;
		}
		if (flags.letters.includes('r')) {
			s.commands.clear();
			if (flags.operands.length === 0) return 0;
		}
		if (flags.operands.length === 0) {
			if (s.commands.size === 0) {
				if (s.flavour === 'bash') yield* output(sh, 'hash', 'hash: hash table empty\n');
				return 0;
			}
			const lines = [...s.commands].map(([n, c]) =>
				s.flavour !== 'bash' ? `${c.path}\n` : flags.letters.includes('l') ? `builtin hash -p ${c.path} ${n}\n` : `${String(c.hits).padStart(4)}\t${c.path}\n`
			);
			yield* output(sh, 'hash', (flags.letters.includes('l') || s.flavour !== 'bash' ? '' : 'hits\tcommand\n') + lines.join(''));
			return 0;
		}
		let status = 0;
		for (const name of flags.operands) {
			if (flags.values['p'] !== undefined) s.commands.set(name, { path: flags.values['p'], hits: 0 });
			else if (flags.letters.includes('d')) {
				if (s.commands.delete(name)) continue;
				yield* complain(sh, `hash: ${name}: not found`);
				status = 1;
			} else if (flags.letters.includes('t')) {
				const known = s.commands.get(name);
				if (known) yield* output(sh, 'hash', (flags.operands.length > 1 ? `${name}\t` : '') + known.path + '\n');
				else {
					yield* complain(sh, `hash: ${name}: not found`);
					status = 1;
				}
			} else if (!builtinNamed(s, name) && !s.functions.has(name)) {
				const found = yield* findCommand(sh, name);
				if (found && !found.denied) s.commands.set(name, { path: found.path, hits: 0 });
				else {
					yield* complain(sh, `hash: ${name}: not found`);
					status = 1;
				}
			}
		}
		return status;
	}
};
export const enableBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const s = sh.state;
		const flags = yield* parseFlags(sh, 'enable', args, 'adnpsf:');
		if (!flags) return 2;
		const off = flags.letters.includes('n');
		if (flags.operands.length === 0) {
			const shown = [...builtins.keys()].filter((n) => flags.letters.includes('a') || s.disabled.has(n) === off);
			yield* output(sh, 'enable', shown.map((n) => `enable ${s.disabled.has(n) ? '-n ' : ''}${n}\n`).join(''));
			return 0;
		}
		let status = 0;
		for (const name of flags.operands) {
			if (!builtins.has(name)) {
				yield* complain(sh, `enable: ${name}: not a shell builtin`);
				status = 1;
			} else if (off) s.disabled.add(name);
			else s.disabled.delete(name);
		}
		return status;
	}
};
export const helpBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, { args }) {
		const names = args.filter((a) => a[0] !== '-');
		if (names.length === 0) {
			const head =
				"GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\nThese shell commands are defined internally.  Type `help' to see this list.\nType `help name' to find out more about the function `name'.\nUse `info bash' to find out more about the shell in general.\nUse `man -k' or `info' to find out more about commands not in this list.\n\n";
			yield* output(
				sh,
				'help',
				head +
					Object.values(usages)
						.map((u) => ` ${u}\n`)
						.join('')
			);
			return 0;
		}
		for (const name of names) {
			const text = usages[name];
			if (text === undefined) {
				yield* complain(sh, `help: no help topics match \`${name}'.  Try \`help help' or \`man -k ${name}' or \`info ${name}'.`);
				return 1;
			}
			yield* output(sh, 'help', `${name}: ${text}\n`);
		}
		return 0;
	}
};
