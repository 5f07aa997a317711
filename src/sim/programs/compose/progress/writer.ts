// Where progress goes: lines when piped, a redrawn block on a terminal, JSON, or nowhere (pkg/progress/writer.go).
import type { Sys } from '../../../engine/index.ts';
import { isatty } from '../../../kernel/index.ts';
import { encodeJson } from '../../../values/index.ts';
import { err } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import type { App } from '../app.ts';
import { abandon, goShielded, rest } from '../fibers.ts';
import type { ProgressEvent } from './event.ts';
import { TtyWriter } from './tty.ts';

export interface Writer {
	event(event: ProgressEvent): Sys<void>;
	/** A line after all others. */
	tail(text: string): Sys<void>;
}
export const DRY_RUN = ' DRY-RUN MODE - ';

class Plain implements Writer {
	readonly prefix: string;
	constructor(dryRun: boolean) {
		this.prefix = dryRun ? DRY_RUN : '';
	}
	*event({ id, text = '', statusText = '' }: ProgressEvent): Sys<void> {
		yield* err(`${this.prefix} ${id} ${text} ${statusText}\n`);
	}
	*tail(text: string): Sys<void> {
		yield* err(`${this.prefix}${text}\n`);
	}
}
class Json implements Writer {
	readonly dryRun: boolean;
	constructor(dryRun: boolean) {
		this.dryRun = dryRun;
	}
	*event({ id, parent = '', text = '', statusText = '', current = 0, total = 0, percent = 0 }: ProgressEvent): Sys<void> {
		const fields = Object.entries({ id, parent_id: parent, text, status: statusText, current, total, percent }).filter(
			([, value]) => value !== '' && value !== 0
		);
		yield* err(`${encodeJson({ ...(this.dryRun ? { 'dry-run': true } : {}), ...Object.fromEntries(fields) })}\n`);
	}
	*tail(text: string): Sys<void> {
		yield* err(`${encodeJson({ ...(this.dryRun ? { 'dry-run': true } : {}), tail: true, text })}\n`);
	}
}
/** Shows nothing. */
export const quiet: Writer = { event: nothing, tail: nothing };
function* nothing(): Sys<void> {}

/** How often a terminal is redrawn, µs. */
const TICK = 100_000;

/** progress.RunWithTitle: shows what `work` tells until it is done. */
export function* withProgress<T>(app: App, title: string, work: (writer: Writer) => Sys<T>): Sys<T> {
	const terminal = app.mode === 'tty' || (app.mode === 'auto' && (yield* isatty(2)));
	if (app.mode === 'quiet') return yield* work(quiet);
	if (app.mode === 'json') return yield* work(new Json(app.dryRun));
	if (!terminal) return yield* work(new Plain(app.dryRun));
	const writer = new TtyWriter(title, app.dryRun, app.colorless);
	const ticker = yield* goShielded(ticks(writer));
	let failed: unknown;
	let result: { readonly value: T } | undefined;
	try {
		result = { value: yield* work(writer) };
	} catch (e) {
		failed = e;
	}
	abandon(ticker);
	yield* writer.print();
	yield* writer.finish();
	if (!result) throw failed ?? new Failure('');
	return result.value;
}
function* ticks(writer: TtyWriter): Sys<void> {
	for (;;) {
		yield* rest(TICK);
		yield* writer.print();
	}
}
