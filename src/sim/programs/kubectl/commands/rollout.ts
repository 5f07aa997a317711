// kubectl rollout: status, history, undo, restart, pause, resume.
import type { Sys } from '../../../engine/index.ts';
import { clock, monotonic } from '../../../kernel/index.ts';
import { formatSelector, goQuote, kubectlDescribe, labelSelectorAsSelector, rfc3339, tabulate, type LabelSelector } from '../../../values/index.ts';
import { watchEach } from '../await.ts';
import { build, type Built, type Info } from '../builder.ts';
import { namespaceOf } from '../client-config.ts';
import { resourceArguments } from '../complete-resources.ts';
import { templateLines } from '../describe/containers.ts';
import { Page } from '../describe/page.ts';
import { arr, at, bool, isObject, num, obj, pairs, put, str, type Json } from '../dig.ts';
import { groupResource } from '../discovery.ts';
import { Failure, isKubectlError, messageOf, throwAll } from '../failure.ts';
import { rolloutHelp } from '../help/rollout.ts';
import { dryRunOf, lastApplied, patchObject, resultPrinter, said, type DryRun } from '../operations.ts';
import { equal } from '../patch/equal.ts';
import { shapeOf } from '../patch/schema.ts';
import { strategicMerge } from '../patch/strategic.ts';
import { threeWayPatch } from '../patch/three-way.ts';
import { outputPrinter } from '../print/output.ts';
import { replicaSetsOf, revisionOf } from '../replica-sets.ts';
import { call } from '../rest.ts';
import { err, out, type Session } from '../session.ts';
import { command } from '../tree.ts';

function* objects(s: Session): Sys<Built> {
	if (s.args.length === 0 && s.list('filename').length === 0 && s.str('kustomize') === '') throw new Failure('required resource not specified');
	return yield* build(s, { fetch: true, latest: true, allowEmptySelector: true, labelSelector: s.str('selector') });
}
/** "Deployment.apps" */
const goKind = (info: Info): string => (info.mapping.group === '' ? info.mapping.kind : `${info.mapping.kind}.${info.mapping.group}`);

interface Progress {
	readonly text: string;
	readonly done: boolean;
	readonly error?: Failure;
}
function deploymentStatus(object: Json, revision: number): Progress {
	const name = str(object, 'metadata', 'name');
	const status = obj(object, 'status');
	if (revision > 0 && revisionOf(object) !== revision)
		return { text: '', done: false, error: new Failure(`desired revision (${revision}) is different from the running revision (${revisionOf(object)})`) };
	if (num(object, 'metadata', 'generation') > num(status, 'observedGeneration'))
		return { text: 'Waiting for deployment spec update to be observed...\n', done: false };
	const progressing = arr(status, 'conditions').find((one) => str(one, 'type') === 'Progressing');
	if (str(progressing, 'reason') === 'ProgressDeadlineExceeded')
		return { text: '', done: false, error: new Failure(`deployment ${goQuote(name)} exceeded its progress deadline`) };
	const [wanted, updated, total, available] = [
		num(object, 'spec', 'replicas'),
		num(status, 'updatedReplicas'),
		num(status, 'replicas'),
		num(status, 'availableReplicas')
	];
	const waiting = (text: string): Progress => ({ text: `Waiting for deployment ${goQuote(name)} rollout to finish: ${text}...\n`, done: false });
	if (updated < wanted) return waiting(`${updated} out of ${wanted} new replicas have been updated`);
	if (total > updated) return waiting(`${total - updated} old replicas are pending termination`);
	if (available < updated) return waiting(`${available} of ${updated} updated replicas are available`);
	return { text: `deployment ${goQuote(name)} successfully rolled out\n`, done: true };
}
function daemonSetStatus(object: Json): Progress {
	const name = str(object, 'metadata', 'name');
	const status = obj(object, 'status');
	if (str(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate')
		return { text: '', done: true, error: new Failure('rollout status is only available for RollingUpdate strategy type') };
	if (num(object, 'metadata', 'generation') > num(status, 'observedGeneration'))
		return { text: 'Waiting for daemon set spec update to be observed...\n', done: false };
	const [wanted, updated, available] = [num(status, 'desiredNumberScheduled'), num(status, 'updatedNumberScheduled'), num(status, 'numberAvailable')];
	if (updated < wanted)
		return { text: `Waiting for daemon set ${goQuote(name)} rollout to finish: ${updated} out of ${wanted} new pods have been updated...\n`, done: false };
	if (available < wanted)
		return { text: `Waiting for daemon set ${goQuote(name)} rollout to finish: ${available} of ${wanted} updated pods are available...\n`, done: false };
	return { text: `daemon set ${goQuote(name)} successfully rolled out\n`, done: true };
}
function statefulSetStatus(object: Json): Progress {
	const [spec, status] = [obj(object, 'spec'), obj(object, 'status')];
	if (str(spec, 'updateStrategy', 'type') !== 'RollingUpdate')
		return { text: '', done: true, error: new Failure('rollout status is only available for RollingUpdate strategy type') };
	const observed = num(status, 'observedGeneration');
	if (observed === 0 || num(object, 'metadata', 'generation') > observed)
		return { text: 'Waiting for statefulset spec update to be observed...\n', done: false };
	const [wanted, ready, updated] = [num(spec, 'replicas'), num(status, 'readyReplicas'), num(status, 'updatedReplicas')];
	if (ready < wanted) return { text: `Waiting for ${wanted - ready} pods to be ready...\n`, done: false };
	const rolling = at(spec, 'updateStrategy', 'rollingUpdate');
	if (rolling !== undefined) {
		const partition = num(rolling, 'partition');
		if (updated < wanted - partition)
			return { text: `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...\n`, done: false };
		return { text: `partitioned roll out complete: ${updated} new pods have been updated...\n`, done: true };
	}
	if (str(status, 'updateRevision') !== str(status, 'currentRevision'))
		return { text: `waiting for statefulset rolling update to complete ${updated} pods at revision ${str(status, 'updateRevision')}...\n`, done: false };
	return { text: `statefulset rolling update complete ${num(status, 'currentReplicas')} pods at revision ${str(status, 'currentRevision')}...\n`, done: true };
}
const viewers: Readonly<Record<string, (object: Json, revision: number) => Progress>> = {
	'Deployment.apps': deploymentStatus,
	'DaemonSet.apps': daemonSetStatus,
	'StatefulSet.apps': statefulSetStatus
};

function* status(s: Session): Sys<number> {
	if (s.num('revision') < 0) throw new Failure(`revision must be a positive integer: ${s.num('revision')}`);
	const built = yield* objects(s);
	const errors: unknown[] = [...built.errors];
	for (const info of built.infos) {
		try {
			const viewer = viewers[goKind(info)];
			if (!viewer) throw new Failure(`no status viewer has been implemented for ${goKind(info)}`);
			yield* follow(s, info, viewer);
		} catch (error) {
			if (!isKubectlError(error)) throw error;
			errors.push(error);
		}
	}
	throwAll(errors);
	if (built.infos.length === 0) yield* err(`No resources found in ${(yield* namespaceOf(s)).namespace} namespace.\n`);
	return 0;
}
/** Prints the progress at each change until it is done. */
function* follow(s: Session, info: Info, viewer: (object: Json, revision: number) => Progress): Sys<void> {
	const until = s.num('timeout') === 0 ? Infinity : (yield* monotonic()) + s.num('timeout');
	const ended = yield* watchEach<true>(s, info.mapping, info.namespace, info.name, until, function* (object, type) {
		if (!object) {
			if (type === 'DELETED') throw new Failure('object has been deleted');
			return undefined;
		}
		const progress = viewer(object, s.num('revision'));
		if (progress.error) throw progress.error;
		yield* out(progress.text);
		return progress.done || !s.bool('watch') ? true : undefined;
	});
	if (ended === undefined) throw new Failure('timed out waiting for the condition');
}

/** Revisions with their templates and causes, of replica sets or controller revisions. */
interface Revision {
	readonly number: number;
	readonly template: Json;
	readonly cause: string;
	readonly source: Json;
}
const cause = (object: Json): string => pairs(object, 'metadata', 'annotations')['kubernetes.io/change-cause'] ?? '';
function* revisionsOf(s: Session, info: Info): Sys<Revision[]> {
	const object = info.object ?? {};
	if (goKind(info) === 'Deployment.apps') {
		return (yield* replicaSetsOf(s, object))
			.map((one) => ({ number: revisionOf(one), template: obj(one, 'spec', 'template'), cause: cause(one), source: one }))
			.sort((a, b) => a.number - b.number);
	}
	const selector = formatSelector(labelSelectorAsSelector(at(object, 'spec', 'selector') as LabelSelector | undefined));
	const list = yield* call(s, 'GET', `/apis/apps/v1/namespaces/${info.namespace}/controllerrevisions`, { query: { labelSelector: selector } });
	const uid = str(object, 'metadata', 'uid');
	return arr(list, 'items')
		.filter(isObject)
		.filter((one) => arr(one, 'metadata', 'ownerReferences').some((owner) => bool(owner, 'controller') && str(owner, 'uid') === uid))
		.map((one) => {
			const merged = strategicMerge(object, obj(one, 'data'), shapeOf('apps/v1', info.mapping.kind));
			return { number: num(one, 'revision'), template: obj(merged, 'spec', 'template'), cause: cause(one), source: one };
		})
		.sort((a, b) => a.number - b.number);
}
const hasHistory = (info: Info): boolean => ['Deployment.apps', 'DaemonSet.apps', 'StatefulSet.apps'].includes(goKind(info));
function templateText(template: Json, now: number, causeText = ''): string {
	const page = new Page(now);
	templateLines(page, causeText === '' ? template : put(template, ['metadata', 'annotations', 'kubernetes.io/change-cause'], causeText));
	return page.text();
}
function* history(s: Session): Sys<number> {
	const wanted = s.num('revision');
	if (wanted < 0) throw new Failure(`revision must be a positive integer: ${wanted}`);
	const built = yield* objects(s);
	const errors: unknown[] = [...built.errors];
	const print = yield* outputPrinter(s, { typed: true });
	const named = yield* resultPrinter(s);
	for (const info of built.infos) {
		try {
			if (!hasHistory(info)) throw new Failure(`no history viewer has been implemented for ${goQuote(goKind(info))}`);
			const revisions = yield* revisionsOf(s, info);
			const one = revisions.find(({ number }) => number === wanted);
			if (wanted > 0 && !one && (print || revisions.length > 0)) throw new Failure('unable to find the specified revision');
			if (print) {
				for (const each of one ? [one] : revisions)
					yield* print({
						apiVersion: 'apps/v1',
						kind: goKind(info) === 'Deployment.apps' ? 'ReplicaSet' : info.mapping.kind,
						...(goKind(info) === 'Deployment.apps' ? each.source : put(info.object ?? {}, ['spec', 'template'], each.template))
					});
				continue;
			}
			const text =
				revisions.length === 0
					? 'No rollout history found.'
					: one
						? templateText(one.template, yield* clock(), one.cause)
						: tabulate(`REVISION\tCHANGE-CAUSE\n${revisions.map(({ number, cause: why }) => `${number}\t${why || '<none>'}\n`).join('')}`, kubectlDescribe);
			yield* named(info.object ?? {}, `${wanted > 0 ? `with revision #${wanted}` : ''}\n${text}`);
		} catch (error) {
			if (!isKubectlError(error)) throw error;
			errors.push(error);
		}
	}
	throwAll(errors);
	return 0;
}

const notFound = (revision: number): Failure => new Failure(`unable to find specified revision ${revision} in history`);
const keptAnnotations = [
	lastApplied,
	'deployment.kubernetes.io/revision',
	'deployment.kubernetes.io/revision-history',
	'deployment.kubernetes.io/desired-replicas',
	'deployment.kubernetes.io/max-replicas',
	'deprecated.deployment.rollback.to'
];
const withoutHash = (template: Json): Json =>
	put(
		template,
		['metadata', 'labels'],
		Object.fromEntries(Object.entries(pairs(template, 'metadata', 'labels')).filter(([key]) => key !== 'pod-template-hash'))
	);

function* rollBack(s: Session, info: Info, dry: DryRun): Sys<string> {
	const to = s.num('to-revision');
	const object = info.object ?? {};
	if (to < 0) throw notFound(to);
	const revisions = yield* revisionsOf(s, info);
	const deployment = goKind(info) === 'Deployment.apps';
	let target: Revision | undefined;
	if (to > 0) {
		target = revisions.find(({ number }) => number === to);
		if (!target) throw notFound(to);
	} else {
		if (revisions.length < 2)
			throw new Failure(deployment ? `no rollout history found for deployment ${goQuote(info.name)}` : 'no last revision to roll back to');
		target = revisions[revisions.length - 2];
	}
	if (!target) throw notFound(to);
	if (dry === 'client') return templateText(target.template, yield* clock(), target.cause);
	if (deployment && bool(object, 'spec', 'paused'))
		throw new Failure("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again");
	const template = withoutHash(target.template);
	if (equal(template, withoutHash(obj(object, 'spec', 'template')))) return `skipped rollback (current template already matches revision ${to})`;
	try {
		if (deployment) {
			const annotations: Record<string, string> = {};
			const own = pairs(object, 'metadata', 'annotations');
			for (const key of keptAnnotations) if (own[key] !== undefined) annotations[key] = own[key] ?? '';
			for (const [key, value] of Object.entries(pairs(target.source, 'metadata', 'annotations'))) if (!keptAnnotations.includes(key)) annotations[key] = value;
			const patch = [
				{ op: 'replace', path: '/spec/template', value: template },
				{ op: 'replace', path: '/metadata/annotations', value: annotations }
			];
			yield* patchObject(s, info.mapping, info.namespace, info.name, patch, 'json', { dry });
		} else yield* patchObject(s, info.mapping, info.namespace, info.name, obj(target.source, 'data'), 'strategic', { dry });
	} catch (error) {
		if (!isKubectlError(error)) throw error;
		throw new Failure(`failed restoring revision ${to}: ${messageOf(error)}`);
	}
	return 'rolled back';
}
function* undo(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	const built = yield* objects(s);
	const errors: unknown[] = [...built.errors];
	const print = yield* resultPrinter(s);
	for (const info of built.infos) {
		try {
			if (pairs(info.object, 'metadata', 'annotations')[lastApplied] !== undefined)
				yield* err(
					`Warning: resource ${info.mapping.resource}/${info.name} was previously managed with 'kubectl apply'. Rolling back will not update the ${lastApplied} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n`
				);
			if (!hasHistory(info)) throw new Failure(`no rollbacker has been implemented for ${goQuote(goKind(info))}`);
			yield* print(info.object ?? {}, said(yield* rollBack(s, info, dry), dry));
		} catch (error) {
			if (!isKubectlError(error)) throw error;
			errors.push(error);
		}
	}
	throwAll(errors);
	return 0;
}

interface Change {
	readonly word: string;
	readonly unchanged: string;
	readonly change: (object: Json, now: number) => Json;
}
function restart(object: Json, now: number): Json {
	const kind = str(object, 'kind');
	if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(kind)) throw new Failure('restarting is not supported');
	if (kind === 'Deployment' && bool(object, 'spec', 'paused')) throw new Failure("can't restart paused deployment (run rollout resume first)");
	return put(object, ['spec', 'template', 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt'], rfc3339(now));
}
function pause(object: Json): Json {
	if (str(object, 'kind') !== 'Deployment') throw new Failure('pausing is not supported');
	if (bool(object, 'spec', 'paused')) throw new Failure('is already paused');
	return put(object, ['spec', 'paused'], true);
}
function resume(object: Json): Json {
	if (str(object, 'kind') !== 'Deployment') throw new Failure('resuming is not supported');
	if (!bool(object, 'spec', 'paused')) throw new Failure('is not paused');
	return put(object, ['spec', 'paused'], undefined);
}
const changing = (what: Change) =>
	function* (s: Session): Sys<number> {
		const built = yield* objects(s);
		const errors: unknown[] = [...built.errors];
		const print = yield* resultPrinter(s);
		if (built.infos.length === 0 && errors.length === 0) yield* err(`No resources found in ${(yield* namespaceOf(s)).namespace} namespace.\n`);
		const now = yield* clock();
		for (const info of built.infos) {
			const before = info.object ?? {};
			let patch: Json;
			try {
				patch = threeWayPatch(before, what.change(before, now), before, shapeOf('apps/v1', info.mapping.kind));
			} catch (error) {
				if (!(error instanceof Failure)) throw error;
				errors.push(new Failure(`error: ${groupResource(info.mapping)} ${goQuote(info.name)} ${error.message}`));
				continue;
			}
			if (Object.keys(patch).length === 0) {
				if (what.unchanged !== '') yield* print(before, what.unchanged);
				else
					errors.push(
						new Failure(
							`failed to create patch for ${info.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`
						)
					);
				continue;
			}
			try {
				yield* print(yield* patchObject(s, info.mapping, info.namespace, info.name, patch, 'strategic', { manager: s.str('field-manager') }), what.word);
			} catch (error) {
				if (!isKubectlError(error)) throw error;
				errors.push(new Failure(`failed to patch: ${messageOf(error)}`));
			}
		}
		throwAll(errors);
		return 0;
	};
export const rollout = command(rolloutHelp, {
	helpOnStdout: true,
	subs: {
		history: { run: history, complete: resourceArguments },
		pause: { run: changing({ word: 'paused', unchanged: 'already paused', change: pause }), complete: resourceArguments },
		restart: { run: changing({ word: 'restarted', unchanged: '', change: restart }), complete: resourceArguments },
		resume: { run: changing({ word: 'resumed', unchanged: 'already resumed', change: resume }), complete: resourceArguments },
		status: { run: status, complete: resourceArguments },
		undo: { run: undo, complete: resourceArguments }
	}
});
