// `docker buildx history inspect`: one record with all that is known of it, for people, as JSON or by a template. Follows commands/history/inspect.go.
// Leaves out attachments other than the image's configuration: the engine keeps no provenance. Invariant: what is shown comes from the record.
import type { Sys } from '../../../engine/index.ts';
import { clock, getcwd } from '../../../kernel/index.ts';
import type { BuildEvent, BuildRecord } from '../../../dockerd/index.ts';
import { encodeJson, execute, formatGoTime, parseTemplate, rfc3339nano, tabulate, TemplateError } from '../../../values/index.ts';
import { out } from '../../docker/cli.ts';
import { Failure } from '../../docker/failure.ts';
import type { Flags } from '../../docker/flags/flag.ts';
import { buildEvents } from '../control.ts';
import { excerpt } from '../display.ts';
import { readRef } from '../instances.ts';
import { buildName, formatDuration, pageOf, recordOf, type Env } from './records.ts';

const tabs = (rows: readonly (readonly string[])[]): string =>
	tabulate(rows.map((row) => `${row.join('\t')}\n`).join(''), { minwidth: 1, tabwidth: 8, padding: 1, padchar: '\t' });
const codes = ['OK', 'Canceled', 'Unknown'];

interface Pair {
	readonly Name: string;
	readonly Value: string;
}
const pairs = (attrs: Readonly<Record<string, string>>, prefix: string): Pair[] =>
	Object.entries(attrs)
		.flatMap(([key, value]) => (key.startsWith(prefix) ? [{ Name: key.slice(prefix.length), Value: value }] : []))
		.sort((a, b) => (a.Name < b.Name ? -1 : 1));
/** `path` as seen from `from`, when it is below it. */
const below = (from: string, path: string): string =>
	path === from ? '.' : path.startsWith(from === '/' ? '/' : `${from}/`) ? path.slice(from === '/' ? 1 : from.length + 1) : path;

/** The vertex that failed, and the last lines it printed. */
function failedVertex(events: readonly BuildEvent[]): { name: string; logs: string[] } {
	const failed = events.find(({ value }) => 'error' in value)?.value.vertex;
	let name = '';
	const logs: string[] = [];
	for (const { value } of events) {
		if (value.vertex !== failed) continue;
		if ('step' in value) name = value.step;
		else if ('line' in value && value.at !== undefined && value.line !== '') logs.push(value.line);
	}
	return { name, logs: logs.slice(-16) };
}
/** The fields of buildx's inspectOutput, in its order; what is empty is left out. */
function outputOf(record: BuildRecord, name: string, context: string, dockerfile: string, failed: { name: string; logs: string[] }): Record<string, unknown> {
	const { attrs, error, created, completed, steps, materials, image } = record;
	const noCache = attrs['no-cache'];
	const config = Object.entries({
		Network: attrs['force-network-mode'],
		ExtraHosts: attrs['add-hosts']?.split(','),
		ImageResolveMode: attrs['image-resolve-mode'],
		NoCache: noCache === '' ? true : undefined,
		NoCacheFilter: noCache ? noCache.split(',') : undefined
	});
	const all: [string, unknown][] = [
		['Name', name],
		['Ref', record.id],
		['Context', context],
		['Dockerfile', dockerfile],
		['Target', attrs['target'] ?? ''],
		['Platform', attrs['platform']?.split(',') ?? []],
		['NamedContexts', pairs(attrs, 'context:')],
		['StartedAt', rfc3339nano(created)],
		['CompletedAt', completed === 0 ? '' : rfc3339nano(completed)],
		['Duration', completed === 0 ? '' : (completed - created) * 1000],
		['Status', completed === 0 ? 'running' : error ? (error.code === 1 ? 'canceled' : 'failed') : 'completed'],
		...(error
			? ([
					[
						'Error',
						{
							Code: error.code,
							Message: error.message,
							...(failed.name === '' ? {} : { Name: failed.name }),
							...(failed.logs.length > 0 ? { Logs: failed.logs } : {})
						}
					]
				] as [string, unknown][])
			: []),
		['NumCompletedSteps', steps[1]],
		['NumTotalSteps', steps[0]],
		['NumCachedSteps', steps[2]],
		['BuildArgs', pairs(attrs, 'build-arg:')],
		['Labels', pairs(attrs, 'label:')],
		['Config', Object.fromEntries(config.filter(([, value]) => value !== undefined))],
		['Materials', error ? [] : materials.map(([uri, digest]) => ({ URI: uri, Digests: [digest] }))],
		['Attachments', image === '' ? [] : [{ Digest: image, Type: 'application/vnd.docker.container.image.v1+json' }]]
	];
	return Object.fromEntries(all.filter(([key, value]) => key.startsWith('Num') || (value !== '' && !(Array.isArray(value) && value.length === 0))));
}

export function* inspect(flags: Flags, args: readonly string[], env: Env): Sys<number> {
	const record = yield* recordOf(env, args[0] ?? '');
	const state = yield* readRef(env, record.id);
	const name = buildName(record, state);
	const cwd = yield* getcwd();
	const dockerfile = state && state.dockerfile !== '' && state.dockerfile !== '-' ? below(state.path, state.dockerfile) : (record.attrs['filename'] ?? '');
	const context = state ? below(cwd, state.path) : '';
	const failed = record.error ? failedVertex(yield* buildEvents(env, record.id)) : { name: '', logs: [] };
	const fields = outputOf(record, name, context, dockerfile, failed);
	const format = flags.text('format');
	if (format === 'json') yield* out(`${encodeJson(fields, { indent: '  ' })}\n`);
	else if (format !== 'pretty') yield* out(`${byTemplate(format, fields)}\n`);
	else yield* out(pretty(record, yield* clock(), { name, context, dockerfile, asked: args[0] !== undefined, failed }));
	return 0;
}
/** What was kept beside a record: nothing is. */
export function* attachment(flags: Flags, args: readonly string[], env: Env): Sys<number> {
	if (args.length === 0) throw new Failure('accepts between 1 and 2 arg(s), received 0');
	if (args.length < 2 && flags.text('platform') === '' && flags.text('type') === '')
		throw new Failure('at least one of --type, --platform or DIGEST must be specified');
	yield* recordOf(env, args[0] ?? '');
	throw new Failure(`no matching attachment found for ref ${JSON.stringify(args[0])}`);
}
function byTemplate(format: string, fields: Record<string, unknown>): string {
	try {
		return execute(parseTemplate(format, { name: 'inspect' }), fields);
	} catch (error) {
		if (!(error instanceof TemplateError)) throw error;
		throw new Failure(`failed to parse format template: ${error.message}`);
	}
}
interface Shown {
	readonly name: string;
	readonly context: string;
	readonly dockerfile: string;
	readonly asked: boolean;
	readonly failed: { readonly name: string; readonly logs: readonly string[] };
}
function pretty(record: BuildRecord, now: number, { name, context, dockerfile, asked, failed }: Shown): string {
	const { attrs, error, steps, materials, image, id } = record;
	const given = (rows: readonly (readonly [string, string | undefined])[]): string =>
		tabs(rows.flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, value]])));
	const table = (title: string, list: readonly Pair[]): string =>
		list.length === 0 ? '' : `${tabs([[title, 'VALUE'], ...list.map(({ Name, Value }) => [Name, Value])])}\n`;
	const noCache = attrs['no-cache'];
	const parts = [
		given([
			['Name:', name],
			['Ref:', asked ? '' : id],
			['Context:', context],
			['Dockerfile:', dockerfile],
			['Target:', attrs['target']],
			['Platforms:', attrs['platform']]
		]),
		'\n',
		table('NAMED CONTEXT', pairs(attrs, 'context:')),
		given([
			['Started:', formatGoTime(record.created, '2006-01-02 15:04:05')],
			['Duration:', record.completed === 0 ? `${formatDuration(now - record.created)} (running)` : formatDuration(record.completed - record.created)],
			['Error:', error && error.code !== 1 ? `${codes[error.code] ?? 'Unknown'} ${error.message}` : ''],
			['Status:', error?.code === 1 ? 'Canceled' : ''],
			['Build Steps:', `${steps[1]}/${steps[0]} (${((steps[2] / steps[0]) * 100).toFixed(0)}% cached)`]
		]),
		'\n',
		given([
			['Network:', attrs['force-network-mode']],
			['Extra Hosts:', attrs['add-hosts']?.split(',').join(', ')],
			['Image Resolve Mode:', attrs['image-resolve-mode']],
			['No Cache:', noCache === '' ? 'true' : ''],
			['No Cache Filter:', noCache?.split(',').join(', ')]
		]),
		'\n',
		table('BUILD ARG', pairs(attrs, 'build-arg:')),
		table('LABEL', pairs(attrs, 'label:')),
		materials.length === 0 || error ? '' : `Materials:\n${tabs([['URI', 'DIGEST'], ...materials])}\n`,
		image === ''
			? ''
			: `Attachments:\n${tabs([
					['DIGEST', 'PLATFORM', 'TYPE'],
					[image, '', 'application/vnd.docker.container.image.v1+json']
				])}\n`,
		error && error.start > 0 ? `${excerpt(error.file, error.source, error.start, error.stop)}\n` : '',
		failed.logs.length === 0 ? '' : `Logs:\n> => ${failed.name}:\n${failed.logs.map((line) => `> ${line}\n`).join('')}\n`,
		error ? 'Enable --debug to see stack traces for error\n' : '',
		`Print build logs: docker buildx history logs ${id}\nView build in Docker Desktop: ${pageOf(id)}\n`
	];
	return parts.join('');
}
