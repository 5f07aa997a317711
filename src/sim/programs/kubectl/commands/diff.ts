// kubectl diff: the live objects and what they would be after apply (a server-side dry run), shown by the program `diff`.
import { Errno, type Sys } from '../../../engine/index.ts';
import { lookPath, mkdir, removeAll, writeFile } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { encodeYaml, goQuote } from '../../../values/index.ts';
import { build, type Info } from '../builder.ts';
import { isObject, obj, put, str, type Json } from '../dig.ts';
import { runToEnd, temporaryName } from '../editor.ts';
import { Exit, Failure, fatal, isKubectlError } from '../failure.ts';
import { diffHelp } from '../help/diff.ts';
import { createObject, getObject, patchObject, withoutLastApplied } from '../operations.ts';
import { withoutManagedFields } from '../print/output.ts';
import { klog } from '../klog.ts';
import { err, type Session } from '../session.ts';
import { command } from '../tree.ts';
import { applyPatch } from './apply.ts';

const tries = 4;
const fileName = ({ mapping, namespace, name }: Info): string =>
	`${mapping.group === '' ? '' : `${mapping.group}.`}${mapping.version}.${mapping.kind}.${namespace}.${name}`;

function* merged(s: Session, info: Info, live: Json | undefined, manager: string, lock: boolean): Sys<Json> {
	const local = info.object ?? {};
	if (s.bool('server-side'))
		return yield* patchObject(s, info.mapping, info.namespace, info.name, local, 'apply', { dry: 'server', manager, force: s.bool('force-conflicts') });
	if (!live) return yield* createObject(s, info.mapping, info.namespace, local, { dry: 'server', manager });
	const { patch, strategic } = applyPatch(live, withoutLastApplied(local));
	if (Object.keys(patch).length === 0) return live;
	const body = lock ? put(patch, ['metadata', 'resourceVersion'], str(live, 'metadata', 'resourceVersion')) : patch;
	return yield* patchObject(s, info.mapping, info.namespace, info.name, body, strategic ? 'strategic' : 'merge', { dry: 'server', manager });
}
/** A Secret's values, hidden so that changes still show. */
function masked(from: Json | undefined, to: Json): { from: Json | undefined; to: Json } {
	const [old, next] = [obj(from, 'data'), obj(to, 'data')];
	const same = '***';
	const hide = (own: Json, other: Json, mark: string): Json =>
		Object.fromEntries(Object.keys(own).map((key) => [key, Object.hasOwn(other, key) && other[key] !== own[key] ? `*** (${mark})` : same]));
	return {
		from: from && isObject(from.data) ? put(from, ['data'], hide(old, next, 'before')) : from,
		to: isObject(to.data) ? put(to, ['data'], hide(next, old, 'after')) : to
	};
}
function* liveOf(s: Session, info: Info): Sys<Json | undefined> {
	try {
		return yield* getObject(s, info.mapping, info.namespace, info.name);
	} catch (error) {
		if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
		throw error;
	}
}
function* writeVersions(s: Session, info: Info, directories: readonly [string, string]): Sys<void> {
	const manager = s.changed('field-manager') ? s.str('field-manager') : s.bool('server-side') ? 'kubectl' : s.str('field-manager');
	for (let count = 1; ; count++) {
		const live = yield* liveOf(s, info);
		if (count === tries)
			yield* klog(
				s,
				'W',
				'diff.go:751',
				`Object (${info.mapping.group}/${info.mapping.version}, Kind=${info.mapping.kind}: ${info.name}) keeps changing, diffing without lock`
			);
		try {
			const next = yield* merged(s, info, live, manager, count < tries);
			const strip = (object: Json): Json => (s.bool('show-managed-fields') ? object : withoutManagedFields(object));
			const secret = info.mapping.kind === 'Secret' && info.mapping.group === '' && !s.bool('show-secrets');
			const pair = secret ? masked(live && strip(live), strip(next)) : { from: live && strip(live), to: strip(next) };
			yield* writeFile(`${directories[0]}/${fileName(info)}`, pair.from ? encodeYaml(pair.from) : '', 0o700);
			yield* writeFile(`${directories[1]}/${fileName(info)}`, encodeYaml(pair.to), 0o700);
			if (live && str(live, 'metadata', 'deletionTimestamp') !== '')
				yield* err(`Warning: Detected changes to resource ${info.name} which is currently being deleted.\n`);
			return;
		} catch (error) {
			if (!(error instanceof ApiError) || error.reason !== 'Conflict' || count >= tries) throw error;
		}
	}
}
function* show(s: Session, directories: readonly [string, string]): Sys<number> {
	const [name = 'diff', ...own] = (s.env['KUBECTL_EXTERNAL_DIFF'] || 'diff -u -N').split(' ');
	const args = own.filter((word) => /^[a-zA-Z0-9=-]+$/.test(word));
	const path = yield* lookPath(name, s.env['PATH'] ?? '');
	if (path === null) throw new Failure(`failed to run ${goQuote(name)}: exec: ${goQuote(name)}: executable file not found in $PATH`);
	try {
		return yield* runToEnd(s, path, [name, ...args, ...directories]);
	} catch (error) {
		if (error instanceof Errno) throw new Failure(`failed to run ${goQuote(name)}: ${error.code}`);
		throw error;
	}
}

function* run(s: Session): Sys<number> {
	try {
		if (s.args.length > 0) throw s.usage(`Unexpected args: [${s.args.join(' ')}]`);
		if (s.list('filename').length === 0 && s.str('kustomize') === '') throw new Failure('must specify one of -f and -k');
		if (s.bool('force-conflicts') && !s.bool('server-side')) throw new Failure('--force-conflicts only works with --server-side');
		const directories: readonly [string, string] = [yield* temporaryName(s, 'LIVE-', ''), yield* temporaryName(s, 'MERGED-', '')];
		for (const directory of directories) yield* mkdir(directory, 0o700);
		try {
			const built = yield* build(s, { labelSelector: s.str('selector'), stopOnError: true });
			if (built.errors.length > 0) throw built.errors[0];
			for (const info of built.infos) yield* writeVersions(s, info, directories);
			return yield* show(s, directories);
		} finally {
			for (const directory of directories) yield* removeAll(directory);
		}
	} catch (error) {
		if (!isKubectlError(error)) throw error;
		const { text, code } = fatal(error);
		yield* err(text);
		throw new Exit(Math.max(2, code));
	}
}
export const diff = command(diffHelp, { run, flagErrors: { text: "See 'kubectl diff -h' for help and examples", code: 2 } });
