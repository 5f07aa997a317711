// Reading metrics for an autoscaler: the resource metrics API through the apiserver, and what each metric of a spec asks for.
// Pods, Object and External metrics need an adapter's API; without one the aggregator's own answer is the error, as on a cluster without it.
import { ApiError, cachedByIndex, list, requestValue } from '../../client/index.ts';
import type { Sys } from '../../engine/index.ts';
import type { MetricSpec, MetricStatus, Pod } from '../../kinds/index.ts';
import { formatQuantity, matchesSelector, milliValue, newMilliQuantity, parseGoDuration, parseQuantity, parseSelector } from '../../values/index.ts';
import { timeOf } from '../memory.ts';
import { proposal, requestsOf, type Sample, type Tolerance } from './replicas.ts';

export interface Target {
	readonly namespace: string;
	readonly selector: string;
	readonly current: number;
	readonly tolerance: Tolerance;
	readonly now: number;
}
export interface Computed {
	readonly replicas: number;
	/** "cpu resource utilization (percentage of request)" */
	readonly metric: string;
	readonly status: MetricStatus;
}
export interface Failure {
	readonly reason: string;
	readonly message: string;
}

function* samplesOf(target: Target, resource: string, container: string): Sys<Map<string, Sample> | string> {
	try {
		const metrics = yield* list('metrics.k8s.io/v1beta1/pods', { namespace: target.namespace, labelSelector: target.selector });
		if (metrics.items.length === 0) return 'no metrics returned from resource metrics API';
		const samples = new Map<string, Sample>();
		for (const item of metrics.items) {
			const used = item.containers.filter((c) => !container || c.name === container).map((c) => c.usage[resource]);
			if (used.length === 0 || used.some((u) => u === undefined)) continue;
			const milli = used.reduce((sum, u) => sum + milliValue(parseQuantity(u ?? '0')), 0);
			samples.set(item.metadata.name, { milli, at: timeOf(item.timestamp), window: parseGoDuration(item.window) });
		}
		return samples;
	} catch (error) {
		if (error instanceof ApiError) return `unable to fetch metrics from resource metrics API: ${error.message} (get pods.metrics.k8s.io)`;
		throw error;
	}
}

const plain = (milli: number): string => formatQuantity(newMilliQuantity(milli));

function* resourceMetric(spec: MetricSpec, target: Target): Sys<Computed | Failure> {
	const source = spec.type === 'Resource' ? spec.resource : spec.containerResource;
	const container = spec.containerResource?.container ?? '';
	const kind = spec.type === 'Resource' ? 'Resource' : 'ContainerResource';
	if (!source) return { reason: 'InvalidMetricSourceType', message: `invalid metric source type "${spec.type}"` };
	const { name } = source;
	const { averageUtilization, averageValue } = source.target;
	const fail = (message: string): Failure => ({
		reason: `FailedGet${kind}Metric`,
		message: `failed to get ${name} ${averageValue === undefined ? 'utilization' : 'usage'}: ${message}`
	});
	const samples = yield* samplesOf(target, name, container);
	if (typeof samples === 'string') return fail(`unable to get metrics for resource ${name}: ${samples}`);
	const selector = parseSelector(target.selector);
	const pods: readonly Pod[] = (yield* cachedByIndex('v1/pods', 'namespace', target.namespace)).filter((pod) =>
		matchesSelector(selector, pod.metadata.labels ?? {})
	);
	const requests = averageValue === undefined ? requestsOf(pods, name, container) : null;
	if (typeof requests === 'string') return fail(requests);
	const goal = averageValue === undefined ? (averageUtilization ?? 80) : milliValue(parseQuantity(averageValue));
	const found = proposal(target.current, goal, name, pods, samples, requests, target.tolerance, target.now);
	if (typeof found === 'string') return fail(found);
	const value = { averageValue: plain(found.average), ...(found.utilization === undefined ? {} : { averageUtilization: found.utilization }) };
	const status: MetricStatus = container
		? { type: spec.type, containerResource: { name, container, current: value } }
		: { type: spec.type, resource: { name, current: value } };
	const what = container ? `${name} container resource` : `${name} resource`;
	return { replicas: found.replicas, metric: averageValue === undefined ? `${what} utilization (percentage of request)` : what, status };
}

const adapters: Readonly<Record<string, readonly [group: string, what: string]>> = {
	Pods: ['custom.metrics.k8s.io', 'pods metric value'],
	Object: ['custom.metrics.k8s.io', 'object metric value'],
	External: ['external.metrics.k8s.io', 'external metric value']
};

/** What one metric asks for, or why it cannot be told. */
export function* computeMetric(spec: MetricSpec, target: Target): Sys<Computed | Failure> {
	const adapter = adapters[spec.type];
	if (!adapter) return yield* resourceMetric(spec, target);
	const [group, what] = adapter;
	const name = (spec.pods ?? spec.object ?? spec.external)?.metric.name ?? '';
	const reason = `FailedGet${spec.type}Metric`;
	try {
		yield* requestValue('GET', `/apis/${group}/v1beta1/namespaces/${target.namespace}/${spec.type === 'External' ? name : `pods/*/${name}`}`);
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		const from = spec.type === 'External' ? 'external' : 'custom';
		return {
			reason,
			message: `failed to get ${what}: unable to get ${spec.type === 'External' ? 'external ' : ''}metric ${name}: unable to fetch metrics from ${from} metrics API: ${error.message}`
		};
	}
	return { reason, message: `failed to get ${what}: unable to get metric ${name}: no metrics returned from ${group}` };
}
