// How many replicas a metric asks for (pkg/controller/podautoscaler/replica_calculator.go): pure arithmetic over pods, their requests and their usage.
// CPU of pods that are starting up is not believed; pods without metrics are taken as careful as the direction of scaling demands.
import type { Pod } from '../../kinds/index.ts';
import { milliValue, parseQuantity } from '../../values/index.ts';
import { timeOf } from '../memory.ts';
import { podCondition } from '../pods.ts';

const cpuInitialization = 300_000_000;
const initialReadinessDelay = 30_000_000;

/** One pod's usage of a resource: thousandths, when and over which time it was measured (µs). */
export interface Sample {
	readonly milli: number;
	readonly at: number;
	readonly window: number;
}
export interface Tolerance {
	readonly down: number;
	readonly up: number;
}
export interface Proposal {
	readonly replicas: number;
	/** Percent of requests; absent for plain values. */
	readonly utilization?: number;
	/** Thousandths per pod. */
	readonly average: number;
}

interface Groups {
	readonly counted: readonly string[];
	readonly unready: readonly string[];
	readonly missing: readonly string[];
}

function groups(pods: readonly Pod[], samples: ReadonlyMap<string, Sample>, resource: string, now: number): Groups {
	const [counted, unready, missing]: [string[], string[], string[]] = [[], [], []];
	for (const pod of pods) {
		const { name } = pod.metadata;
		if (pod.metadata.deletionTimestamp || pod.status?.phase === 'Failed') continue;
		const sample = samples.get(name);
		if (pod.status?.phase === 'Pending') unready.push(name);
		else if (!sample) missing.push(name);
		else if (resource === 'cpu' && starting(pod, sample, now)) unready.push(name);
		else counted.push(name);
	}
	return { counted, unready, missing };
}
function starting(pod: Pod, sample: Sample, now: number): boolean {
	const ready = podCondition(pod, 'Ready');
	if (!ready || !pod.status?.startTime) return true;
	const start = timeOf(pod.status.startTime);
	const since = timeOf(ready.lastTransitionTime);
	if (start + cpuInitialization > now) return ready.status === 'False' || sample.at < since + sample.window;
	return ready.status === 'False' && start + initialReadinessDelay > since;
}

/** Requests of a resource per pod in thousandths, or the error of a pod that has none. */
export function requestsOf(pods: readonly Pod[], resource: string, container = ''): ReadonlyMap<string, number> | string {
	const requests = new Map<string, number>();
	for (const pod of pods) {
		let sum = 0;
		const sidecars = (pod.spec?.initContainers ?? []).filter((c) => c.restartPolicy === 'Always');
		for (const c of [...(pod.spec?.containers ?? []), ...sidecars]) {
			if (container && c.name !== container) continue;
			const request = c.resources?.requests?.[resource];
			if (request === undefined) return `missing request for ${resource} in container ${c.name} of Pod ${pod.metadata.name}`;
			sum += milliValue(parseQuantity(request));
		}
		requests.set(pod.metadata.name, sum);
	}
	return requests;
}

const within = (ratio: number, tolerance: Tolerance): boolean => 1 - tolerance.down <= ratio && ratio <= 1 + tolerance.up;

/** Replicas for a target of `percent` of requests, or (no requests) of `percent` thousandths per pod. */
export function proposal(
	current: number,
	target: number,
	resource: string,
	pods: readonly Pod[],
	samples: ReadonlyMap<string, Sample>,
	requests: ReadonlyMap<string, number> | null,
	tolerance: Tolerance,
	now: number
): Proposal | string {
	if (pods.length === 0) return 'no pods returned by selector while calculating replica count';
	const { counted, unready, missing } = groups(pods, samples, resource, now);
	const usage = new Map(counted.map((name) => [name, samples.get(name)?.milli ?? 0]));
	if (usage.size === 0) return 'did not receive metrics for targeted pods (pods might be unready)';
	const measure = () => {
		const total = [...usage.values()].reduce((sum, value) => sum + value, 0);
		const average = Math.floor(total / usage.size);
		if (!requests) return { ratio: average / target, average };
		const asked = [...usage.keys()].reduce((sum, name) => sum + (requests.get(name) ?? 0), 0);
		const utilization = asked === 0 ? 0 : Math.floor((total * 100) / asked);
		return { ratio: utilization / target, average, utilization };
	};
	const first = measure();
	const result = (replicas: number): Proposal => ({
		replicas,
		average: first.average,
		...(first.utilization === undefined ? {} : { utilization: first.utilization })
	});
	const rebalance = unready.length > 0 && first.ratio > 1;
	if (!rebalance && missing.length === 0) return result(within(first.ratio, tolerance) ? current : Math.ceil(first.ratio * counted.length));
	for (const name of missing) {
		if (first.ratio < 1) usage.set(name, requests ? ((requests.get(name) ?? 0) * Math.max(100, target)) / 100 : target);
		else if (first.ratio > 1) usage.set(name, 0);
	}
	if (rebalance) for (const name of unready) usage.set(name, 0);
	const { ratio } = measure();
	if (within(ratio, tolerance) || (first.ratio < 1 && ratio > 1) || (first.ratio > 1 && ratio < 1)) return result(current);
	const replicas = Math.ceil(ratio * usage.size);
	if ((ratio < 1 && replicas > current) || (ratio > 1 && replicas < current)) return result(current);
	return result(replicas);
}
