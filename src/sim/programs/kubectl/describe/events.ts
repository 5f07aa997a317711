// The events of an object, at the end of every description.
import type { Sys } from '../../../engine/index.ts';
import { parseTime } from '../../../values/index.ts';
import { arr, num, str, type Json } from '../dig.ts';
import { isKubectlError } from '../failure.ts';
import { call } from '../rest.ts';
import type { Session } from '../session.ts';
import type { Page } from './page.ts';

/** The events about an object. `kind` and `uid` may be left open with "". */
export function* eventsOf(s: Session, object: Json, options: { kind?: string; uid?: string } = {}): Sys<readonly unknown[] | undefined> {
	const namespace = str(object, 'metadata', 'namespace');
	const kind = options.kind ?? str(object, 'kind');
	const uid = options.uid ?? str(object, 'metadata', 'uid');
	const fields = [
		`involvedObject.name=${str(object, 'metadata', 'name')}`,
		`involvedObject.namespace=${namespace}`,
		...(kind === '' ? [] : [`involvedObject.kind=${kind}`]),
		...(uid === '' ? [] : [`involvedObject.uid=${uid}`])
	];
	try {
		const list = yield* call(s, 'GET', namespace === '' ? '/api/v1/events' : `/api/v1/namespaces/${namespace}/events`, {
			query: { fieldSelector: fields.join(','), limit: s.num('chunk-size') || undefined }
		});
		return arr(list, 'items');
	} catch (error) {
		if (isKubectlError(error)) return [];
		throw error;
	}
}
/** By lastTimestamp alone: events of the newer API have none and come first (event.SortableEvents). */
const order = (event: unknown): number => parseTime(str(event, 'lastTimestamp')) ?? 0;
/** "5s", or "3s (x4 over 10s)". */
export function interval(page: Page, event: unknown): string {
	const first = str(event, 'eventTime') === '' ? page.since(str(event, 'firstTimestamp')) : page.since(str(event, 'eventTime'));
	if (num(event, 'series', 'count') > 0) return `${page.since(str(event, 'series', 'lastObservedTime'))} (x${num(event, 'series', 'count')} over ${first})`;
	return num(event, 'count') > 1 ? `${page.since(str(event, 'lastTimestamp'))} (x${num(event, 'count')} over ${first})` : first;
}
export function eventLines(page: Page, events: readonly unknown[] | undefined): void {
	if (!events) return;
	if (events.length === 0) return page.field('Events', '<none>');
	page.flush();
	page.put(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n');
	page.line(1, '----\t------\t----\t----\t-------');
	for (const event of [...events].sort((a, b) => order(a) - order(b))) {
		const path = str(event, 'involvedObject', 'fieldPath');
		const source = str(event, 'source', 'component') || str(event, 'reportingComponent');
		page.line(
			1,
			`${str(event, 'type')}\t${str(event, 'reason')}\t${interval(page, event)}\t${source}\t${path === '' ? '' : `${path}: `}${str(event, 'message').trim()}`
		);
	}
}
