// get --watch: what is there now, then the server's events as they come, in columns that keep their widths.
// Invariant: between events all that is known is plain data (the loop's state), so that a checkpoint can stand there.
import type { Sys } from '../../engine/index.ts';
import { close, monotonic, nextChunk, poll } from '../../kernel/index.ts';
import { ApiError, bodyValue } from '../../client/index.ts';
import { DurationError, parseGoDuration, text } from '../../values/index.ts';
import { parseJson } from '../../values/json.ts';
import { build, type BuildOptions } from './builder.ts';
import { namespaceOf } from './client-config.ts';
import { at, isObject, str, type Json } from './dig.ts';
import { pathOf } from './discovery.ts';
import { Failure, throwAll } from './failure.ts';
import { outputPrinter, type Print } from './print/output.ts';
import { freshTable, layOut, tableLines, type TableOptions, type TableState } from './print/table.ts';
import { stream, tableAccept } from './rest.ts';
import { out, type Session } from './session.ts';
import type { LoopState, Outcome } from './tree.ts';
import { sessionOf } from './resume.ts';

interface WatchState extends LoopState {
	readonly loop: 'watch';
	readonly fd: number;
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly table: TableState;
	readonly options: TableOptions;
	/** The next event repeats an object that was printed. */
	readonly skip: boolean;
	/** Text of an event that has not come whole. */
	readonly rest: string;
	readonly printed: number;
	/** When --request-timeout ends it (monotonic); absent: never. */
	readonly until?: number;
}

function options(s: Session): TableOptions {
	return {
		noHeaders: s.bool('no-headers'),
		wide: s.str('output') === 'wide',
		withNamespace: s.bool('all-namespaces'),
		kind: '',
		showLabels: s.bool('show-labels'),
		columnLabels: s.list('label-columns').flatMap((label) => label.split(','))
	};
}

/** Prints what is there and opens the watch. */
export function* startWatch(s: Session, buildOptions: BuildOptions, print: Print | undefined): Sys<Outcome> {
	const built = yield* build(s, { ...buildOptions, singleType: true, keepLists: true, stopOnError: true });
	if (built.errors.length > 0 && s.bool('ignore-not-found') && built.errors.every((error) => error instanceof ApiError && error.reason === 'NotFound'))
		return 0;
	throwAll(built.errors);
	const [info] = built.infos;
	if (!info) throw new Failure('no objects passed to watch');
	if (built.infos.length > 1)
		throw new Failure(`watch is only supported on individual resources and resource collections - ${built.infos.length} resources were found`);
	const single = built.targetsSingleItems;
	const events = s.bool('output-watch-events');
	let table = freshTable;
	const tables = options(s);
	if (!s.bool('watch-only') && isObject(info.object)) {
		if (print) {
			const items = single ? [info.object] : Array.isArray(info.object.items) ? info.object.items.filter(isObject) : [];
			for (const item of items) yield* printOne(print, withKind(item, info.mapping.kind, info.mapping.group, info.mapping.version), events ? 'ADDED' : '');
		} else {
			const lines = tableLines(info.object, tables, table, events ? 'ADDED' : '');
			const laid = layOut(lines.lines, lines.state);
			table = laid.state;
			yield* out(laid.text);
		}
	} else if (isObject(info.object)) table = { ...table, columns: [] };
	const version = single ? '0' : (built.listVersion ?? '');
	const { namespace } = yield* namespaceOf(s);
	const scope = info.mapping.namespaced && !s.bool('all-namespaces') ? (single ? info.namespace : namespace) : '';
	const { fd } = yield* stream(s, 'GET', pathOf(info.mapping, scope), {
		accept: print ? 'application/json' : tableAccept,
		query: {
			watch: 'true',
			resourceVersion: version,
			labelSelector: s.str('selector'),
			fieldSelector: single ? `metadata.name=${info.name}` : s.str('field-selector'),
			allowWatchBookmarks: undefined
		}
	});
	const limit = requestTimeout(s);
	return {
		loop: 'watch',
		fd,
		argv: s.argv,
		env: s.env,
		table,
		options: tables,
		skip: single,
		rest: '',
		printed: 0,
		...(limit > 0 ? { until: (yield* monotonic()) + limit } : {})
	} satisfies WatchState;
}
/** --request-timeout in microseconds; 0: none. */
function requestTimeout(s: Session): number {
	const given = s.str('request-timeout');
	if (/^\d+$/.test(given)) return Number(given) * 1_000_000;
	try {
		return given === '' ? 0 : parseGoDuration(given);
	} catch (error) {
		if (error instanceof DurationError) throw new Failure(`invalid value "${given}" for flag --request-timeout. Must be a duration or an integer`);
		throw error;
	}
}
const withKind = (item: Json, kind: string, group: string, version: string): Json =>
	str(item, 'kind') === '' ? { apiVersion: group === '' ? version : `${group}/${version}`, kind, ...item } : item;
function* printOne(print: Print, object: Json, eventType: string): Sys<void> {
	yield* print(eventType === '' ? object : { type: eventType, object });
}

/** One turn: the next piece of the stream. */
export function* watchLoop(given: LoopState): Sys<Outcome> {
	const state = given as WatchState;
	if (state.until !== undefined && (yield* poll([state.fd], Math.max(0, state.until - (yield* monotonic())))).length === 0) {
		yield* close(state.fd);
		return 0;
	}
	const piece = yield* nextChunk(state.fd);
	if (piece === null || piece === undefined) {
		yield* close(state.fd);
		return 0;
	}
	const events: unknown[] = [];
	let rest = '';
	if (typeof piece === 'object' && !(piece instanceof Uint8Array)) events.push(bodyValue(piece));
	else {
		const lines = (state.rest + (typeof piece === 'string' ? piece : text(piece))).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) if (line.trim() !== '') events.push(parseJson(line));
	}
	const s = sessionOf(state.argv, state.env);
	const wide = s.str('output');
	const print = wide === '' || wide === 'wide' ? undefined : yield* outputPrinter(s);
	let table = state.table;
	let { skip } = state;
	for (const event of events) {
		const type = str(event, 'type');
		const object = at(event, 'object');
		if (type === 'BOOKMARK' || !isObject(object)) continue;
		if (type === 'ERROR') throw new Failure(str(object, 'message'));
		if (skip) {
			skip = false;
			if (!print) table = learn(object, state.options, table);
			continue;
		}
		const shown = s.bool('output-watch-events') ? type : '';
		if (print) yield* printOne(print, object, shown);
		else {
			const lines = tableLines(object, state.options, table, shown);
			const laid = layOut(lines.lines, lines.state);
			table = laid.state;
			yield* out(laid.text);
		}
	}
	return { ...state, table, skip, rest };
}
/** The columns of a table that is not printed. */
function learn(table: Json, tables: TableOptions, state: TableState): TableState {
	const { state: next } = tableLines(table, tables, state);
	return { ...next, printedHeaders: state.printedHeaders };
}
