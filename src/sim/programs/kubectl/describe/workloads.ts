// describe deployment, replicaset, replicationcontroller, statefulset, daemonset, job, cronjob.
import type { Sys } from '../../../engine/index.ts';
import { formatSelector, labelSelectorAsSelector, parseTime, shortHumanDuration, type LabelSelector } from '../../../values/index.ts';
import { arr, at, isObject, maybeNum, num, obj, pairs, str, text, type Json } from '../dig.ts';
import { newReplicaSetOf, replicaSetsOf } from '../replica-sets.ts';
import { call } from '../rest.ts';
import type { Session } from '../session.ts';
import { selectorText, templateLines } from './containers.ts';
import { eventLines, eventsOf } from './events.ts';
import {
	annotationLines,
	annotationsOf,
	boolText,
	controllerName,
	heading,
	joined,
	labelLines,
	labelsOf,
	orNone,
	when,
	type Describing,
	type Page
} from './page.ts';

const plainSelector = (object: Json): string => formatSelector(labelSelectorAsSelector(at(object, 'spec', 'selector') as LabelSelector | undefined));

/** "3 Running / 0 Waiting / 0 Succeeded / 0 Failed" of the pods an object controls. */
function* podCounts(s: Session, object: Json, selector: string): Sys<string> {
	const list = yield* call(s, 'GET', `/api/v1/namespaces/${str(object, 'metadata', 'namespace')}/pods`, {
		query: { labelSelector: selector, limit: s.num('chunk-size') || undefined }
	});
	const uid = str(object, 'metadata', 'uid');
	const phases = arr(list, 'items')
		.filter((pod) => arr(pod, 'metadata', 'ownerReferences').some((owner) => at(owner, 'controller') === true && str(owner, 'uid') === uid))
		.map((pod) => str(pod, 'status', 'phase'));
	const count = (phase: string): number => phases.filter((one) => one === phase).length;
	return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}
function conditionLines(page: Page, object: Json): void {
	const conditions = arr(object, 'status', 'conditions');
	if (conditions.length === 0) return;
	page.put(0, 'Conditions:\n  Type\tStatus\tReason\n');
	page.line(1, '----\t------\t------');
	for (const one of conditions) page.line(1, `${str(one, 'type')} \t${str(one, 'status')}\t${str(one, 'reason')}`);
}
function* closing(s: Session, { object, page, showEvents }: Describing): Sys<void> {
	if (showEvents) eventLines(page, yield* eventsOf(s, object));
}
const setText = (sets: readonly Json[]): string =>
	orNone(sets.map((one) => `${str(one, 'metadata', 'name')} (${num(one, 'status', 'replicas')}/${num(one, 'spec', 'replicas')} replicas created)`).join(', '));

export function* describeDeployment(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Namespace', str(object, 'metadata', 'namespace'));
	page.field('CreationTimestamp', when(str(object, 'metadata', 'creationTimestamp')));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.field('Selector', plainSelector(object));
	const status = obj(object, 'status');
	page.field(
		'Replicas',
		`${num(object, 'spec', 'replicas')} desired | ${num(status, 'updatedReplicas')} updated | ${num(status, 'replicas')} total | ${num(status, 'availableReplicas')} available | ${num(status, 'unavailableReplicas')} unavailable`
	);
	page.field('StrategyType', str(object, 'spec', 'strategy', 'type'));
	page.field('MinReadySeconds', String(num(object, 'spec', 'minReadySeconds')));
	const rolling = at(object, 'spec', 'strategy', 'rollingUpdate');
	if (isObject(rolling)) page.field('RollingUpdateStrategy', `${text(rolling, 'maxUnavailable')} max unavailable, ${text(rolling, 'maxSurge')} max surge`);
	templateLines(page, obj(object, 'spec', 'template'));
	conditionLines(page, object);
	const events = describing.showEvents ? yield* eventsOf(s, object) : undefined;
	const sets = yield* replicaSetsOf(s, object);
	const newest = newReplicaSetOf(object, sets);
	const old = sets.filter((one) => one !== newest);
	if (sets.length > 0) {
		page.field('OldReplicaSets', setText(old));
		page.field('NewReplicaSet', setText(newest ? [newest] : []));
	}
	eventLines(page, events);
}
export function* describeReplicaSet(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Namespace', str(object, 'metadata', 'namespace'));
	page.field('Selector', selectorText(at(object, 'spec', 'selector')));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	if (controllerName(object) !== '') page.field('Controlled By', controllerName(object));
	page.field('Replicas', `${num(object, 'status', 'replicas')} current / ${num(object, 'spec', 'replicas')} desired`);
	page.field('Pods Status', yield* podCounts(s, object, plainSelector(object)));
	templateLines(page, obj(object, 'spec', 'template'));
	conditionLines(page, object);
	yield* closing(s, describing);
}
export function* describeReplicationController(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const selector = joined(pairs(object, 'spec', 'selector'));
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Namespace', str(object, 'metadata', 'namespace'));
	page.field('Selector', selector);
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.field('Replicas', `${num(object, 'status', 'replicas')} current / ${num(object, 'spec', 'replicas')} desired`);
	page.field('Pods Status', yield* podCounts(s, object, selector));
	templateLines(page, obj(object, 'spec', 'template'));
	conditionLines(page, object);
	yield* closing(s, describing);
}
export function* describeStatefulSet(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Namespace', str(object, 'metadata', 'namespace'));
	page.field('CreationTimestamp', when(str(object, 'metadata', 'creationTimestamp')));
	page.field('Selector', plainSelector(object));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.field('Replicas', `${num(object, 'spec', 'replicas')} desired | ${num(object, 'status', 'replicas')} total`);
	page.field('Update Strategy', str(object, 'spec', 'updateStrategy', 'type'));
	const rolling = obj(object, 'spec', 'updateStrategy', 'rollingUpdate');
	if (maybeNum(rolling, 'partition') !== undefined) {
		page.line(1, `Partition:\t${num(rolling, 'partition')}`);
		if (at(rolling, 'maxUnavailable') !== undefined) page.line(1, `MaxUnavailable:\t${text(rolling, 'maxUnavailable')}`);
	}
	page.field('Pods Status', yield* podCounts(s, object, plainSelector(object)));
	templateLines(page, obj(object, 'spec', 'template'));
	const claims = arr(object, 'spec', 'volumeClaimTemplates');
	page.line(0, claims.length === 0 ? 'Volume Claims:\t<none>' : 'Volume Claims:');
	for (const claim of claims) {
		page.line(1, `Name:\t${str(claim, 'metadata', 'name')}`);
		page.line(1, `StorageClass:\t${str(claim, 'spec', 'storageClassName')}`);
		labelLines(page, 'Labels', labelsOf(claim), '  ');
		labelLines(page, 'Annotations', annotationsOf(claim), '  ');
		page.line(1, `Capacity:\t${text(claim, 'spec', 'resources', 'requests', 'storage') || '<default>'}`);
		page.line(1, `Access Modes:\t[${arr(claim, 'spec', 'accessModes').join(' ')}]`);
	}
	yield* closing(s, describing);
}
export function* describeDaemonSet(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const status = obj(object, 'status');
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Namespace', str(object, 'metadata', 'namespace'));
	page.field('Selector', plainSelector(object));
	page.field('Node-Selector', joined(pairs(object, 'spec', 'template', 'spec', 'nodeSelector')));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.line(0, `Desired Number of Nodes Scheduled: ${num(status, 'desiredNumberScheduled')}`);
	page.line(0, `Current Number of Nodes Scheduled: ${num(status, 'currentNumberScheduled')}`);
	page.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${num(status, 'updatedNumberScheduled')}`);
	page.line(0, `Number of Nodes Scheduled with Available Pods: ${num(status, 'numberAvailable')}`);
	page.line(0, `Number of Nodes Misscheduled: ${num(status, 'numberMisscheduled')}`);
	page.field('Pods Status', yield* podCounts(s, object, plainSelector(object)));
	templateLines(page, obj(object, 'spec', 'template'));
	yield* closing(s, describing);
}
const capped = (indexes: string): string => {
	if (indexes === '') return '<none>';
	const comma = indexes.indexOf(',', 50);
	return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
};
export function* describeJob(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const [spec, status] = [obj(object, 'spec'), obj(object, 'status')];
	const given = (field: string, title: string, unit = ''): void => {
		if (at(spec, field) !== undefined) page.field(title, text(spec, field) + unit);
	};
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Namespace', str(object, 'metadata', 'namespace'));
	page.field('Selector', plainSelector(object));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	if (controllerName(object) !== '') page.field('Controlled By', controllerName(object));
	given('parallelism', 'Parallelism');
	page.field('Completions', at(spec, 'completions') === undefined ? '<unset>' : text(spec, 'completions'));
	given('completionMode', 'Completion Mode');
	given('suspend', 'Suspend');
	given('backoffLimit', 'Backoff Limit');
	given('ttlSecondsAfterFinished', 'TTL Seconds After Finished');
	const [started, ended] = [str(status, 'startTime'), str(status, 'completionTime')];
	if (started !== '') page.field('Start Time', when(started));
	if (ended !== '') page.field('Completed At', when(ended));
	if (started !== '' && ended !== '') page.field('Duration', shortHumanDuration((parseTime(ended) ?? 0) - (parseTime(started) ?? 0)));
	given('activeDeadlineSeconds', 'Active Deadline Seconds', 's');
	const ready = maybeNum(status, 'ready');
	page.field(
		'Pods Statuses',
		`${num(status, 'active')} Active${ready === undefined ? '' : ` (${ready} Ready)`} / ${num(status, 'succeeded')} Succeeded / ${num(status, 'failed')} Failed`
	);
	if (str(spec, 'completionMode') === 'Indexed') page.field('Completed Indexes', capped(str(status, 'completedIndexes')));
	templateLines(page, obj(spec, 'template'));
	yield* closing(s, describing);
}
export function* describeCronJob(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const spec = obj(object, 'spec');
	const orUnset = (field: string, title: string, unit = ''): void => page.field(title, at(spec, field) === undefined ? '<unset>' : text(spec, field) + unit);
	heading(page, object);
	page.field('Schedule', str(spec, 'schedule'));
	page.field('Concurrency Policy', str(spec, 'concurrencyPolicy'));
	page.field('Suspend', boolText(at(spec, 'suspend')));
	orUnset('timeZone', 'Time Zone');
	orUnset('successfulJobsHistoryLimit', 'Successful Job History Limit');
	orUnset('failedJobsHistoryLimit', 'Failed Job History Limit');
	orUnset('startingDeadlineSeconds', 'Starting Deadline Seconds', 's');
	const job = obj(spec, 'jobTemplate', 'spec');
	page.field('Selector', at(job, 'selector') === undefined ? '<unset>' : plainSelector({ spec: job }));
	for (const [field, title] of [
		['parallelism', 'Parallelism'],
		['completions', 'Completions']
	] as const)
		page.field(title, at(job, field) === undefined ? '<unset>' : text(job, field));
	if (at(job, 'activeDeadlineSeconds') !== undefined) page.field('Active Deadline Seconds', `${text(job, 'activeDeadlineSeconds')}s`);
	templateLines(page, obj(job, 'template'));
	page.field('Last Schedule Time', str(object, 'status', 'lastScheduleTime') === '' ? '<unset>' : when(str(object, 'status', 'lastScheduleTime')));
	page.field(
		'Active Jobs',
		orNone(
			arr(object, 'status', 'active')
				.map((one) => str(one, 'name'))
				.join(', ')
		)
	);
	yield* closing(s, describing);
}
