// kubectl events: the events of a namespace or of one object, oldest first.
import { Errno, type Sys } from '../../../engine/index.ts';
import { clock, close } from '../../../kernel/index.ts';
import { kubectlTable, parseTime, tabulateRemembering } from '../../../values/index.ts';
import { nextEvents } from '../await.ts';
import { namespaceOf } from '../client-config.ts';
import { namesOf } from '../complete-resources.ts';
import { arr, at, isObject, str, type Json } from '../dig.ts';
import { groupVersion, mappingFor } from '../discovery.ts';
import { Exit, Failure } from '../failure.ts';
import { interval } from '../describe/events.ts';
import { Page } from '../describe/page.ts';
import { eventsHelp } from '../help/events.ts';
import { outputPrinter } from '../print/output.ts';
import { call, stream } from '../rest.ts';
import { err, out, type Session } from '../session.ts';
import { command } from '../tree.ts';

const order = (event: unknown): number => parseTime(str(event, 'series', 'lastObservedTime') || str(event, 'lastTimestamp') || str(event, 'eventTime')) ?? 0;
function* fieldsOf(s: Session): Sys<string> {
	const target = s.str('for');
	if (target === '') return '';
	const parts = target.split('/');
	if (parts.length > 2) throw new Failure('arguments in resource/name form may not have more than one slash');
	if (parts.length < 2) throw new Failure('--for must be in resource/name form');
	const mapping = yield* mappingFor(s, (parts[0] ?? '').toLowerCase());
	return `involvedObject.kind=${mapping.kind},involvedObject.apiVersion=${groupVersion(mapping)},involvedObject.name=${parts[1] ?? ''}`;
}
function* lines(s: Session, events: readonly Json[]): Sys<string> {
	const page = new Page(yield* clock());
	return events
		.map(
			(event) =>
				`${s.bool('all-namespaces') ? `${str(event, 'metadata', 'namespace')}\t` : ''}${interval(page, event)}\t${str(event, 'type')}\t${str(event, 'reason')}\t${str(event, 'involvedObject', 'kind')}/${str(event, 'involvedObject', 'name')}\t${str(event, 'message').trim()}\n`
		)
		.join('');
}

function* run(s: Session): Sys<number> {
	const { namespace } = yield* namespaceOf(s);
	const fieldSelector = yield* fieldsOf(s);
	const print = yield* outputPrinter(s);
	const types = s.list('types').map((type) => type.toLowerCase());
	if (types.some((type) => type !== 'normal' && type !== 'warning')) throw new Failure('valid --types are Normal or Warning');
	const wanted = (event: unknown): event is Json => isObject(event) && (types.length === 0 || types.includes(str(event, 'type').toLowerCase()));
	const path = s.bool('all-namespaces') ? '/api/v1/events' : `/api/v1/namespaces/${namespace}/events`;
	const headings = s.bool('no-headers') ? '' : `${s.bool('all-namespaces') ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`;
	if (s.bool('watch')) return yield* follow(s, path, fieldSelector, headings, wanted);
	const items: Json[] = [];
	let next = '';
	do {
		const list = yield* call(s, 'GET', path, { query: { fieldSelector, limit: s.num('chunk-size') || undefined, continue: next } });
		items.push(...arr(list, 'items').filter(wanted));
		next = str(list, 'metadata', 'continue');
	} while (next !== '');
	if (items.length === 0) {
		yield* err(s.bool('all-namespaces') ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`);
		return 0;
	}
	items.sort((a, b) => order(a) - order(b));
	if (print) yield* print({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: items.map((item) => ({ kind: 'Event', apiVersion: 'v1', ...item })) });
	else yield* out(tabulateRemembering(headings + (yield* lines(s, items)), kubectlTable, []).text);
	return 0;
}
/** --watch: what is there and what comes, until interrupted. */
function* follow(s: Session, path: string, fieldSelector: string, headings: string, wanted: (event: unknown) => event is Json): Sys<number> {
	const print = yield* outputPrinter(s);
	const { fd } = yield* stream(s, 'GET', path, { query: { fieldSelector, watch: 'true', limit: 500 } });
	const rest = { text: '' };
	let pending = headings;
	let widths: readonly number[] = [];
	for (;;) {
		let events;
		try {
			events = yield* nextEvents(fd, Infinity, rest);
		} catch (error) {
			if (error instanceof Errno && error.code === 'EINTR') throw new Exit(0);
			throw error;
		}
		if (events === null || events === 'timeout') break;
		for (const event of events) {
			const object = at(event, 'object');
			if (str(event, 'type') === 'DELETED' || !wanted(object)) continue;
			if (print) {
				yield* print({ kind: 'Event', apiVersion: 'v1', ...object });
				continue;
			}
			const laid = tabulateRemembering(pending + (yield* lines(s, [object])), kubectlTable, widths);
			widths = laid.widths;
			pending = '';
			yield* out(laid.text);
		}
	}
	yield* close(fd);
	return 0;
}
export const events = command(eventsHelp, { run, complete: (s) => namesOf(s, 'pods') });
