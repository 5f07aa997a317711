// Progress on a terminal: "[+] Running 2/3" and a line a resource with spinner, status and time, redrawn in place (pkg/progress/tty.go).
import type { Sys } from '../../../engine/index.ts';
import { monotonic, winsize } from '../../../kernel/index.ts';
import { humanSize } from '../../../values/index.ts';
import { err } from '../../docker/cli.ts';
import type { ProgressEvent, Status } from './event.ts';

interface Line {
	readonly id: string;
	parent: string;
	text: string;
	status: Status;
	statusText: string;
	current: number;
	total: number;
	percent: number;
	readonly start: number;
	end: number | undefined;
	/** Which of the spinner's pictures is shown. */
	turn: number;
	stopped: boolean;
}
const spins = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const percents = '⠀⡀⣀⣄⣤⣦⣶⣷⣿';
const DRY_RUN = ' DRY-RUN MODE - ';

type Color = (text: string) => string;
const paint =
	(codes: string): Color =>
	(text) =>
		`\x1b[${codes}m${text}\x1b[0m`;
const plain: Color = (text) => text;

/** Characters seen of a text with colours in it. */
const seen = (text: string): number => [...text.replace(/\x1b[^m]*m/g, '')].length;

export class TtyWriter {
	readonly title: string;
	readonly dryRun: boolean;
	readonly lines: Line[] = [];
	readonly tails: string[] = [];
	readonly blue: Color;
	readonly yellow: Color;
	readonly green: Color;
	readonly cyan: Color;
	readonly warning: Color;
	readonly error: Color;
	drawn = 0;
	repeated = false;
	skipChildren = false;
	constructor(title: string, dryRun: boolean, colorless: boolean) {
		const color = (codes: string): Color => (colorless ? plain : paint(codes));
		this.title = title;
		this.dryRun = dryRun;
		this.blue = color('34');
		this.yellow = color('33');
		this.green = color('32');
		this.cyan = color('36');
		this.warning = color('33;1');
		this.error = color('31;1');
	}

	*event(event: ProgressEvent): Sys<void> {
		const now = yield* monotonic();
		const { id, parent = '', text = '', status, statusText = '', current = 0, total = 0, percent = 0 } = event;
		const last = this.lines.find((line) => line.id === id);
		if (!last) {
			const over = status === 'done' || status === 'error';
			this.lines.push({ id, parent, text, status, statusText, current, total, percent, start: now, end: over ? now : undefined, turn: 0, stopped: over });
			return;
		}
		if (status === 'working') last.stopped = false;
		else if (last.status !== status) {
			last.end = now;
			last.stopped = true;
		}
		last.status = status;
		last.text = text;
		last.statusText = statusText;
		last.total = Math.max(last.total, total);
		last.current = Math.max(last.current, current);
		last.percent = Math.max(last.percent, percent);
		if (last.parent === '' || parent === '') last.parent = parent;
	}
	*tail(text: string): Sys<void> {
		this.tails.push(this.dryRun ? `${DRY_RUN}${text}`.trim() : text);
	}
	*finish(): Sys<void> {
		for (const text of this.tails) yield* err(`${text}\n`);
	}

	*print(): Sys<void> {
		if (this.lines.length === 0) return;
		const now = yield* monotonic();
		const { columns, rows } = yield* winsize(2);
		// The cursor stands below what was drawn: one line up for each, and for the title.
		let text = '\x1b[1A'.repeat(this.drawn + 1);
		if (!this.repeated) text += '\x1b[1B';
		this.repeated = true;
		text += '\x1b[0G\x1b[?25l';
		const done = this.lines.filter((line) => line.status !== 'working').length;
		const first = `[+] ${this.title} ${done}/${this.lines.length}`;
		text += `${this.drawn !== 0 && done === this.drawn ? this.blue(first) : first}\n`;
		let padding = 0;
		for (const line of this.lines) {
			padding = Math.max(padding, `${line.id} ${line.text}`.length);
			if (line.parent !== '') padding -= 2;
		}
		if (this.lines.length > rows - 2) this.skipChildren = true;
		let count = 0;
		for (const line of this.lines) {
			if (line.parent !== '') continue;
			text += this.lineText(line, '', columns, padding, now);
			count++;
			if (this.skipChildren) continue;
			for (const child of this.lines) {
				if (child.parent !== line.id) continue;
				text += this.lineText(child, '  ', columns, padding, now);
				count++;
			}
		}
		for (let i = count; i < this.drawn && count < rows - 2; i++) {
			text += `${' '.repeat(columns)}\n`;
			count++;
		}
		this.drawn = count;
		yield* err(`${text}\x1b[?25h`);
	}

	spinner(line: Line, now: number): string {
		if (line.status === 'done') return this.green('✔');
		if (line.status === 'warning') return this.warning('!');
		if (line.status === 'error') return this.error('✘');
		if (line.stopped) return this.yellow('⠿');
		if (now - line.start > 100_000) line.turn = (line.turn + 1) % spins.length;
		return this.yellow(spins[line.turn] ?? '');
	}

	lineText(line: Line, pad: string, columns: number, statusPadding: number, now: number): string {
		const end = line.status === 'working' ? now : (line.end ?? line.start);
		let total = 0;
		let current = 0;
		let hideDetails = false;
		let completion = '';
		if (line.status === 'working')
			for (const child of this.lines) {
				if (child.parent !== line.id) continue;
				if (child.status === 'working' && child.total === 0) hideDetails = true;
				total += child.total;
				current += child.current;
				completion += percents[Math.trunc(((percents.length - 1) * child.percent) / 100)] ?? '';
			}
		if (total === 0) hideDetails = true;
		const details = hideDetails ? '' : ` ${humanSize(current).padStart(7)} / ${humanSize(total).padEnd(7)}`;
		const text = completion === '' ? `${line.id} ${line.text}` : `${line.id} [${this.green(completion)}]${details} ${line.text}`;
		const room = columns - text.length - statusPadding - 15;
		const status = room > 0 && line.statusText.length > room ? `${line.statusText.slice(0, room)}...` : line.statusText;
		const colors: Readonly<Record<Status, Color>> = { working: plain, done: this.green, warning: this.warning, error: this.error };
		const left = `${pad} ${this.spinner(line, now)}${this.dryRun ? this.cyan(DRY_RUN) : ''} ${text}${' '.repeat(Math.max(0, statusPadding - text.length))} ${colors[line.status](status)}`;
		const right = this.blue(`${((end - line.start) / 1e6).toFixed(1)}s `);
		return `${left}${' '.repeat(Math.max(0, columns - seen(left) - seen(right)))}${right}\n`;
	}
}
