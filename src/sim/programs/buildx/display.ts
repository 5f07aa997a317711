// What a build shows while it runs: plain lines, the redrawn table of a terminal, raw JSON, or nothing. Follows buildx's progress printers.
// FIDELITY: the table has no running clocks; a step's time appears when it ends.
import type { Sys } from '../../engine/index.ts';
import type { ToClient, Warning } from '../../dockerd/index.ts';
import { encodeJson, digest } from '../../values/index.ts';
import { err } from '../docker/cli.ts';

export type Mode = 'plain' | 'tty' | 'quiet' | 'rawjson';
interface StepView {
	readonly number: number;
	readonly name: string;
	readonly lines: string[];
	readonly logs: string[];
	end: string;
	state: '' | 'CACHED' | 'ERROR' | 'CANCELED';
}
const seconds = (us: number): string => `${(us / 1e6).toFixed(1)}s`;

export class Display {
	readonly mode: Mode;
	readonly columns: number;
	readonly steps: StepView[] = [];
	readonly warnings: Warning[] = [];
	readonly began: number;
	drawn = 0;
	failed: StepView | undefined;
	constructor(mode: Mode, columns: number, began: number) {
		this.mode = mode;
		this.columns = columns;
		this.began = began;
	}
	*begin(): Sys<void> {
		if (this.mode === 'plain') yield* err('#0 building with "default" instance using docker driver\n');
	}
	*take(message: ToClient, now: number): Sys<void> {
		const open = this.steps.at(-1);
		if ('step' in message) {
			const view: StepView = { number: this.steps.length + 1, name: message.step, lines: [], logs: [], end: '', state: '' };
			this.steps.push(view);
			if (this.mode === 'plain') yield* err(`\n#${view.number} ${view.name}\n`);
			if (this.mode === 'rawjson') yield* err(encodeJson({ vertexes: [{ digest: digest(view.name), name: view.name }] }) + '\n');
		} else if ('line' in message && open) {
			const text: string = message.at === undefined ? message.line : `${(message.at / 1e6).toFixed(3)} ${message.line}`;
			(message.at === undefined ? open.lines : open.logs).push(text);
			if (this.mode === 'plain') yield* err(`#${open.number} ${text}\n`);
		} else if ('warning' in message) {
			this.warnings.push(message.warning);
			const { rule, text, start } = message.warning;
			if (this.mode === 'plain' && open && open.end === '') yield* err(`#${open.number} WARN: ${rule}: ${text} (line ${start})\n`);
		} else if ('end' in message && open) {
			open.end = seconds(message.us);
			open.state = message.end === 'done' ? '' : message.end === 'cached' ? 'CACHED' : 'CANCELED';
			if (this.mode === 'plain') yield* err(`#${open.number} ${message.end === 'done' ? `DONE ${open.end}` : open.state}\n`);
		} else if ('error' in message && open) {
			open.end = '0.0s';
			open.state = 'ERROR';
			this.failed = open;
			if (this.mode === 'plain') yield* err(`#${open.number} ERROR: ${message.error}\n`);
		}
		if (this.mode === 'tty') yield* this.draw(now, false);
	}
	*draw(now: number, finished: boolean): Sys<void> {
		const done = this.steps.filter((step) => step.end !== '').length;
		const fit = (left: string, right: string): string => {
			const room = Math.max(10, this.columns - right.length - 1);
			return (left.length > room ? left.slice(0, room - 3) + '...' : left.padEnd(room)) + ' ' + right;
		};
		const rows = [fit(`[+] Building ${seconds(now - this.began)} (${done}/${this.steps.length})${finished ? ' FINISHED' : ''}`, 'docker:default')];
		for (const step of this.steps) {
			rows.push(fit(` => ${step.state === '' ? '' : step.state + ' '}${step.name}`, step.end));
			if (step.state === '') for (const line of step.lines) rows.push(fit(` => => ${line.replace(/ done$/, '')}`, '0.0s'));
			if (step.end === '') for (const line of step.logs.slice(-6)) rows.push(` => => # ${line.replace(/^\S+ /, '')}`.slice(0, this.columns));
		}
		yield* err((this.drawn > 0 ? `\u001b[${this.drawn}A\u001b[J` : '') + rows.map((row) => row + '\n').join(''));
		this.drawn = rows.length;
	}
	/** After the last step: what failed said, then the warnings. */
	*finish(now: number): Sys<void> {
		if (this.mode === 'tty') yield* this.draw(now, this.failed === undefined);
		if (this.failed && this.mode !== 'rawjson') yield* err(`------\n > ${this.failed.name}:\n${this.failed.logs.map((line) => line + '\n').join('')}------\n`);
	}
	*summary(): Sys<void> {
		if (this.mode !== 'plain' && this.mode !== 'tty') return;
		const n = this.warnings.length;
		if (n === 0) return;
		const lines = this.warnings.map(({ rule, text, start }) => ` - ${rule}: ${text} (line ${start})\n`);
		yield* err(`\n \u001b[33m${n} warning${n === 1 ? '' : 's'} found (use docker --debug to expand):\n\u001b[0m${lines.join('')}`);
	}
}

/** The lines of a file around a place, as errors show them. */
export function excerpt(name: string, source: string, from: number, to: number): string {
	const lines = source.split('\n');
	if (from < 1 || from > lines.length) return '';
	let [start, end] = [from, Math.min(to, lines.length)];
	const pad = start === end ? 4 : 2;
	for (let p = 0; p < pad; p++) {
		if (start > 1) {
			start--;
			p++;
		}
		if (end !== lines.length) {
			end++;
			p++;
		}
	}
	const body = lines.slice(start - 1, end).map((line, i) => {
		const number = start + i;
		return ` ${String(number).padStart(3)} | ${number >= from && number <= to ? '>>>' : '   '} ${line}\n`;
	});
	return `${name}:${from}\n--------------------\n${body.join('')}--------------------\n`;
}
