// expr: arithmetic, comparison and strings from arguments.
import { compileRegExp, RegExpError } from '../../values/index.ts';
import { appletUsage } from './lib/getopt.ts';
import { showGnuText, utility, type Tool } from './lib/tool.ts';

class ExprParser {
	readonly tool: Tool;
	readonly words: readonly string[];
	at = 0;
	constructor(tool: Tool, words: readonly string[]) {
		this.tool = tool;
		this.words = words;
	}
	syntax(message: string): never {
		return this.tool.die(this.tool.busybox ? 'syntax error' : `syntax error: ${message}`, 2);
	}
	number(text: string): bigint {
		if (!/^-?\d+$/.test(text)) this.tool.die('non-integer argument', 2);
		return BigInt(text);
	}
	or(): string {
		let left = this.and();
		while (this.words[this.at] === '|') {
			this.at++;
			const right = this.and();
			left = isNull(left) ? (isNull(right) ? '0' : right) : left;
		}
		return left;
	}
	and(): string {
		let left = this.compare();
		while (this.words[this.at] === '&') {
			this.at++;
			const right = this.compare();
			left = isNull(left) || isNull(right) ? '0' : left;
		}
		return left;
	}
	compare(): string {
		let left = this.add();
		for (let op = this.words[this.at]; op !== undefined && ['<', '<=', '=', '==', '!=', '>=', '>'].includes(op); op = this.words[this.at]) {
			this.at++;
			const right = this.add();
			const numeric = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
			const order = numeric ? (BigInt(left) < BigInt(right) ? -1 : BigInt(left) > BigInt(right) ? 1 : 0) : left < right ? -1 : left > right ? 1 : 0;
			left = (
				op === '<'
					? order < 0
					: op === '<='
						? order <= 0
						: op === '=' || op === '=='
							? order === 0
							: op === '!='
								? order !== 0
								: op === '>='
									? order >= 0
									: order > 0
			)
				? '1'
				: '0';
		}
		return left;
	}
	add(): string {
		let left = this.multiply();
		for (let op = this.words[this.at]; op === '+' || op === '-'; op = this.words[this.at]) {
			this.at++;
			const right = this.multiply();
			const [x, y] = [this.number(left), this.number(right)];
			left = String(op === '+' ? x + y : x - y);
		}
		return left;
	}
	multiply(): string {
		let left = this.match();
		for (let op = this.words[this.at]; op === '*' || op === '/' || op === '%'; op = this.words[this.at]) {
			this.at++;
			const right = this.match();
			const [x, y] = [this.number(left), this.number(right)];
			if (op !== '*' && y === 0n) this.tool.die('division by zero', 2);
			left = String(op === '*' ? x * y : op === '/' ? x / y : x % y);
		}
		return left;
	}
	match(): string {
		let left = this.primary();
		while (this.words[this.at] === ':') {
			this.at++;
			left = this.regexp(left, this.primary());
		}
		return left;
	}
	regexp(text: string, pattern: string): string {
		try {
			const compiled = compileRegExp(`^\\(${pattern}\\)`.replace('^\\(^', '^\\('), { syntax: 'bre' });
			const match = compiled.exec(text, 0);
			if (compiled.groupCount > 1) return match?.groups[2] ?? '';
			return String([...(match?.groups[0] ?? '')].length);
		} catch (error) {
			if (!(error instanceof RegExpError)) throw error;
			return this.tool.die(error.message, 2);
		}
	}
	primary(): string {
		const word = this.words[this.at];
		if (word === undefined) {
			const last = this.words[this.at - 1] ?? '';
			this.syntax(`missing argument after ${this.tool.quote(last)}`);
		}
		this.at++;
		if (word === '(') {
			const value = this.or();
			if (this.words[this.at] === undefined) this.syntax(`expecting ')' after ${this.tool.quote(this.words[this.at - 1] ?? '')}`);
			if (this.words[this.at] !== ')') this.syntax(`expecting ')' instead of ${this.tool.quote(this.words[this.at] ?? '')}`);
			this.at++;
			return value;
		}
		if (word === ')') this.syntax("unexpected ')'");
		if (word === '+' && !this.tool.busybox) {
			const next = this.words[this.at++];
			if (next === undefined) this.syntax(`missing argument after ${this.tool.quote('+')}`);
			return next;
		}
		const more = this.at < this.words.length || !this.tool.busybox;
		if (word === 'length' && more) return String([...this.primary()].length);
		if (word === 'match' && more) {
			const text = this.primary();
			return this.regexp(text, this.primary());
		}
		if (word === 'index' && more) {
			const text = [...this.primary()];
			const set = this.primary();
			return String(text.findIndex((char) => set.includes(char)) + 1);
		}
		if (word === 'substr' && more) {
			const text = [...this.primary()];
			const [from, length] = [this.primary(), this.primary()];
			if (!/^-?\d+$/.test(from) || !/^-?\d+$/.test(length) || Number(from) < 1 || Number(length) < 1) return '';
			return text.slice(Number(from) - 1, Number(from) - 1 + Number(length)).join('');
		}
		return word;
	}
}

const isNull = (text: string): boolean => text === '' || /^-?0+$/.test(text);

export const expr = utility(
	'expr',
	function* (tool: Tool) {
		const words = tool.args[0] === '--' ? tool.args.slice(1) : tool.args;
		if (words.length === 0) {
			if (tool.busybox) yield* appletUsage(tool, 2);
			tool.usage('missing operand', 2);
		}
		if (words.length === 1 && words[0] === '--help') yield* showGnuText(tool, 'help', 'expr');
		if (words.length === 1 && words[0] === '--version') yield* showGnuText(tool, 'version', 'expr');
		const parser = new ExprParser(tool, words);
		const value = parser.or();
		if (parser.at < words.length) parser.syntax(`unexpected argument ${tool.quote(words[parser.at] ?? '')}`);
		yield* tool.put(`${value}\n`);
		return isNull(value) ? 1 : 0;
	},
	{ usageStatus: 2 }
);
