// What a build shows on stdout: BuildKit's plain lines, one step at a time even when several are at work, or the redrawn table of a terminal.
// Follows buildkit's progressui. FIDELITY: the table has no running clocks; a step's time appears when it ends.
import type { Sys } from '../../../engine/index.ts';
import { encodeJson, digest } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';

export type Mode = 'plain' | 'tty' | 'quiet' | 'rawjson';
export interface Vertex {
	readonly number: number;
	readonly name: string;
	/** Plain lines not shown yet. */
	readonly pending: string[];
	readonly lines: string[];
	readonly logs: string[];
	end: string;
	state: '' | 'CACHED' | 'ERROR' | 'CANCELED';
}
const seconds = (us: number): string => `${(us / 1e6).toFixed(1)}s`;

export class BuildDisplay {
	readonly mode: Mode;
	readonly columns: number;
	readonly vertices: Vertex[] = [];
	readonly began: number;
	/** The step that plain lines are of. */
	current: Vertex | undefined;
	printed: Vertex | undefined;
	drawn = 0;
	corner = '';
	failed: Vertex | undefined;

	constructor(mode: Mode, columns: number, began: number) {
		this.mode = mode;
		this.columns = columns;
		this.began = began;
	}

	/** Says which builder it is: a line of its own, or at the table's right. */
	*describe(line: string, corner: string): Sys<void> {
		this.corner = corner;
		if (this.mode === 'plain') yield* out(`#0 ${line}\n\n`);
	}
	*open(name: string): Sys<Vertex> {
		const vertex: Vertex = { number: this.vertices.length + 1, name, pending: [], lines: [], logs: [], end: '', state: '' };
		this.vertices.push(vertex);
		if (this.mode === 'rawjson') yield* out(`${encodeJson({ vertexes: [{ digest: digest(name), name }] })}\n`);
		yield* this.say(vertex, name);
		return vertex;
	}
	/** A line of a step; `at` for what a command prints, µs since the step began. */
	*line(vertex: Vertex, text: string, at?: number): Sys<void> {
		const line = at === undefined ? text : `${(at / 1e6).toFixed(3)} ${text}`;
		(at === undefined ? vertex.lines : vertex.logs).push(line);
		yield* this.say(vertex, line);
	}
	*warn(vertex: Vertex, rule: string, text: string, line: number): Sys<void> {
		if (vertex.end === '') yield* this.say(vertex, `WARN: ${rule}: ${text} (line ${line})`);
	}
	*close(vertex: Vertex, outcome: 'done' | 'cached' | 'canceled', us: number): Sys<void> {
		vertex.end = seconds(us);
		vertex.state = outcome === 'done' ? '' : outcome === 'cached' ? 'CACHED' : 'CANCELED';
		yield* this.say(vertex, outcome === 'done' ? `DONE ${vertex.end}` : vertex.state);
	}
	*fail(vertex: Vertex, text: string): Sys<void> {
		vertex.end = '0.0s';
		vertex.state = 'ERROR';
		this.failed ??= vertex;
		yield* this.say(vertex, `ERROR: ${text}`);
	}

	/** Plain lines come out step by step: those of another step wait until the shown one has ended. */
	*say(vertex: Vertex, text: string): Sys<void> {
		if (this.mode !== 'plain') return;
		vertex.pending.push(text);
		yield* this.flush();
	}
	*flush(): Sys<void> {
		for (;;) {
			this.current ??= this.vertices.find((vertex) => vertex.pending.length > 0);
			const now = this.current;
			if (!now) return;
			for (const line of now.pending.splice(0)) {
				const begins = this.printed !== undefined && this.printed !== now;
				yield* out(`${begins ? '\n' : ''}#${now.number} ${line}\n`);
				this.printed = now;
			}
			if (now.end === '') return;
			this.current = undefined;
		}
	}

	*draw(now: number, finished: boolean): Sys<void> {
		if (this.mode !== 'tty' || this.vertices.length === 0) return;
		const done = this.vertices.filter((vertex) => vertex.end !== '').length;
		const fit = (left: string, right: string): string => {
			const room = Math.max(10, this.columns - right.length - 1);
			return `${left.length > room ? `${left.slice(0, room - 3)}...` : left.padEnd(room)} ${right}`;
		};
		const title = `[+] Building ${seconds(now - this.began)} (${done}/${this.vertices.length})${finished ? ' FINISHED' : ''}`;
		const rows = [this.corner === '' ? title : fit(title, this.corner)];
		for (const vertex of this.vertices) {
			rows.push(fit(` => ${vertex.state === '' ? '' : `${vertex.state} `}${vertex.name}`, vertex.end));
			if (vertex.state === '') for (const line of vertex.lines) rows.push(fit(` => => ${line.replace(/ done$/, '')}`, '0.0s'));
			if (vertex.end === '') for (const line of vertex.logs.slice(-6)) rows.push(` => => # ${line.replace(/^\S+ /, '')}`.slice(0, this.columns));
		}
		yield* out((this.drawn > 0 ? `\x1b[${this.drawn}A\x1b[J` : '') + rows.map((row) => `${row}\n`).join(''));
		this.drawn = rows.length;
	}
	/** After the last step: what failed, with its output. */
	*finish(now: number): Sys<void> {
		for (const vertex of this.vertices) if (vertex.end === '') vertex.end = '0.0s';
		this.current = undefined;
		yield* this.flush();
		yield* this.draw(now, this.failed === undefined);
		if (this.failed && (this.mode === 'plain' || this.mode === 'tty'))
			yield* out(`------\n > ${this.failed.name}:\n${this.failed.logs.map((line) => `${line}\n`).join('')}------\n`);
	}
}
