// find's expression as a tree, and its parser: operators, tests and actions by name, GNU's messages for what does not parse.
import { compilePath, formatFaults, Order, parseSize, wrongTypes } from './arguments.ts';
import type { Sys } from '../../../engine/sys.ts';
import { Errno } from '../../../engine/sys.ts';
import { clock, isatty, open, stat } from '../../../kernel/index.ts';
import type { Stat } from '../../../kernel/index.ts';
import type { CompiledRegExp } from '../../../values/index.ts';
import { parseDate, timeZone } from '../lib/dates.ts';
import { parseMode, applyMode } from '../lib/mode.ts';
import { attempt, Exit, type Tool } from '../lib/tool.ts';
import { groupId, userId } from '../lib/users.ts';

export interface Compare {
	sign: -1 | 0 | 1;
	n: number;
}
export type Node =
	| { k: 'and' | 'or' | 'list'; left: Node; right: Node }
	| { k: 'not'; inner: Node }
	| { k: 'true' | 'false' | 'empty' | 'nouser' | 'nogroup' | 'prune' | 'quit' | 'print' | 'print0' | 'delete' }
	| { k: 'ls'; to?: string }
	| { k: 'name' | 'path' | 'lname'; glob: string; ignoreCase: boolean }
	| { k: 'regex'; compiled: CompiledRegExp }
	| { k: 'type' | 'xtype'; letters: string }
	| { k: 'size'; compare: Compare; unit: number }
	| { k: 'time'; field: 'atime' | 'mtime' | 'ctime'; compare: Compare; unit: number; now: number }
	| { k: 'newer'; field: 'atime' | 'mtime' | 'ctime'; than: number }
	| { k: 'perm'; mode: number; how: 'exact' | 'all' | 'any' }
	| { k: 'fstype'; name: string }
	| { k: 'user' | 'group' | 'uid' | 'gid' | 'links' | 'inum'; compare: Compare }
	| { k: 'samefile'; dev: number; ino: number }
	| { k: 'access'; mask: number }
	| { k: 'printf'; format: string; to: string | undefined }
	| { k: 'fprint'; to: string; end: string }
	| { k: 'exec'; command: readonly string[]; batch: boolean; dir: boolean; ask: boolean; id: number };

export interface FindOptions {
	maxDepth: number;
	minDepth: number;
	depthFirst: boolean;
	oneFileSystem: boolean;
	follow: 'P' | 'H' | 'L';
}

const typeLetters: Readonly<Record<Stat['type'], string>> = { file: 'f', dir: 'd', symlink: 'l', fifo: 'p', socket: 's', char: 'c', block: 'b' };
export const letterOf = (type: Stat['type']): string => typeLetters[type];

export class FindParser {
	readonly tool: Tool;
	readonly args: readonly string[];
	readonly options: FindOptions;
	at = 0;
	hasAction = false;
	nextId = 0;
	daystart = false;
	/** What the actions that print to files have opened: the files are made even when nothing is found. */
	readonly files = new Map<string, number>();
	#order = new Order(false);
	#prunes = false;
	#asksDepth = false;
	#deletes = false;

	constructor(tool: Tool, args: readonly string[], options: FindOptions) {
		this.tool = tool;
		this.args = args;
		this.options = options;
		this.emacs = !tool.busybox;
	}

	fail(message: string): never {
		return this.tool.die(message);
	}
	value(option: string): string {
		const value = this.args[++this.at];
		this.at++;
		if (value === undefined) this.tool.die(this.tool.busybox ? `option requires an argument -- '${option.slice(1)}'` : `missing argument to \`${option}'`);
		return value;
	}
	compare(option: string, text: string): Compare {
		const match = /^([+-]?)(\d+(?:\.\d+)?)$/.exec(text);
		if (!match) this.fail(this.tool.busybox ? `invalid number '${text}'` : `invalid argument \`${text}' to \`${option}'`);
		return { sign: match[1] === '+' ? 1 : match[1] === '-' ? -1 : 0, n: Number(match[2]) };
	}

	*parse(): Sys<Node> {
		if (this.args.length === 0) return { k: 'true' };
		if (!this.tool.busybox) this.#order = new Order(yield* isatty(0));
		const node = yield* this.list();
		if (this.at < this.args.length) {
			const arg = this.args[this.at];
			this.fail(arg === ')' ? "you have too many ')'" : `paths must precede expression: \`${arg}'`);
		}
		if (this.#deletes && this.#prunes && !this.#asksDepth && !this.tool.busybox)
			throw new Exit(
				1,
				`${this.tool.name}: The -delete action automatically turns on -depth, but -prune does nothing when -depth is in effect.  If you want to carry on anyway, just explicitly use the -depth option.\n`
			);
		return node;
	}
	*say(messages: Iterable<string>): Sys<void> {
		if (!this.tool.busybox) for (const one of messages) yield* this.tool.error(`${this.tool.name}: ${one}\n`);
	}
	/** The pattern of -name or -path, with what find thinks of it. */
	*pattern(option: string): Sys<string> {
		const text = this.value(option);
		yield* this.say(this.#order.pattern(option, text));
		return text;
	}
	*format(option: string): Sys<string> {
		const text = this.value(option);
		const faults = formatFaults(text);
		yield* this.say(faults.warnings);
		if (faults.error !== undefined && !this.tool.busybox) this.fail(faults.error);
		return text;
	}
	/** A file an action prints to. */
	*file(option: string): Sys<string> {
		const path = this.value(option);
		if (this.files.has(path)) return path;
		const fd = yield* attempt(open(path, { write: true, create: true, trunc: true }));
		if (fd instanceof Errno) this.fail(`${this.tool.quote(path)}: ${fd.message}`);
		this.files.set(path, fd);
		return path;
	}
	*list(): Sys<Node> {
		let left = yield* this.or();
		while (this.args[this.at] === ',') {
			this.at++;
			if (this.at >= this.args.length) this.fail("expected an expression after ','");
			left = { k: 'list', left, right: yield* this.or() };
		}
		return left;
	}
	*or(): Sys<Node> {
		let left = yield* this.and();
		while (this.args[this.at] === '-o' || this.args[this.at] === '-or') {
			const op = this.args[this.at] ?? '';
			this.at++;
			if (this.at >= this.args.length) this.fail(`expected an expression after '${op}'`);
			left = { k: 'or', left, right: yield* this.and() };
		}
		return left;
	}
	*and(): Sys<Node> {
		let left = yield* this.unary();
		for (;;) {
			const arg = this.args[this.at];
			if (arg === '-a' || arg === '-and') {
				this.at++;
				if (this.at >= this.args.length) this.fail(`expected an expression after '${arg}'`);
				left = { k: 'and', left, right: yield* this.unary() };
			} else if (arg === undefined || arg === '-o' || arg === '-or' || arg === ')' || arg === ',') return left;
			else left = { k: 'and', left, right: yield* this.unary() };
		}
	}
	*unary(): Sys<Node> {
		const arg = this.args[this.at];
		if (arg === '!' || arg === '-not') {
			this.at++;
			if (this.at >= this.args.length) this.fail(`expected an expression after '${arg}'`);
			return { k: 'not', inner: yield* this.unary() };
		}
		if (arg === '(') {
			this.at++;
			if (this.at >= this.args.length && !this.tool.busybox)
				this.fail("invalid expression; expected to find a ')' but didn't see one. Perhaps you need an extra predicate after '('");
			if (this.args[this.at] === ')') this.fail('invalid expression; empty parentheses are not allowed.');
			const inner = yield* this.list();
			if (this.args[this.at] !== ')') this.fail("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
			this.at++;
			return inner;
		}
		if (arg === '-o' || arg === '-or' || arg === '-a' || arg === '-and')
			this.fail(`invalid expression; you have used a binary operator '${arg}' with nothing before it.`);
		return yield* this.primary(arg ?? '');
	}

	*primary(arg: string): Sys<Node> {
		yield* this.say(this.#order.see(arg));
		if (arg === '-prune') this.#prunes = true;
		if (arg === '-depth' || arg === '-d') this.#asksDepth = true;
		const action = (node: Node): Node => {
			this.hasAction = true;
			return node;
		};
		const seconds: Readonly<Record<string, readonly ['atime' | 'mtime' | 'ctime', number]>> = {
			'-mtime': ['mtime', 86_400],
			'-atime': ['atime', 86_400],
			'-ctime': ['ctime', 86_400],
			'-mmin': ['mtime', 60],
			'-amin': ['atime', 60],
			'-cmin': ['ctime', 60]
		};
		const bare: Readonly<Record<string, Node>> = {
			'-true': { k: 'true' },
			'-false': { k: 'false' },
			'-empty': { k: 'empty' },
			'-nouser': { k: 'nouser' },
			'-nogroup': { k: 'nogroup' },
			'-prune': { k: 'prune' }
		};
		const actions: Readonly<Record<string, Node>> = { '-print': { k: 'print' }, '-print0': { k: 'print0' }, '-ls': { k: 'ls' }, '-quit': { k: 'quit' } };
		if (bare[arg]) {
			this.at++;
			return bare[arg];
		}
		if (actions[arg]) {
			this.at++;
			return arg === '-quit' ? actions[arg] : action(actions[arg]);
		}
		const time = seconds[arg];
		if (time) return { k: 'time', field: time[0], compare: this.compare(arg, this.value(arg)), unit: time[1], now: yield* clock() };
		switch (arg) {
			case '-name':
			case '-iname':
				return { k: 'name', glob: yield* this.pattern(arg), ignoreCase: arg === '-iname' };
			case '-path':
			case '-wholename':
			case '-ipath':
			case '-iwholename':
				return { k: 'path', glob: yield* this.pattern(arg), ignoreCase: arg.startsWith('-i') };
			case '-lname':
			case '-ilname':
				return { k: 'lname', glob: this.value(arg), ignoreCase: arg === '-ilname' };
			case '-regex':
			case '-iregex': {
				const compiled = compilePath(this.value(arg), this.extended ? 'extended' : this.emacs ? 'emacs' : 'basic', arg === '-iregex');
				if ('wrong' in compiled) this.fail(compiled.wrong);
				return { k: 'regex', compiled };
			}
			case '-regextype': {
				const kind = this.value(arg);
				const kinds = [
					'findutils-default',
					'ed',
					'emacs',
					'gnu-awk',
					'grep',
					'posix-awk',
					'awk',
					'posix-basic',
					'posix-egrep',
					'egrep',
					'posix-extended',
					'posix-minimal-basic',
					'sed'
				];
				if (!kinds.includes(kind))
					this.fail(`Unknown regular expression type ${this.tool.quote(kind)}; valid types are ${kinds.map((one) => this.tool.quote(one)).join(', ')}.`);
				this.extended = /extended|egrep|awk/.test(kind);
				this.emacs = kind === 'emacs' || kind === 'findutils-default';
				return { k: 'true' };
			}
			case '-type':
			case '-xtype': {
				const letters = this.value(arg);
				const wrong = this.tool.busybox ? (/^[bcdpfls]$/.test(letters) ? undefined : `unrecognized type '${letters}'`) : wrongTypes(arg, letters);
				if (wrong !== undefined) this.fail(wrong);
				return { k: arg === '-type' ? 'type' : 'xtype', letters };
			}
			case '-size': {
				const text = this.value(arg);
				const size = parseSize(text);
				if ('wrong' in size) this.fail(this.tool.busybox ? `invalid number '${text}'` : size.wrong);
				return { k: 'size', compare: size, unit: size.unit };
			}
			case '-perm': {
				const text = this.value(arg);
				const how = text.startsWith('-') ? 'all' : text.startsWith('/') ? 'any' : 'exact';
				const change = parseMode(how === 'exact' ? text : text.slice(1));
				if (!change || /^\+[0-7]/.test(text)) this.fail(this.tool.busybox ? `invalid mode '${text}'` : `invalid mode ${this.tool.quote(text)}`);
				return { k: 'perm', mode: applyMode(0, false, change, 0), how };
			}
			case '-user':
			case '-group': {
				const text = this.value(arg);
				const found = arg === '-user' ? yield* userId(text) : yield* groupId(text);
				if (found === undefined) this.fail(this.tool.busybox ? `unknown ${arg.slice(1)} ${text}` : unknownAccount(arg, text, this.tool.quote(text)));
				return { k: arg === '-user' ? 'user' : 'group', compare: { sign: 0, n: typeof found === 'number' ? found : found.uid } };
			}
			case '-uid':
			case '-gid':
			case '-links':
			case '-inum':
				return { k: arg.slice(1) as 'uid', compare: this.compare(arg, this.value(arg)) };
			case '-newer':
			case '-anewer':
			case '-cnewer':
				return yield* this.newer(arg, arg === '-anewer' ? 'a' : arg === '-cnewer' ? 'c' : 'm', 'm');
			case '-samefile': {
				const text = this.value(arg);
				const info = yield* attempt(stat(text));
				if (info instanceof Errno) this.fail(`${this.tool.quote(text)}: ${info.message}`);
				return { k: 'samefile', dev: info.dev, ino: info.ino };
			}
			case '-readable':
			case '-writable':
			case '-executable':
				this.at++;
				return { k: 'access', mask: arg === '-readable' ? 4 : arg === '-writable' ? 2 : 1 };
			case '-delete':
				this.at++;
				this.options.depthFirst = true;
				this.#deletes = true;
				return action({ k: 'delete' });
			case '-printf':
				return action({ k: 'printf', format: yield* this.format(arg), to: undefined });
			case '-fprintf': {
				const name = this.args[this.at + 1];
				if (name !== undefined && this.args[this.at + 2] === undefined) this.fail(`invalid argument \`${name}' to \`${arg}'`);
				const to = yield* this.file(arg);
				this.at--;
				return action({ k: 'printf', to, format: yield* this.format(arg) });
			}
			case '-fprint':
			case '-fprint0':
				return action({ k: 'fprint', to: yield* this.file(arg), end: arg === '-fprint0' ? '\0' : '\n' });
			case '-fls':
				return action({ k: 'ls', to: yield* this.file(arg) });
			case '-fstype':
				return { k: 'fstype', name: this.value(arg) };
			case '-exec':
			case '-execdir':
			case '-ok':
			case '-okdir':
				return action(this.exec(arg));
			case '-maxdepth':
			case '-mindepth': {
				const text = this.value(arg);
				if (!/^\d+$/.test(text))
					this.fail(
						this.tool.busybox ? `invalid number '${text}'` : `Expected a positive decimal integer argument to ${arg}, but got ${this.tool.quote(text)}`
					);
				if (Number(text) > 0x7fffffff && !this.tool.busybox) this.fail(`${text}: Numerical result out of range`);
				this.options[arg === '-maxdepth' ? 'maxDepth' : 'minDepth'] = Number(text);
				return { k: 'true' };
			}
			case '-depth':
			case '-d':
			case '-xdev':
			case '-mount':
			case '-noleaf':
			case '-ignore_readdir_race':
			case '-warn':
			case '-nowarn':
			case '-daystart':
			case '-follow':
				this.at++;
				if (arg === '-depth' || arg === '-d') this.options.depthFirst = true;
				if (arg === '-xdev' || arg === '-mount') this.options.oneFileSystem = true;
				if (arg === '-follow') this.options.follow = 'L';
				return { k: 'true' };
			default:
		}
		const pair = /^-newer(.)(.)$/.exec(arg);
		if (pair && !this.tool.busybox && /^-newer[aBcm][aBcmt]$/.test(arg)) return yield* this.newer(arg, pair[1] ?? '', pair[2] ?? '');
		if (pair && !this.tool.busybox) this.fail(`invalid predicate \`${arg}'`);
		if (arg.startsWith('-')) this.fail(this.tool.busybox ? `unrecognized: ${arg}` : `unknown predicate \`${arg}'`);
		if (this.tool.busybox) this.fail(`unrecognized: ${arg}`);
		return this.unexpected(arg);
	}
	/** -newerXY: a file's time X against the time Y of another, or against a date. */
	*newer(arg: string, of: string, than: string): Sys<Node> {
		const fields = { a: 'atime', m: 'mtime', c: 'ctime', B: 'ctime' } as const;
		const field = fields[of === 'a' || of === 'c' || of === 'B' ? of : 'm'];
		const text = this.value(arg);
		if (than === 't') {
			const date = parseDate(text, yield* clock(), yield* timeZone(this.tool.env));
			if (date === undefined) this.fail(`I cannot figure out how to interpret ${this.tool.quote(text)} as a date or time`);
			return { k: 'newer', field, than: date };
		}
		const info = yield* attempt(stat(text));
		if (info instanceof Errno) this.fail(this.tool.busybox ? `${text}: ${info.message}` : `${this.tool.quote(text)}: ${info.message}`);
		return { k: 'newer', field, than: info[fields[than === 'a' || than === 'c' || than === 'B' ? than : 'm']] };
	}
	extended = false;
	/** The default: GNU's find reads Emacs's expressions, BusyBox's basic ones. */
	emacs: boolean;
	/** The word that may be a pattern the shell has expanded: when there is such a file. */
	guess: string | undefined;

	/** A word among the expression: GNU guesses at an unquoted pattern. */
	unexpected(arg: string): never {
		const previous = this.args[this.at - 2] ?? '';
		this.guess = /^-(?:i?name|i?path|i?wholename|lname)$/.test(previous) ? arg : undefined;
		const hint = /^-(?:i?name|i?path|i?wholename|lname)$/.test(previous) ? `\nfind: possible unquoted pattern after predicate \`${previous}'?` : '';
		return this.fail(`paths must precede expression: \`${arg}'${hint}`);
	}

	exec(arg: string): Node {
		const command: string[] = [];
		this.at++;
		for (; ; this.at++) {
			const word = this.args[this.at];
			if (word === undefined) this.fail(this.tool.busybox ? `${arg} CMD must end by ';'` : `missing argument to \`${arg}'`);
			if (word === ';' || (word === '+' && (this.tool.busybox ? command.at(-1) === '{}' : !arg.startsWith('-ok') && (command.at(-1) ?? '').includes('{}')))) {
				this.at++;
				if (word === '+') this.checkBatch(arg, command);
				if (command.length === 0) this.fail(`invalid argument \`;' to \`${arg}'`);
				return { k: 'exec', command, batch: word === '+', dir: arg.endsWith('dir'), ask: arg.startsWith('-ok'), id: this.nextId++ };
			}
			command.push(word);
		}
	}

	checkBatch(arg: string, command: readonly string[]): void {
		const braces = command.filter((word) => word.includes('{}'));
		if (braces.length > 1) this.fail(`Only one instance of {} is supported with ${arg} ... +`);
		if (braces[0] !== '{}')
			this.fail(
				`In ${this.tool.quote(`${arg} ... {} +`)} the ${this.tool.quote('{}')} must appear by itself, but you specified ${this.tool.quote(braces[0] ?? '')}`
			);
	}
}

/** What -user and -group say of a name that is neither known nor a number. */
function unknownAccount(arg: string, text: string, quoted: string): string {
	if (arg === '-user') return text === '' ? 'The argument to -user should not be empty' : `${quoted} is not the name of a known user`;
	if (text === '') return 'argument to -group is empty, but should be a group name';
	const digits = /^\d+/.exec(text)?.[0] ?? '';
	if (digits === '') return `${quoted} is not the name of an existing group`;
	return `${quoted} is not the name of an existing group and it does not look like a numeric group ID because it has the unexpected suffix ‘${text.slice(digits.length)}’`;
}
