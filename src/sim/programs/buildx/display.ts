// What a build shows while it runs: plain lines, the redrawn table of a terminal, raw JSON, or nothing. Follows buildkit's progressui: plain lines
// come one vertex at a time even when several are at work (textMux), gathered for 100 ms.
// FIDELITY: the table has no running clocks; a step's time appears when it ends. Invariant: what was told is printed once, by finish at the latest.
import type { Sys } from '../../engine/index.ts';
import type { ToClient, Warning } from '../../dockerd/index.ts';
import { encodeJson, digest } from '../../values/index.ts';
import { err } from '../docker/cli.ts';

export type Mode = 'plain' | 'tty' | 'quiet' | 'rawjson';
interface StepView {
	/** By first line printed; 0: none yet. */
	number: number;
	name: string;
	/** Builds that are at work on it. */
	users: number;
	/** Plain lines not printed yet. */
	readonly pending: string[];
	readonly lines: string[];
	readonly logs: string[];
	end: string;
	state: '' | 'CACHED' | 'ERROR' | 'CANCELED';
	/** µs when it ended. */
	stopped: number;
	/** Updates since it was shown last, and when the first of them came (µs). */
	count: number;
	since: number;
}
const seconds = (us: number): string => `${(us / 1e6).toFixed(1)}s`;
/** Plain lines are gathered this long. */
const gatherUs = 100_000;
const antiFlickerUs = 5_000_000;
const longestWaitUs = 10_000_000;
/** Lines of a failed step that plain progress shows again. */
const lastLogs = 10;

/** Which of several builds a message is of. */
export interface Source {
	readonly key: string;
	/** A step's name as shown. */
	name(step: string): string;
}
const only: Source = { key: '', name: (step) => step };

export class Display {
	readonly mode: Mode;
	readonly columns: number;
	readonly steps: StepView[] = [];
	readonly byVertex = new Map<string, StepView>();
	readonly byKey = new Map<string, StepView>();
	readonly warnings: Warning[] = [];
	readonly began: number;
	drawn = 0;
	failed: StepView | undefined;
	/** textMux: whose lines are being printed, who has lines to print, how many were numbered. */
	current: StepView | undefined;
	readonly updates = new Set<StepView>();
	numbered = 0;
	/** Something was printed before. */
	described = false;
	/** At the right of the table's head. */
	corner = 'docker:default';
	/** µs of the last refresh. */
	refreshed = -gatherUs;
	constructor(mode: Mode, columns: number, began: number) {
		this.mode = mode;
		this.columns = columns;
		this.began = began;
	}
	*begin(line = 'building with "default" instance using docker driver'): Sys<void> {
		this.described = true;
		if (this.mode === 'plain') yield* err(`#0 ${line}\n`);
	}
	*take(message: ToClient, now: number, of: Source = only): Sys<void> {
		if (!('vertex' in message)) return;
		const id = `${of.key} ${message.vertex}`;
		const known = this.byVertex.get(id);
		if ('step' in message) {
			const name = of.name(message.step);
			// A vertex that another build of this client has told of is the same one, under its latest name.
			const same = message.key === undefined ? undefined : this.byKey.get(message.key);
			if (same) {
				same.name = name;
				same.users++;
				same.end = '';
				same.state = '';
				this.byVertex.set(id, same);
				return;
			}
			const view: StepView = { number: 0, name, users: 1, pending: [], lines: [], logs: [], end: '', state: '', stopped: 0, count: 0, since: now };
			this.steps.push(view);
			this.byVertex.set(id, view);
			if (message.key !== undefined) this.byKey.set(message.key, view);
			this.update(view, now);
			if (this.mode === 'rawjson') yield* err(encodeJson({ vertexes: [{ digest: digest(id + name), name }] }) + '\n');
		} else if ('warning' in message) {
			this.warnings.push(message.warning);
			const { rule, text, start } = message.warning;
			if (known?.end === '') known.pending.push(`WARN: ${rule}: ${text} (line ${start})`);
		} else if (known) {
			if ('line' in message) {
				const text: string = message.at === undefined ? message.line : `${(message.at / 1e6).toFixed(3)} ${message.line}`;
				(message.at === undefined ? known.lines : known.logs).push(text);
				known.pending.push(text);
			} else if (--known.users > 0) return;
			else if ('end' in message) {
				known.end = seconds(message.us);
				known.state = message.end === 'done' ? '' : message.end === 'cached' ? 'CACHED' : 'CANCELED';
				known.pending.push(message.end === 'done' ? `DONE ${known.end}` : known.state);
			} else {
				known.end = '0.0s';
				known.state = 'ERROR';
				this.failed ??= known;
				known.pending.push(`ERROR: ${message.error}`);
			}
			if (known.end !== '') known.stopped = now;
			this.update(known, now);
		}
		if (this.mode === 'tty') yield* this.draw(now, false);
		if (this.mode === 'plain' && now - this.refreshed >= gatherUs) yield* this.refresh(now);
	}
	update(view: StepView, now: number): void {
		if (view.count === 0) view.since = now;
		view.count++;
		this.updates.add(view);
	}
	/** How long a wait for the next message may be, in µs; undefined: for ever. */
	due(now: number): number | undefined {
		if (this.mode !== 'plain' || this.updates.size === 0) return undefined;
		// Lines that are held back behind an open step are looked at now and then only.
		const wait = [...this.updates].some((view) => view === this.current || view.end !== '' || !this.current) ? gatherUs : 1_000_000;
		return Math.max(1, this.refreshed + wait - now);
	}
	/** Prints what may be printed now (textMux.print). */
	*refresh(now: number): Sys<void> {
		this.refreshed = now;
		const { current } = this;
		const completed = [...this.updates].filter((view) => view.end !== '');
		const rest = new Set([...this.updates].filter((view) => view.end === ''));
		if (current && completed.includes(current)) yield* this.print(current);
		for (const view of completed.sort((a, b) => a.stopped - b.stopped)) if (view !== current) yield* this.print(view);
		if (rest.size === 0) {
			if (current && current.end === '') return;
			const open = this.steps.find((view) => view.end === '');
			if (open) yield* this.print(open);
			return;
		}
		if (current && rest.has(current)) yield* this.print(current);
		if (current) rest.add(current);
		const waited = (view: StepView): number => now - view.since;
		const speed = (view: StepView): number => view.count / Math.max(1, waited(view));
		const tooLong = (view: StepView): boolean => waited(view) > longestWaitUs && view !== current;
		let most: StepView | undefined;
		for (const view of rest) if (!most || tooLong(view) || speed(most) < speed(view)) most = view;
		if (!most) return;
		if (!current || completed.includes(current)) return yield* this.print(most);
		const hidden = [...rest].find(tooLong);
		if (hidden) return yield* this.print(hidden);
		let sum = 0;
		for (const view of rest) sum += speed(view);
		const share = sum === 0 ? 0 : speed(current) / sum;
		if (share < 1 && antiFlickerUs / (1 - share) < waited(current)) yield* this.print(most);
	}
	/** One step's lines; its title first, when another's were printed before (textMux.printVtx). */
	*print(view: StepView): Sys<void> {
		if (view.number === 0) view.number = ++this.numbered;
		let text = '';
		if (view !== this.current) {
			if (this.current) {
				text += `#${this.current.number} ...\n`;
				this.current.count = 0;
			}
			text += `${this.described ? '\n' : ''}#${view.number} ${view.name}\n`;
			this.described = true;
		}
		for (const line of view.pending.splice(0)) text += `#${view.number} ${line}\n`;
		this.current = view;
		if (view.end !== '') {
			this.current = undefined;
			view.count = 0;
		}
		this.updates.delete(view);
		if (text !== '') yield* err(text);
	}
	*draw(now: number, finished: boolean): Sys<void> {
		const done = this.steps.filter((step) => step.end !== '').length;
		const fit = (left: string, right: string): string => {
			const room = Math.max(10, this.columns - right.length - 1);
			return (left.length > room ? left.slice(0, room - 3) + '...' : left.padEnd(room)) + ' ' + right;
		};
		const title = `[+] Building ${seconds(now - this.began)} (${done}/${this.steps.length})${finished ? ' FINISHED' : ''}`;
		const rows = [this.corner === '' ? title : fit(title, this.corner)];
		for (const step of this.steps) {
			rows.push(fit(` => ${step.state === '' ? '' : step.state + ' '}${step.name}`, step.end));
			if (step.state === '') for (const line of step.lines) rows.push(fit(` => => ${line.replace(/ done$/, '')}`, '0.0s'));
			if (step.end === '') for (const line of step.logs.slice(-6)) rows.push(` => => # ${line.replace(/^\S+ /, '')}`.slice(0, this.columns));
		}
		yield* err((this.drawn > 0 ? `\u001b[${this.drawn}A\u001b[J` : '') + rows.map((row) => row + '\n').join(''));
		this.drawn = rows.length;
	}
	/** After the last step: what was held back, and what failed with what it said. */
	*finish(now: number): Sys<void> {
		if (this.mode === 'tty') yield* this.draw(now, this.failed === undefined);
		if (this.mode === 'plain') yield* this.refresh(now);
		if (!this.failed || this.mode === 'rawjson') return;
		const { name, logs } = this.failed;
		const shown = this.mode === 'plain' ? logs.slice(-lastLogs) : logs;
		yield* err(`------\n > ${name}:\n${shown.map((line) => line + '\n').join('')}------\n`);
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

/** A build that failed: buildx's text, and the lines of the Dockerfile it is about. */
export class BuildFailed {
	readonly target: string;
	readonly text: string;
	readonly excerpt: string;
	constructor(target: string, text: string, shown: string) {
		this.target = target;
		this.text = text;
		this.excerpt = shown;
	}
}
