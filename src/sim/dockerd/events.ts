// The event stream: what happens is logged here, kept (the last 256), and told to those who listen at GET /events.
import type { Sys } from '../engine/index.ts';
import { clock, notify, trace } from '../kernel/index.ts';
import { sortedMap, type JsonObject } from './decode.ts';
import { badParameter } from './errors.ts';
import { exactMatch, fuzzyMatch, matchesLabels, parseFilters, type Filters } from './filters.ts';
import { beginStream, endStream, jsonChunk, param, type Reply, type Request } from './http.ts';
import { remember, until } from './memory.ts';
import type { Labels } from './api-types.ts';
import type { Container, DockerEvent, Network } from './state.ts';

const kept = 256;

/** Records an event and wakes the listeners. */
export function* logEvent(type: string, action: string, id: string, attributes: Labels): Sys<void> {
	const at = yield* clock();
	const event: DockerEvent = { type, action, id, attributes: sortedMap(attributes), at };
	yield* remember((m) => {
		m.events.push(event);
		if (m.events.length > kept) m.events.shift();
		m.eventCount++;
	});
	yield* notify('events');
}
const pastTense: Readonly<Record<string, string>> = {
	create: 'created',
	start: 'started',
	die: 'died',
	destroy: 'destroyed',
	kill: 'killed',
	pause: 'paused',
	unpause: 'unpaused',
	stop: 'stopped',
	oom: 'oom'
};

/** A container's event, with its labels, image and name; the same as a fact of the trace. */
export function* logContainerEvent(container: Container, action: string, attributes: Labels = {}): Sys<void> {
	const name = container.name.slice(1);
	yield* logEvent('container', action, container.id, { ...container.config.Labels, image: container.config.Image, name, ...attributes });
	const fact = pastTense[action];
	if (fact)
		yield* trace('docker.container.' + fact, {
			id: container.id,
			name,
			image: container.config.Image,
			...(attributes['exitCode'] === undefined ? {} : { exitCode: Number(attributes['exitCode']) })
		});
}
export const logNetworkEvent = (network: Network, action: string, attributes: Labels = {}): Sys<void> =>
	logEvent('network', action, network.id, { name: network.name, type: network.driver, ...attributes });

function shown(event: DockerEvent): JsonObject {
	const legacy = event.type === 'container' || event.type === 'image';
	return {
		...(legacy ? { status: event.action, id: event.id } : {}),
		...(event.type === 'container' ? { from: event.attributes['image'] ?? '' } : {}),
		Type: event.type,
		Action: event.action,
		Actor: { ID: event.id, Attributes: event.attributes },
		scope: 'local',
		time: Math.floor(event.at / 1e6),
		timeNano: BigInt(event.at) * 1000n
	};
}

/** Whether the filters let an event through. Names that mean nothing are ignored, as the engine does. */
function eventMatches(filters: Filters, event: DockerEvent): boolean {
	const { type, action, id, attributes } = event;
	const named = (kind: string): boolean => {
		const values = filters.get(kind);
		if (!values || values.length === 0) return true;
		const name = attributes['name'] ?? '';
		if (type === kind) return fuzzyMatch(filters, kind, id) || (name !== '' && exactMatch(filters, kind, name));
		return kind === 'container' && type !== 'container' ? values.includes(attributes['container'] ?? '\0') : false;
	};
	const image = (): boolean => {
		const values = filters.get('image');
		if (!values || values.length === 0) return true;
		const candidates = [type === 'image' ? id : '', attributes['image'] ?? '', type === 'image' ? (attributes['name'] ?? '') : ''].filter(
			(text) => text !== ''
		);
		return candidates.some((text) => values.includes(text) || values.includes(text.replace(/:[^:/]*$/, '')));
	};
	const actions = filters.get('event');
	const actionMatches =
		!actions ||
		actions.length === 0 ||
		actions.includes(action) ||
		(/^(exec_|health_status)/.test(action) && actions.some((wanted) => action.startsWith(wanted)));
	return (
		actionMatches &&
		exactMatch(filters, 'type', type) &&
		exactMatch(filters, 'scope', 'local') &&
		['container', 'plugin', 'network', 'volume', 'daemon', 'service', 'node', 'secret', 'config'].every(named) &&
		image() &&
		matchesLabels(filters, 'label', attributes)
	);
}

/** What a listening connection keeps. Times in µs; until 0: for ever. */
export interface EventStream {
	readonly kind: 'events';
	readonly filters: readonly (readonly [string, readonly string[]])[];
	readonly next: number;
	readonly until: number;
}

/** "1700000000", "1700000000.5": µs; 0 when empty. */
function timestamp(text: string): number {
	if (text === '') return 0;
	const match = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
	if (!match) throw badParameter(`strconv.ParseInt: parsing "${text}": invalid syntax`);
	return Number(match[1]) * 1e6 + Math.floor(Number((match[2] ?? '').padEnd(9, '0').slice(0, 9)) / 1000);
}

export function* getEvents(request: Request): Sys<Reply> {
	const since = timestamp(param(request, 'since'));
	const end = timestamp(param(request, 'until'));
	const filters = parseFilters(param(request, 'filters'));
	const now = yield* clock();
	if (since > 0 && end > 0 && since > end)
		throw badParameter('`since` time (' + param(request, 'since') + ') cannot be after `until` time (' + param(request, 'until') + ')');
	yield* beginStream(request.fd);
	const past = yield* remember((m) => ({ events: m.events.slice(), count: m.eventCount }));
	if (since > 0 || end > 0)
		for (const event of past.events)
			if (event.at >= since && (end === 0 || event.at <= end) && eventMatches(filters, event)) yield* jsonChunk(request.fd, shown(event));
	if (end > 0 && end <= now) {
		yield* endStream(request.fd);
		return { done: true };
	}
	return { stream: { kind: 'events', filters: [...filters], next: past.count, until: end } };
}

/** One turn of a listening connection: what is new, or the end. */
export function* eventTurn(fd: number, state: EventStream): Sys<EventStream | null> {
	const news = yield* until(
		'events',
		(m) => (m.eventCount > state.next ? { events: m.events.slice(-Math.min(kept, m.eventCount - state.next)), count: m.eventCount } : undefined),
		state.until || Infinity
	);
	if (news === undefined) {
		yield* endStream(fd);
		return null;
	}
	const filters = new Map(state.filters);
	for (const event of news.events) if (eventMatches(filters, event)) yield* jsonChunk(fd, shown(event));
	return { ...state, next: news.count };
}
