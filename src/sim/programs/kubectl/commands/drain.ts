// kubectl drain, cordon, uncordon.
import type { Sys } from '../../../engine/index.ts';
import { clock, monotonic, sleep } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { goDuration, goQuote, parseSelector, parseTime, SelectorError } from '../../../values/index.ts';
import { build, strict, type Info } from '../builder.ts';
import { namesOf } from '../complete-resources.ts';
import { arr, at, bool, isObject, pairs, str, type Json } from '../dig.ts';
import { Aggregate, Failure, isKubectlError, messageOf } from '../failure.ts';
import { cordonHelp } from '../help/cordon.ts';
import { drainHelp } from '../help/drain.ts';
import { uncordonHelp } from '../help/uncordon.ts';
import { dryRunOf, patchObject, resultPrinter, said, type DryRun } from '../operations.ts';
import { call } from '../rest.ts';
import { err, out, type Session } from '../session.ts';
import { command } from '../tree.ts';

function* nodesOf(s: Session): Sys<readonly Info[]> {
	const selector = s.str('selector');
	if (s.args.length === 0 && !s.changed('selector')) throw s.usage(`USAGE: ${s.command.use} [flags]`);
	if (s.args.length > 0 && selector !== '') throw s.usage('error: cannot specify both a node name and a --selector option');
	if (s.str('pod-selector') !== '') {
		try {
			parseSelector(s.str('pod-selector'));
		} catch (error) {
			if (error instanceof SelectorError) throw new Failure('--pod-selector=<pod_selector> must be a valid label selector');
			throw error;
		}
	}
	const args = s.args.length === 0 ? ['nodes'] : s.args.every((word) => word.includes('/')) ? s.args : ['nodes', ...s.args];
	return strict(yield* build(s, { args, fetch: true, labelSelector: selector, stopOnError: true, chunkSize: s.num('chunk-size') }));
}
function* cordonAll(s: Session, nodes: readonly Info[], desired: boolean, dry: DryRun): Sys<void> {
	const print = yield* resultPrinter(s);
	const verb = desired ? 'cordon' : 'uncordon';
	for (const node of nodes) {
		if (bool(node.object, 'spec', 'unschedulable') === desired) {
			yield* print(node.object ?? {}, said(`already ${verb}ed`, dry));
			continue;
		}
		try {
			if (dry !== 'client') yield* patchObject(s, node.mapping, '', node.name, { spec: { unschedulable: desired ? true : null } }, 'strategic', { dry });
		} catch (error) {
			if (!isKubectlError(error)) throw error;
			yield* err(`error: unable to ${verb} node ${goQuote(node.name)}: ${messageOf(error)}\n`);
			continue;
		}
		yield* print(node.object ?? {}, said(`${verb}ed`, dry));
	}
}
const cordoning = (desired: boolean) =>
	function* (s: Session): Sys<number> {
		const dry = yield* dryRunOf(s);
		yield* cordonAll(s, yield* nodesOf(s), desired, dry);
		return 0;
	};
const nodeNames = (s: Session) => namesOf(s, 'nodes');
export const cordon = command(cordonHelp, { run: cordoning(true), complete: nodeNames });
export const uncordon = command(uncordonHelp, { run: cordoning(false), complete: nodeNames });

interface Judged {
	readonly pod: Json;
	readonly remove: boolean;
	readonly warning?: string;
	readonly error?: string;
}
const finished = (pod: Json): boolean => ['Succeeded', 'Failed'].includes(str(pod, 'status', 'phase'));
const where = (pod: Json): string => `${str(pod, 'metadata', 'namespace')}/${str(pod, 'metadata', 'name')}`;

/** kubectl's filters in their order; the last one's warning stays. */
function* judge(s: Session, pod: Json, now: number): Sys<Judged> {
	const skip = s.num('skip-wait-for-delete-timeout');
	const deleted = str(pod, 'metadata', 'deletionTimestamp');
	if (skip > 0 && deleted !== '' && (now - (parseTime(deleted) ?? now)) / 1_000_000 > skip) return { pod, remove: false };
	const owner = arr(pod, 'metadata', 'ownerReferences').find((one) => bool(one, 'controller'));
	let warning: string | undefined;
	if (owner && str(owner, 'kind') === 'DaemonSet' && str(owner, 'apiVersion') === 'apps/v1' && !finished(pod)) {
		try {
			yield* call(s, 'GET', `/apis/apps/v1/namespaces/${str(pod, 'metadata', 'namespace')}/daemonsets/${str(owner, 'name')}`);
			return s.bool('ignore-daemonsets')
				? { pod, remove: false, warning: 'ignoring DaemonSet-managed Pods' }
				: { pod, remove: false, error: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			if (!(error.reason === 'NotFound' && s.bool('force'))) return { pod, remove: false, error: error.message };
			warning = error.message;
		}
	}
	if (pairs(pod, 'metadata', 'annotations')['kubernetes.io/config.mirror'] !== undefined) return { pod, remove: false };
	warning = undefined;
	if (arr(pod, 'spec', 'volumes').some((volume) => at(volume, 'emptyDir') !== undefined) && !finished(pod) && !s.bool('delete-emptydir-data'))
		return { pod, remove: false, error: 'Pods with local storage (use --delete-emptydir-data to override)' };
	if (!finished(pod) && !owner) {
		if (!s.bool('force')) return { pod, remove: false, error: 'Pods that declare no controller (use --force to override)' };
		warning = 'deleting Pods that declare no controller';
	}
	return { pod, remove: true, ...(warning === undefined ? {} : { warning }) };
}
function grouped(judged: readonly Judged[], field: 'warning' | 'error'): [string, string][] {
	const groups = new Map<string, string[]>();
	for (const one of judged) {
		const key = one[field];
		if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), where(one.pod)]);
	}
	return [...groups].map(([message, pods]) => [message, pods.join(', ')]);
}
function* podsFor(s: Session, node: string): Sys<{ judged: Judged[]; errors: Failure[] }> {
	const list = yield* call(s, 'GET', '/api/v1/pods', {
		query: { labelSelector: s.str('pod-selector'), fieldSelector: `spec.nodeName=${node}`, limit: s.num('chunk-size') || undefined }
	});
	const now = yield* clock();
	const judged: Judged[] = [];
	for (const pod of arr(list, 'items').filter(isObject)) judged.push(yield* judge(s, { apiVersion: 'v1', kind: 'Pod', ...pod }, now));
	return { judged, errors: grouped(judged, 'error').map(([message, pods]) => new Failure(`cannot delete ${message}: ${pods}`)) };
}

interface Evicting {
	readonly pod: Json;
	readonly state: 'new' | 'retry' | 'waiting';
	/** Monotonic µs of the next try. */
	readonly at: number;
}
const retryDelay = 5_000_000;
/** Evicts all pods side by side: each retried while its budget forbids it, then waited for. */
function* evictPods(s: Session, pods: readonly Json[], dry: DryRun): Sys<void> {
	const print = yield* resultPrinter(s);
	const timeout = s.num('timeout');
	const began = yield* monotonic();
	const errors: Failure[] = [];
	let active: Evicting[] = pods.map((pod) => ({ pod, state: 'new', at: began }));
	const grace = s.num('grace-period');
	const options = {
		kind: 'DeleteOptions',
		apiVersion: 'v1',
		...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
		...(dry === 'server' ? { dryRun: ['All'] } : {})
	};
	while (active.length > 0) {
		const left: Evicting[] = [];
		for (const one of active) {
			const now = yield* monotonic();
			const [namespace, name] = [str(one.pod, 'metadata', 'namespace'), str(one.pod, 'metadata', 'name')];
			const label = `pods/${goQuote(name)} -n ${goQuote(namespace)}`;
			if (one.at > now) {
				left.push(one);
				continue;
			}
			if (one.state === 'waiting') {
				const done = yield* isGone(s, one.pod);
				if (done) yield* print(one.pod, said(s.bool('disable-eviction') ? 'deleted' : 'evicted', dry));
				else if (timeout > 0 && now - began >= timeout)
					errors.push(
						new Failure(
							`error when waiting for pod ${goQuote(name)} in namespace ${goQuote(namespace)} to terminate: global timeout reached: ${goDuration(timeout)}`
						)
					);
				else left.push({ ...one, at: now + 1_000_000 });
				continue;
			}
			yield* out(`evicting pod ${namespace}/${name}${dry === 'server' ? ' (server dry run)' : ''}\n`);
			if (timeout > 0 && now - began >= timeout) {
				errors.push(new Failure(`error when evicting ${label}: global timeout reached: ${goDuration(timeout)}`));
				continue;
			}
			try {
				yield* call(s, 'POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
					body: { kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name, namespace }, deleteOptions: options }
				});
				if (dry !== 'server') left.push({ ...one, state: 'waiting', at: now });
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				if (error.reason === 'NotFound') continue;
				if (error.reason === 'TooManyRequests') {
					yield* err(`error when evicting ${label} (will retry after 5s): ${error.message}\n`);
					left.push({ ...one, state: 'retry', at: now + retryDelay });
				} else errors.push(new Failure(`error when evicting ${label}: ${error.message}`));
			}
		}
		active = left;
		const next = Math.min(...active.map(({ at: when }) => when));
		const now = yield* monotonic();
		if (active.length > 0 && next > now) yield* sleep(next - now);
	}
	if (errors.length > 0) throw new Aggregate(errors);
}
function* isGone(s: Session, pod: Json): Sys<boolean> {
	try {
		const now = yield* call(s, 'GET', `/api/v1/namespaces/${str(pod, 'metadata', 'namespace')}/pods/${str(pod, 'metadata', 'name')}`);
		return str(now, 'metadata', 'uid') !== str(pod, 'metadata', 'uid');
	} catch (error) {
		if (error instanceof ApiError && error.reason === 'NotFound') return true;
		throw error;
	}
}
function* deletePods(s: Session, pods: readonly Json[], dry: DryRun): Sys<void> {
	const print = yield* resultPrinter(s);
	const grace = s.num('grace-period');
	for (const pod of pods) {
		try {
			yield* call(s, 'DELETE', `/api/v1/namespaces/${str(pod, 'metadata', 'namespace')}/pods/${str(pod, 'metadata', 'name')}`, {
				body: { kind: 'DeleteOptions', apiVersion: 'v1', ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}) },
				query: { dryRun: dry === 'server' ? 'All' : undefined }
			});
		} catch (error) {
			if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
		}
	}
	const until = (yield* monotonic()) + (s.num('timeout') || Infinity);
	let pending = [...pods];
	while (pending.length > 0) {
		const left: Json[] = [];
		for (const pod of pending) {
			if (yield* isGone(s, pod)) yield* print(pod, said('deleted', dry));
			else left.push(pod);
		}
		pending = left;
		if (pending.length === 0) return;
		if ((yield* monotonic()) >= until) throw new Failure('context deadline exceeded');
		yield* sleep(1_000_000);
	}
}
function* drainOne(s: Session, node: Info, dry: DryRun): Sys<void> {
	const { judged, errors } = yield* podsFor(s, node.name);
	if (errors.length > 0) throw new Aggregate(errors);
	const warnings = grouped(judged, 'warning')
		.map(([message, pods]) => `${message}: ${pods}`)
		.join('; ');
	if (warnings !== '') yield* err(`Warning: ${warnings}\n`);
	const pods = judged.filter(({ remove }) => remove).map(({ pod }) => pod);
	if (dry === 'client') {
		for (const pod of pods) yield* out(`evicting pod ${where(pod)} (dry run)\n`);
		return;
	}
	if (pods.length === 0) return;
	try {
		yield* s.bool('disable-eviction') ? deletePods(s, pods, dry) : evictPods(s, pods, dry);
	} catch (error) {
		if (!isKubectlError(error)) throw error;
		const pending = (yield* podsFor(s, node.name)).judged.filter(({ remove }) => remove);
		if (pending.length > 0)
			yield* err(
				`There are pending pods in node ${goQuote(node.name)} when an error occurred: ${messageOf(error)}\n${pending.map(({ pod }) => `pod/${str(pod, 'metadata', 'name')}\n`).join('')}`
			);
		throw error;
	}
}
function* drain(s: Session): Sys<number> {
	const dry = yield* dryRunOf(s);
	const nodes = yield* nodesOf(s);
	yield* cordonAll(s, nodes, true, dry);
	const print = yield* resultPrinter(s);
	const fatal: unknown[] = [];
	const remaining: string[] = [];
	for (const node of nodes) {
		try {
			yield* drainOne(s, node, dry);
			yield* print(node.object ?? {}, said('drained', dry));
		} catch (error) {
			if (!isKubectlError(error)) throw error;
			yield* err(`error: unable to drain node ${goQuote(node.name)} due to error: ${messageOf(error)}, continuing command...\n`);
			fatal.push(error);
			remaining.push(node.name);
		}
	}
	if (remaining.length > 0) yield* err(`There are pending nodes to be drained:\n${remaining.map((name) => ` ${name}\n`).join('')}`);
	if (fatal.length > 0) throw new Aggregate(fatal);
	return 0;
}
export const drainCommand = command(drainHelp, { run: drain, complete: nodeNames });
