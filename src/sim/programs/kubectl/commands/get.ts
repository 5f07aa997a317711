// kubectl get: tables made by the server, or objects in the format asked for; --watch follows.
import type { Sys } from '../../../engine/index.ts';
import { bodyText } from '../../../kernel/index.ts';
import { ApiError, bodyValue, statusOf } from '../../../client/index.ts';
import { build, type Built, type BuildOptions, type Info } from '../builder.ts';
import { namespaceOf } from '../client-config.ts';
import { resourceArguments } from '../complete-resources.ts';
import { arr, isObject, put, str, type Json } from '../dig.ts';
import { groupKind } from '../discovery.ts';
import { Failure, throwAll } from '../failure.ts';
import { getHelp } from '../help/get.ts';
import { getFormats, outputPrinter, type Print } from '../print/output.ts';
import { rowObject, sortItems } from '../print/sort.ts';
import { freshTable, layOut, tableLines, type TableOptions, type TableState } from '../print/table.ts';
import { request, tableAccept } from '../rest.ts';
import { err, out, type Session } from '../session.ts';
import { command, type Outcome } from '../tree.ts';
import { startWatch } from '../watch.ts';

const tableOptions = (s: Session, withNamespace: boolean, kind: string): TableOptions => ({
	noHeaders: s.bool('no-headers'),
	wide: s.str('output') === 'wide',
	withNamespace,
	kind,
	showLabels: s.bool('show-labels'),
	columnLabels: s.list('label-columns').flatMap((label) => label.split(','))
});
const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.reason === 'NotFound';

function check(s: Session): void {
	const watching = s.bool('watch') || s.bool('watch-only');
	const raw = s.str('raw');
	const output = s.str('output');
	if (raw !== '') {
		if (watching || s.str('selector') !== '')
			throw new Failure('--raw may not be specified with other flags that filter the server request or alter the output');
		if (output !== '') throw new Failure('--raw and --output are mutually exclusive');
		if (!raw.startsWith('/') && !raw.includes('://')) throw new Failure(`--raw must be a valid URL path: parse "${raw}": invalid URI for request`);
	}
	if (s.bool('show-labels') && output !== '' && output !== 'wide') throw new Failure(`--show-labels option cannot be used with ${output} printer`);
	if (s.bool('output-watch-events') && !watching) throw new Failure('--output-watch-events option can only be used with --watch or --watch-only');
}

function* raw(s: Session, uri: string): Sys<number> {
	const response = yield* request(s, 'GET', uri);
	if (response.status >= 400) throw new ApiError(statusOf(bodyValue(response.body), response.status));
	yield* out(bodyText(response.body));
	return 0;
}

function* run(s: Session): Sys<Outcome> {
	const watching = s.bool('watch') || s.bool('watch-only');
	const print = yield* outputPrinter(s, { formats: getFormats });
	if (s.args.length === 0 && s.list('filename').length === 0 && s.str('kustomize') === '' && s.str('raw') === '' && !watching) {
		yield* err('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n');
		throw s.usage(
			'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).'
		);
	}
	if (watching && s.str('sort-by') !== '')
		yield* err(
			s.bool('watch')
				? 'warning: --watch requested, --sort-by will be ignored for watch events received\n'
				: 'warning: --watch-only requested, --sort-by will be ignored\n'
		);
	check(s);
	if (s.str('raw') !== '') return yield* raw(s, s.str('raw'));
	const serverTables = print === undefined;
	const options: BuildOptions = {
		fetch: true,
		latest: true,
		allowEmptySelector: true,
		labelSelector: s.str('selector'),
		fieldSelector: s.str('field-selector'),
		allNamespaces: s.bool('all-namespaces'),
		chunkSize: s.str('sort-by') === '' ? s.num('chunk-size') : 0,
		subresource: s.str('subresource'),
		...(serverTables ? { accept: tableAccept, ...(s.str('sort-by') === '' ? {} : { query: { includeObject: 'Object' } }) } : {})
	};
	if (watching) return yield* startWatch(s, options, print);
	let built = yield* build(s, options);
	if (s.bool('ignore-not-found')) built = { ...built, errors: built.errors.filter((error) => !isNotFound(error)) };
	return print ? yield* printObjects(s, built, print) : yield* printTables(s, built);
}

/** One object, or all as one List. */
function* printObjects(s: Session, built: Built, print: Print): Sys<number> {
	const single = built.singleItemImplied;
	if (single && built.errors.length > 0) throwAll(built.errors);
	if (built.infos.length === 0 && s.bool('ignore-not-found')) {
		throwAll(built.errors);
		return 0;
	}
	let objects = built.infos.map(({ object }) => object ?? {});
	if (s.str('sort-by') !== '' && objects.length > 0) objects = sortItems(objects, s.str('sort-by'));
	const [first] = objects;
	if (single && objects.length === 1 && first) yield* print(first);
	else yield* print({ apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } });
	throwAll(built.errors);
	return 0;
}

/** Sorted rows of a table, or sorted single rows of several. */
function sorted(infos: readonly Info[], sortBy: string): readonly Info[] {
	if (sortBy === '' || infos.length === 0) return infos;
	try {
		return infos.map((info) =>
			isObject(info.object) ? { ...info, object: put(info.object, ['rows'], sortItems(arr(info.object, 'rows'), sortBy, rowObject)) } : info
		);
	} catch (error) {
		// A table that cannot be sorted is not printed, and nobody says why.
		if (error instanceof Failure) return [];
		throw error;
	}
}
const sameResource = (a: Info, b: Info): boolean =>
	a.mapping.resource === b.mapping.resource && a.mapping.group === b.mapping.group && a.mapping.version === b.mapping.version;

function* printTables(s: Session, built: Built): Sys<number> {
	const { namespace } = yield* namespaceOf(s);
	const infos = sorted(built.infos, s.str('sort-by'));
	const withKind = infos.some((info) => !sameResource(info, infos[0] ?? info));
	let state: TableState = freshTable;
	let pending = '';
	let written = false;
	let separate = false;
	let last: Info | undefined;
	const flush = function* (): Sys<void> {
		const laid = layOut(pending, state);
		state = laid.state;
		pending = '';
		if (laid.text === '') return;
		yield* out(separate ? `\n${laid.text}` : laid.text);
		separate = false;
		written = true;
	};
	for (const info of infos) {
		if (!last || !sameResource(last, info)) {
			yield* flush();
			if (last && !s.bool('no-headers') && written) separate = true;
			state = freshTable;
			last = info;
		}
		const object: Json = info.object ?? {};
		const options = tableOptions(s, s.bool('all-namespaces') && info.mapping.namespaced, withKind || s.bool('show-kind') ? groupKind(info.mapping) : '');
		const table = str(object, 'kind') === 'Table' ? object : plainTable(object);
		const result = tableLines(table, options, state);
		state = result.state;
		pending += result.lines;
	}
	yield* flush();
	if (!written && !s.bool('ignore-not-found') && built.errors.length === 0) {
		const namespaced = !s.bool('all-namespaces') && built.infos.every((info) => info.mapping.namespaced);
		yield* err(namespaced ? `No resources found in ${namespace} namespace.\n` : 'No resources found\n');
	}
	throwAll(built.errors);
	return 0;
}
/** An object of a server that makes no tables: its name and creation time. */
const plainTable = (object: Json): Json => ({
	kind: 'Table',
	columnDefinitions: [
		{ name: 'Name', type: 'string', format: 'name', priority: 0 },
		{ name: 'Age', type: 'string', priority: 0 }
	],
	rows: [{ cells: [str(object, 'metadata', 'name'), '<unknown>'], object }]
});

export const get = command(getHelp, { run, complete: resourceArguments });
