// Prompt escapes of PS1, PS2, PS4 and ${x@P}: \u \h \w \W \$ \t \! and their kin. What needs the kernel (host name, clock) is read
// before, by promptFacts; promptText is pure.
import type { Sys } from '../../engine/sys.ts';
import { ids } from '../../kernel/index.ts';
import { readFile } from './expand.ts';
import { language } from './parts.ts';
import { refreshClock, type Shell } from './shell.ts';
import type { ShellState } from './state.ts';
import { getText } from './variables.ts';

export interface PromptFacts {
	readonly host?: string;
	readonly user?: string;
	/** strftime, when there is a time to show. */
	readonly time?: (us: number, format: string) => string;
}
/** How a text's times are shown: the code for it comes late, and most prompts show none. */
export function* promptTime(sh: Shell, text: string): Sys<PromptFacts> {
	return /\\[tT@AdD]/.test(text) ? { time: (yield* language(sh)).strftime } : {};
}
export function* promptFacts(sh: Shell): Sys<PromptFacts> {
	yield* refreshClock(sh);
	const { hostname, cred } = yield* ids();
	// As bash does, the name is looked up once.
	if (sh.state.account?.uid !== cred.euid) {
		const own = (yield* readFile('/etc/passwd')).split('\n').find((line) => line.split(':')[2] === String(cred.euid));
		sh.state.account = { uid: cred.euid, name: own?.split(':')[0] ?? 'I have no name!' };
	}
	return { host: hostname, user: sh.state.account.name };
}

/** Escapes replaced; \[ and \] vanish. */
export function promptText(s: ShellState, text: string, facts?: PromptFacts): string {
	let out = '';
	for (let i = 0; i < text.length; i++) {
		if (text[i] !== '\\' || i + 1 >= text.length) {
			out += text[i];
			continue;
		}
		const c = text[++i] as string;
		if (c >= '0' && c <= '7') {
			const digits = /^[0-7]{1,3}/.exec(text.slice(i))?.[0] ?? c;
			out += String.fromCharCode(parseInt(digits, 8));
			i += digits.length - 1;
			continue;
		}
		if (c === 'D' && text[i + 1] === '{') {
			const end = text.indexOf('}', i);
			out += facts?.time?.(s.now, text.slice(i + 2, end) || '%X') ?? '';
			i = end;
			continue;
		}
		out += escape(s, c, facts);
	}
	return out;
}
function escape(s: ShellState, c: string, facts?: PromptFacts): string {
	const host = facts?.host ?? getText(s, 'HOSTNAME') ?? '';
	switch (c) {
		case 'a':
			return '\x07';
		case 'e':
			return '\x1b';
		case 'n':
			return '\n';
		case 'r':
			return '\r';
		case '[':
		case ']':
			return '';
		case '\\':
			return '\\';
		case '$':
			return s.uid === 0 ? '#' : '$';
		case 'u':
			return facts?.user ?? getText(s, 'USER') ?? '';
		case 'h':
			return host.split('.')[0] as string;
		case 'H':
			return host;
		case 'w':
			return directory(s);
		case 'W': {
			const d = directory(s);
			return d === '~' || d === '/' ? d : d.slice(d.lastIndexOf('/') + 1);
		}
		case 's':
			return (s.mode === 'script' ? s.flavour : s.name.slice(s.name.lastIndexOf('/') + 1)).replace(/^-/, '');
		case 'v':
			return '5.2';
		case 'V':
			return '5.2.15';
		case 'j':
			return String(s.jobs.length);
		case 'l':
			return 'tty';
		case '!':
			return String(s.history.length + 1);
		case '#':
			return String(s.historyNew + 1);
		case 't':
			return facts?.time?.(s.now, '%H:%M:%S') ?? '';
		case 'T':
			return facts?.time?.(s.now, '%I:%M:%S') ?? '';
		case '@':
			return facts?.time?.(s.now, '%I:%M %p') ?? '';
		case 'A':
			return facts?.time?.(s.now, '%H:%M') ?? '';
		case 'd':
			return facts?.time?.(s.now, '%a %b %d') ?? '';
		default:
			return '\\' + c;
	}
}
function directory(s: ShellState): string {
	const home = getText(s, 'HOME');
	const cwd = getText(s, 'PWD') ?? s.cwd;
	if (home && home !== '/' && (cwd === home || cwd.startsWith(home + '/'))) return '~' + cwd.slice(home.length);
	const trim = Number(getText(s, 'PROMPT_DIRTRIM') ?? 0);
	if (trim > 0) {
		const parts = cwd.split('/').filter(Boolean);
		if (parts.length > trim) return '.../' + parts.slice(-trim).join('/');
	}
	return cwd;
}
