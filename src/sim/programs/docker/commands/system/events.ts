// docker system events: the engine's events as lines, JSON or a template, for as long as it takes.
import { Errno, type Sys } from '../../../../engine/index.ts';
import { filtersJson, nextMessage, stream, type Stream } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, type LoopState, type Outcome, none } from '../../command.ts';
import { parse, run as execute } from '../../format/template.ts';
import { timestamp } from '../../opts/timestamp.ts';
import { GoStruct } from '../../../../values/go-print.ts';
import { formatGoTime } from '../../../../values/index.ts';
import { INSPECT_HELP, f } from '../../flags/flag.ts';

interface Event {
	readonly Type: string;
	readonly Action: string;
	readonly Actor: { readonly ID: string; readonly Attributes?: Readonly<Record<string, string>> | null };
	readonly scope?: string;
	readonly status?: string;
	readonly id?: string;
	readonly from?: string;
	readonly time?: number;
	readonly timeNano?: number | bigint;
}
interface EventsState extends LoopState {
	readonly loop: 'events';
	readonly stream: Stream;
	readonly format: string;
}

/** "2026-11-20T07:08:42.881671107Z": nanoseconds are exact when they came as a big integer. */
function eventTime(event: Event): string {
	if (event.timeNano !== undefined && event.timeNano !== 0) {
		const nano = BigInt(event.timeNano);
		return `${formatGoTime(Number(nano / 1_000_000_000n) * 1_000_000, '2006-01-02T15:04:05')}.${String(nano % 1_000_000_000n).padStart(9, '0')}Z `;
	}
	return event.time ? `${formatGoTime(event.time * 1_000_000, '2006-01-02T15:04:05')}.000000000Z ` : '';
}

function eventLine(event: Event): string {
	const attributes = Object.entries(event.Actor.Attributes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
	const list = attributes.length === 0 ? '' : ` (${attributes.map(([key, value]) => `${key}=${value}`).join(', ')})`;
	return `${eventTime(event)}${event.Type} ${event.Action} ${event.Actor.ID}${list}\n`;
}

/** What a template sees: the Go type's field names; JSON keeps the wire's. */
const fields = (event: Event): GoStruct =>
	new GoStruct('*events.Message', {
		Type: event.Type,
		Action: event.Action,
		Actor: new GoStruct('events.Actor', { ID: event.Actor.ID, Attributes: event.Actor.Attributes ?? {} }),
		Scope: event.scope ?? '',
		Time: event.time ?? 0,
		TimeNano: event.timeNano ?? 0,
		Status: event.status ?? '',
		ID: event.id ?? '',
		From: event.from ?? ''
	});

/** One event. */
export function* eventsTurn(before: LoopState): Sys<Outcome> {
	const state = before as EventsState;
	let next: { message: unknown; stream: Stream } | undefined;
	try {
		next = yield* nextMessage(state.stream);
	} catch (e) {
		if (!(e instanceof Errno)) throw e;
	}
	if (!next) return 0;
	const event = next.message as Event;
	if (state.format === '') yield* out(eventLine(event));
	else yield* out(`${execute(parse(state.format), /^\{\{\s*json \.\s*\}\}$/.test(state.format) ? event : fields(event))}\n`);
	return { ...state, stream: next.stream } satisfies EventsState;
}

const events: Command = {
	name: 'events',
	use: 'events [OPTIONS]',
	short: 'Get real time events from the server',
	also: 'docker system events, docker events',
	args: none,
	flags: [
		f('filter', 'filter', 'f', 'Filter output based on conditions provided'),
		f('string', 'format', '', INSPECT_HELP),
		f('string', 'since', '', 'Show all events created since timestamp'),
		f('string', 'until', '', 'Stream events until this timestamp')
	],
	*run(cli, flags) {
		const given = flags.text('format');
		const format = given === 'json' ? '{{json .}}' : given;
		if (format !== '') {
			const empty = fields({ Type: '', Action: '', Actor: { ID: '' } });
			execute(parse(format, 'Error parsing format', 64), empty, 'Error parsing format', 64);
		}
		const opened = yield* stream(cli, 'GET', '/events', {
			query: {
				since: yield* timestamp('', flags.text('since')),
				until: yield* timestamp('', flags.text('until')),
				filters: filtersJson(flags.filters('filter'))
			}
		});
		return { loop: 'events', stream: opened, format } satisfies EventsState;
	}
};
export default events;
