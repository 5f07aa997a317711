// kubectl delete: by file, name or selector, with its ways of waiting until things are gone.
import type { Sys } from '../../../engine/index.ts';
import { read } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { text as decode } from '../../../values/index.ts';
import { awaitGone } from '../await.ts';
import { build, type Info } from '../builder.ts';
import { namespaceOf } from '../client-config.ts';
import { resourceArguments } from '../complete-resources.ts';
import { obj, str } from '../dig.ts';
import { groupKind, pathOf } from '../discovery.ts';
import { Failure, throwAll, withSource } from '../failure.ts';
import { deleteHelp } from '../help/delete.ts';
import { dryRunOf, type DryRun } from '../operations.ts';
import { call } from '../rest.ts';
import { err, out, type Session } from '../session.ts';
import { command } from '../tree.ts';

/** --cascade as the API's propagation policy. */
export function* cascadeOf(s: Session): Sys<'Background' | 'Orphan' | 'Foreground'> {
	const flag = s.str('cascade');
	switch (flag) {
		case '':
		case 'background':
			return 'Background';
		case 'orphan':
			return 'Orphan';
		case 'foreground':
			return 'Foreground';
		case 'true':
			yield* err('warning: --cascade=true is deprecated (boolean value) and can be replaced with --cascade=background.\n');
			return 'Background';
		case 'false':
			yield* err('warning: --cascade=false is deprecated (boolean value) and can be replaced with --cascade=orphan.\n');
			return 'Orphan';
		default:
			throw new Failure(`invalid cascade value (${flag}). Must be "background", "foreground", or "orphan"`);
	}
}

/** Sends one DELETE; answers the uid that is to go. */
export function* deleteOne(s: Session, info: Info, grace: number, propagationPolicy: string, dry: DryRun = 'none'): Sys<string> {
	const body = {
		kind: 'DeleteOptions',
		apiVersion: 'v1',
		...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
		propagationPolicy,
		...(dry === 'server' ? { dryRun: ['All'] } : {})
	};
	const answer = yield* call(s, 'DELETE', pathOf(info.mapping, info.namespace, info.name), { body, query: { dryRun: dry === 'server' ? 'All' : undefined } });
	return str(answer, 'kind') === 'Status' ? str(obj(answer, 'details'), 'uid') : str(answer, 'metadata', 'uid');
}
/** Deletes and waits until it is gone (replace --force, apply --force). */
export function* deleteAndWait(s: Session, info: Info, grace: number): Sys<void> {
	const uid = yield* deleteOne(s, info, grace, yield* cascadeOf(s));
	yield* awaitGone(s, info, uid, 300_000_000);
}

function* printDeleted(s: Session, info: Info, grace: number, dry: DryRun): Sys<void> {
	const kind = groupKind(info.mapping);
	if (s.str('output') === 'name') return yield* out(`${kind}/${info.name}\n`);
	let operation = grace === 0 ? 'force deleted' : 'deleted';
	if (info.namespace !== '') operation += ` from ${info.namespace} namespace`;
	if (dry !== 'none') operation += dry === 'client' ? ' (dry run)' : ' (server dry run)';
	yield* out(`${kind} "${info.name}" ${operation}\n`);
}

function* confirmed(infos: readonly Info[]): Sys<boolean> {
	yield* out(`You are about to delete the following ${infos.length} resource(s):\n`);
	for (const info of infos) yield* out(`${groupKind(info.mapping)}/${info.name}\n`);
	yield* out('Do you want to continue? (y/N): ');
	let line = '';
	while (!line.includes('\n')) {
		const bytes = yield* read(0, 1024);
		if (bytes.length === 0) break;
		line += decode(bytes);
	}
	return (line.split('\n')[0] ?? '').trim().toLowerCase() === 'y';
}
const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.reason === 'NotFound';

function* run(s: Session): Sys<number> {
	const { explicit } = yield* namespaceOf(s);
	let grace = s.num('grace-period');
	const force = s.bool('force');
	if (s.bool('now')) {
		if (grace !== -1) throw new Failure('--now and --grace-period cannot be specified together');
		grace = 1;
	}
	if (grace === 0 && !force) grace = 1;
	if (force && grace < 0) grace = 0;
	const cascade = yield* cascadeOf(s);
	const dry = yield* dryRunOf(s);
	const [labels, fields, all] = [s.str('selector'), s.str('field-selector'), s.bool('all')];
	if (s.str('raw') !== '') {
		if (s.bool('interactive')) throw new Failure('--interactive can not be used with --raw');
		yield* out(`${JSON.stringify(yield* call(s, 'DELETE', s.str('raw')))}\n`);
		return 0;
	}
	const built = yield* build(s, { labelSelector: labels, fieldSelector: fields, all, allNamespaces: s.bool('all-namespaces') });
	if (s.str('output') !== '' && s.str('output') !== 'name') throw new Failure(`unexpected -o output mode: ${s.str('output')}. We only support '-o name'`);
	if (all && labels !== '') throw new Failure('cannot set --all and --selector at the same time');
	if (grace === 0 && force)
		yield* err(
			'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n'
		);
	else if (grace > 0 && force) throw new Failure('--force and --grace-period greater than 0 cannot be specified together');
	const ignore = s.changed('ignore-not-found') ? s.bool('ignore-not-found') : all || labels !== '' || fields !== '';
	if (s.bool('interactive')) {
		if (built.infos.length === 0) {
			yield* out('No resources found\n');
			return 0;
		}
		if (!(yield* confirmed(built.infos))) {
			yield* out('deletion is cancelled\n');
			return 0;
		}
	}
	const errors: unknown[] = built.errors.filter((error) => !(ignore && isNotFound(error)));
	const gone: { info: Info; uid: string }[] = [];
	let warn = explicit && !s.bool('all-namespaces');
	for (const info of built.infos) {
		if (warn && !info.mapping.namespaced) {
			yield* err('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n');
			warn = false;
		}
		try {
			const uid = dry === 'client' ? '' : yield* deleteOne(s, info, grace, cascade, dry);
			yield* printDeleted(s, info, grace, dry);
			gone.push({ info, uid });
		} catch (error) {
			if (!(ignore && isNotFound(error))) errors.push(withSource(error, 'deleting', info.source));
		}
	}
	throwAll(errors);
	if (built.infos.length === 0) {
		yield* out('No resources found\n');
		return 0;
	}
	const wait = s.changed('wait') ? s.bool('wait') : !(s.has('wait') && force && grace === 0);
	if (!wait || dry !== 'none') return 0;
	for (const { info, uid } of gone) yield* awaitGone(s, info, uid, s.num('timeout') || 604_800_000_000);
	return 0;
}

export const deleteCommand = command(deleteHelp, { run, complete: resourceArguments });
