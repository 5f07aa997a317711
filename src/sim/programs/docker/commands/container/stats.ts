// docker container stats: a table redrawn twice a second, or one look with --no-stream.
// Leaves out: containers that start while a stream runs are seen at the next second, by listing instead of by events.
import { Errno, type Sys } from '../../../../engine/index.ts';
import { clock, sleep } from '../../../../kernel/index.ts';
import { begin, filtersJson, finish, json } from '../../client/api.ts';
import { bodyJson, type Pending } from '../../client/http.ts';
import { serverInfo } from '../../client/endpoint.ts';
import { out, type Cli } from '../../cli.ts';
import type { Command, LoopState, Outcome } from '../../command.ts';
import { Failure } from '../../failure.ts';
import type { ContainerSummary } from '../../format/container.ts';
import { statsRows, type Reading, type StatsJson } from '../../format/stats.ts';
import { containerNames, path } from './common.ts';
import { FORMAT_HELP, f } from '../../flags/flag.ts';

interface StatsState extends LoopState {
	readonly loop: 'stats';
	readonly cli: Cli;
	/** The names given; empty: all there are. */
	readonly names: readonly string[];
	readonly all: boolean;
	readonly format: string;
	readonly trunc: boolean;
	readonly readings: readonly Reading[];
	/** When the daemon was asked last, µs. */
	readonly asked: number;
}

/** Asks for all at once, for each answer takes a second. */
function* read(cli: Cli, containers: readonly string[]): Sys<{ readings: Reading[]; errors: string[] }> {
	const sent: Pending[] = [];
	for (const container of containers) sent.push(yield* begin(cli, 'GET', path(container, '/stats'), { query: { stream: '0' } }));
	const readings: Reading[] = [];
	const errors: string[] = [];
	for (const [i, container] of containers.entries()) {
		try {
			const pending = sent[i];
			const body = pending && (yield* finish(pending)).body;
			readings.push({ container, stats: bodyJson(body) as StatsJson });
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			readings.push({ container });
			errors.push(e.text);
		}
	}
	return { readings, errors };
}

function* listed(cli: Cli, all: boolean): Sys<readonly string[]> {
	const list = yield* json<readonly ContainerSummary[]>(cli, 'GET', '/containers/json', { query: { all, filters: filtersJson({}) } });
	return list.map((container) => container.Id.slice(0, 12));
}

/** Draws; then waits half a second, and asks anew once a second has passed. */
export function* statsTurn(before: LoopState): Sys<Outcome> {
	let state = before as StatsState;
	const table = statsRows(state.format, state.readings, state.trunc);
	yield* out(
		`\x1b[H${`\x1b[H${table}`
			.split('\n')
			.map((line) => `${line} \x1b[K\n`)
			.join('')
			.slice(3)}\x1b[J`
	);
	try {
		yield* sleep(500_000);
	} catch (e) {
		if (e instanceof Errno && e.code === 'EINTR') return 130;
		throw e;
	}
	const now = yield* clock();
	if (now - state.asked >= 1_000_000) {
		const names = state.names.length > 0 ? state.names : yield* listed(state.cli, state.all);
		const { readings } = yield* read(state.cli, names);
		if (state.names.length > 0 && readings.every((reading) => reading.stats === undefined)) return 0;
		state = { ...state, readings, asked: now };
	}
	return state;
}

const stats: Command = {
	name: 'stats',
	use: 'stats [OPTIONS] [CONTAINER...]',
	short: 'Display a live stream of container(s) resource usage statistics',
	also: 'docker container stats, docker stats',
	flags: [
		f('bool', 'all', 'a', 'Show all containers (default shows just running)'),
		f('string', 'format', '', FORMAT_HELP),
		f('bool', 'no-stream', '', 'Disable streaming stats and only pull the first result'),
		f('bool', 'no-trunc', '', 'Do not truncate output')
	],
	complete: containerNames(false),
	*run(cli, flags, args) {
		yield* serverInfo(cli);
		const all = flags.bool('all');
		const names = args.length > 0 ? args : yield* listed(cli, all);
		const { readings, errors } = yield* read(cli, [...new Set(names)]);
		if (errors.length > 0 && args.length > 0) throw new Failure(errors.join('\n'));
		const given = flags.text('format') || (cli.config.statsFormat ?? '') || 'table';
		const trunc = !flags.bool('no-trunc');
		if (flags.bool('no-stream')) {
			yield* out(statsRows(given, readings, trunc));
			return 0;
		}
		return { loop: 'stats', cli, names: args, all, format: given, trunc, readings, asked: yield* clock() } satisfies StatsState;
	}
};
export default stats;
