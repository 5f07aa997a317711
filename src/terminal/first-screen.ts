// What a terminal shows until xterm.js is there: lines of the machine's own bytes, as far as a shell at its prompt needs them: text, the
// cursor's moves within a line and between lines, erasing, colours. Programs that take the whole screen are left to xterm.js (`plain`).
// Invariant: nothing is shown that the machine has not written.

/** How a cell looks: '' or parts of an SGR, e.g. "1;32". */
type Style = string;
interface Cell {
	readonly text: string;
	readonly style: Style;
}
export interface Run {
	text: string;
	readonly style: Style;
}

const mostLines = 200;
const sequence = /\x1b(?:\[([?>=]?)([0-9;]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][0-9A-Z]|[=>78cDEHM])/y;
/** The beginning of a sequence whose end has not come. */
const open = /\x1b(?:\[[?>=]?[0-9;]*[ -/]*|\][^\x07\x1b]*\x1b?|[()])?$/;

export class FirstScreen {
	lines: Cell[][] = [[]];
	row = 0;
	column = 0;
	/** A program has the whole screen: this cannot show it. */
	plain = true;
	/** The shell wants pasted text marked. */
	bracketed = false;
	#style: Style = '';
	#rest = '';
	readonly #decoder = new TextDecoder();

	clear(): void {
		this.lines = [[]];
		this.row = this.column = 0;
		this.#style = this.#rest = '';
		this.plain = true;
	}

	write(bytes: Uint8Array): void {
		const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
		this.#rest = open.exec(text)?.[0] ?? '';
		const end = text.length - this.#rest.length;
		for (let i = 0; i < end;) {
			const code = text.charCodeAt(i);
			if (code === 27) {
				sequence.lastIndex = i;
				const found = sequence.exec(text);
				if (found?.[3] !== undefined) this.#control(found[1] ?? '', found[2] ?? '', found[3]);
				i += found?.[0].length ?? 1;
			} else if (code < 32 || code === 127) {
				this.#move(code);
				i++;
			} else {
				const char = String.fromCodePoint(text.codePointAt(i) ?? 32);
				this.#put(char);
				i += char.length;
			}
		}
	}

	get #line(): Cell[] {
		return (this.lines[this.row] ??= []);
	}

	#put(text: string): void {
		const line = this.#line;
		while (line.length < this.column) line.push({ text: ' ', style: '' });
		line[this.column++] = { text, style: this.#style };
	}

	#move(code: number): void {
		if (code === 10) {
			this.row++;
			this.#line.length ||= 0;
			if (this.lines.length <= mostLines) return;
			this.lines.shift();
			this.row--;
		} else if (code === 13) this.column = 0;
		else if (code === 8) this.column = Math.max(0, this.column - 1);
		else if (code === 9) this.column = (this.column & ~7) + 8;
	}

	#control(mark: string, args: string, final: string): void {
		if (mark === '?') {
			if (args === '2004') this.bracketed = final === 'h';
			if (args === '1049' || args === '47' || args === '1047') this.plain = final !== 'h';
			return;
		}
		const n = Math.max(1, Number(args.split(';')[0] || 1));
		const line = this.#line;
		if (final === 'm') this.#sgr(args);
		else if (final === 'C') this.column += n;
		else if (final === 'D') this.column = Math.max(0, this.column - n);
		else if (final === 'G') this.column = n - 1;
		else if (final === 'A') this.row = Math.max(0, this.row - n);
		else if (final === 'B') this.row = Math.min(this.lines.length - 1, this.row + n);
		else if (final === 'P') line.splice(this.column, n);
		else if (final === '@') line.splice(this.column, 0, ...Array.from({ length: n }, () => ({ text: ' ', style: '' })));
		else if (final === 'K') {
			if (args === '' || args === '0') line.length = Math.min(line.length, this.column);
			else if (args === '2') line.length = 0;
		} else if (final === 'J') {
			if (args === '2' || args === '3') this.lines = [[]];
			else this.lines.length = this.row + 1;
			if (args === '2' || args === '3') this.row = this.column = 0;
			else line.length = Math.min(line.length, this.column);
		} else if (final === 'H' && args === '') this.row = this.column = 0;
		else if (final === 'H' || final === 'r' || final === 'L' || final === 'M') this.plain = false;
	}

	#sgr(args: string): void {
		for (const part of args.split(';')) {
			if (part === '' || part === '0') this.#style = '';
			else this.#style = this.#style === '' ? part : `${this.#style};${part}`;
		}
	}

	/** A line as runs of one look each. */
	runs(line: readonly Cell[]): Run[] {
		const runs: Run[] = [];
		for (const { text, style } of line) {
			const last = runs.at(-1);
			if (last?.style === style) last.text += text;
			else runs.push({ text, style });
		}
		return runs;
	}

	/** What stands before the cursor on its line. */
	get before(): string {
		return this.#line
			.slice(0, this.column)
			.map(({ text }) => text)
			.join('');
	}

	text(): string {
		return this.lines
			.map((line) =>
				line
					.map(({ text }) => text)
					.join('')
					.trimEnd()
			)
			.join('\n')
			.trimEnd();
	}
}
