// Where the AWK parser stands in its tokens, and what it says when one is not what it should be.
import { AwkSyntaxError, type Dialect, type Token } from './lex.ts';

export class TokenReader {
	readonly tokens: Token[];
	readonly dialect: Dialect;
	at = 0;
	depth = 0;
	noIn = false;
	noGreater = false;
	/** Open parentheses. */
	parentheses = 0;

	constructor(tokens: Token[], dialect: Dialect) {
		this.tokens = tokens;
		this.dialect = dialect;
	}
	get token(): Token {
		return this.tokens[this.at] as Token;
	}
	is(text: string): boolean {
		return this.token.text === text && (this.token.kind === 'op' || this.token.kind === 'keyword');
	}
	take(text: string): boolean {
		if (!this.is(text)) return false;
		this.at++;
		return true;
	}
	fail(): never {
		const { token } = this;
		if (this.dialect === 'mawk' && this.parentheses > 0 && (token.kind === 'newline' || token.kind === 'end' || this.is('}') || this.is(';'))) {
			const next = this.tokens[this.at + 1];
			const more =
				this.depth > 0 && (token.kind === 'end' || (token.kind === 'newline' && next?.kind === 'end'))
					? `\nline ${token.line + 1}: missing } near end of file`
					: '';
			throw new AwkSyntaxError(token.line, `line ${token.line}: missing ) near ${token.kind === 'op' ? token.text : 'end of line'}${more}`, 'mawk');
		}
		if (token.kind === 'end' || (token.kind === 'newline' && this.tokens[this.at + 1]?.kind === 'end'))
			throw new AwkSyntaxError(token.kind === 'end' ? token.line : token.line + 1, this.depth > 0 ? 'missing } near end of file' : 'unexpected end', 'missing');
		throw new AwkSyntaxError(token.line, token.kind === 'newline' ? 'end of line' : token.text);
	}
	expect(text: string): void {
		if (!this.take(text)) this.fail();
	}
	newlines(): void {
		while (this.token.kind === 'newline') this.at++;
	}
	ends(): void {
		while (this.token.kind === 'newline' || this.is(';')) this.at++;
	}
}
