// The horizontal pod autoscaler: every 15 s per autoscaler, from metrics to a scale (pkg/controller/podautoscaler/horizontal.go).
// Leaves out the choice between API versions of a scale target. Invariant: the target is only ever changed through its scale subresource.
import {
	actAndFlush,
	ApiError,
	cached,
	done,
	recordEvent,
	requeueAfter,
	requestValue,
	resourcePath,
	updateStatus,
	type Controller,
	type Result
} from '../../client/index.ts';
import type { Sys } from '../../engine/index.ts';
import { clock } from '../../kernel/index.ts';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerCondition, MetricStatus } from '../../kinds/index.ts';
import { milliValue, parseQuantity, rfc3339 } from '../../values/index.ts';
import type { Memory } from '../memory.ts';
import { computeMetric, type Computed, type Failure } from './metrics.ts';
import { normalise, nothingRemembered, type Finding, type Remembered } from './rates.ts';

const component = 'horizontal-pod-autoscaler';
const period = 15_000_000;
const ref = 'autoscaling/v2/horizontalpodautoscalers';
const second = 1_000_000;

interface Scale {
	readonly metadata: { readonly name: string };
	readonly spec?: { readonly replicas?: number };
	readonly status?: { readonly replicas: number; readonly selector?: string };
}
const finding = (type: Finding['type'], status: Finding['status'], reason: string, message: string): Finding => ({ type, status, reason, message });

/** One pass over an autoscaler: what it will write about itself. */
interface Pass {
	conditions: HorizontalPodAutoscalerCondition[];
	current: number;
	desired: number;
	metrics: readonly MetricStatus[] | undefined;
	scaled: boolean;
}
function set(pass: Pass, found: Finding, time: string): void {
	const known = pass.conditions.findIndex((c) => c.type === found.type);
	const before = pass.conditions[known];
	const next = { ...found, lastTransitionTime: before?.status === found.status ? (before.lastTransitionTime ?? time) : time };
	if (known < 0) pass.conditions.push(next);
	else pass.conditions[known] = next;
}

/** Where the scale of a target lives; kinds are found by the usual plural. */
function scalePath(hpa: HorizontalPodAutoscaler): string {
	const { apiVersion = 'v1', kind, name } = hpa.spec?.scaleTargetRef ?? { kind: '', name: '' };
	return resourcePath(`${apiVersion}/${kind.toLowerCase()}s`, hpa.metadata.namespace ?? '', name, 'scale');
}

function* reconcile(key: string): Sys<Result> {
	const hpa = yield* cached(ref, key);
	if (!hpa) {
		yield* actAndFlush((m: Memory) => m.autoscalers.delete(key));
		return done;
	}
	// The queue gives every key back 15 s after it was added, the first time too.
	const fresh = yield* actAndFlush((m: Memory) => {
		if (m.autoscalers.has(key)) return false;
		m.autoscalers.set(key, nothingRemembered);
		return true;
	});
	if (fresh) return requeueAfter(period);
	const now = yield* clock();
	const pass: Pass = {
		conditions: [...(hpa.status?.conditions ?? [])],
		current: hpa.status?.currentReplicas ?? 0,
		desired: hpa.status?.desiredReplicas ?? 0,
		metrics: hpa.status?.currentMetrics,
		scaled: false
	};
	yield* scale(hpa, key, pass, now);
	const status = {
		currentReplicas: pass.current,
		desiredReplicas: pass.desired,
		...(pass.metrics ? { currentMetrics: pass.metrics } : {}),
		conditions: pass.conditions,
		...(pass.scaled ? { lastScaleTime: rfc3339(now) } : hpa.status?.lastScaleTime ? { lastScaleTime: hpa.status.lastScaleTime } : {}),
		...(hpa.status?.observedGeneration === undefined ? {} : { observedGeneration: hpa.status.observedGeneration })
	};
	if (JSON.stringify(sorted(status)) !== JSON.stringify(sorted(hpa.status))) {
		try {
			yield* updateStatus(ref, { ...hpa, status });
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			yield* recordEvent({ component, about: hpa, type: 'Warning', reason: 'FailedUpdateStatus', message: error.message });
		}
	}
	return requeueAfter(period);
}
const sorted = (status: unknown): unknown =>
	Array.isArray(status)
		? status.map(sorted)
		: typeof status === 'object' && status !== null
			? Object.entries(status)
					.sort(([a], [b]) => (a < b ? -1 : 1))
					.map(([k, v]) => [k, sorted(v)])
			: status;

function* scale(hpa: HorizontalPodAutoscaler, key: string, pass: Pass, now: number): Sys<void> {
	const time = rfc3339(now);
	const path = scalePath(hpa);
	const warn = (reason: string, message: string) => recordEvent({ component, about: hpa, type: 'Warning', reason, message });
	let found: Scale;
	try {
		found = (yield* requestValue('GET', path)) as Scale;
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		yield* warn('FailedGetScale', error.message);
		set(pass, finding('AbleToScale', 'False', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${error.message}`), time);
		return;
	}
	set(pass, finding('AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale"), time);
	const current = found.spec?.replicas ?? 0;
	const { maxReplicas } = hpa.spec ?? { maxReplicas: 1 };
	const least = hpa.spec?.minReplicas ?? 1;
	const remembered = yield* actAndFlush((m: Memory): Remembered => {
		const known = m.autoscalers.get(key) ?? nothingRemembered;
		return known.recommendations.length ? known : { ...known, recommendations: [{ at: now, replicas: current }] };
	});
	let kept = remembered;
	pass.current = current;
	let desired = current;
	let reason = '';
	if (current === 0 && least !== 0) {
		desired = 0;
		set(pass, finding('ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero'), time);
	} else if (current > maxReplicas) [desired, reason] = [maxReplicas, 'Current number of replicas above Spec.MaxReplicas'];
	else if (current < least) [desired, reason] = [least, 'Current number of replicas below Spec.MinReplicas'];
	else {
		const computed = yield* computeAll(hpa, pass, found.status?.selector ?? '', current, time, now);
		if (typeof computed === 'string') {
			pass.desired = hpa.status?.desiredReplicas ?? 0;
			yield* warn('FailedComputeMetricsReplicas', computed);
			return;
		}
		reason = computed.replicas > current ? `${computed.metric} above target` : computed.replicas < current ? 'All metrics below target' : '';
		const next = normalise(hpa, remembered, current, computed.replicas, least, now);
		for (const condition of next.conditions) set(pass, condition, time);
		desired = next.desired;
		kept = { ...remembered, recommendations: next.recommendations };
	}
	pass.desired = desired;
	if (desired !== current) {
		try {
			yield* requestValue('PUT', path, { ...found, spec: { ...found.spec, replicas: desired } });
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			yield* warn('FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${error.message}`);
			set(pass, finding('AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${error.message}`), time);
			pass.desired = current;
			return;
		}
		set(pass, finding('AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`), time);
		yield* recordEvent({ component, about: hpa, type: 'Normal', reason: 'SuccessfulRescale', message: `New size: ${desired}; reason: ${reason}` });
		pass.scaled = true;
		const change = { at: now, change: desired > current ? desired - current : current - desired };
		kept = desired > current ? { ...kept, ups: [...recent(kept.ups, now), change] } : { ...kept, downs: [...recent(kept.downs, now), change] };
	}
	const remember = kept;
	yield* actAndFlush((m: Memory) => m.autoscalers.set(key, remember));
}
// A policy's period is at most 30 minutes.
const recent = (events: Remembered['ups'], now: number): Remembered['ups'] => events.filter((event) => event.at > now - 1800 * second);

/** The most that any metric asks for, or the error when none can be told (or some cannot and the others would scale down). */
function* computeAll(hpa: HorizontalPodAutoscaler, pass: Pass, selector: string, current: number, time: string, now: number): Sys<Computed | string> {
	if (!selector) {
		yield* recordEvent({ component, about: hpa, type: 'Warning', reason: 'SelectorRequired', message: 'selector is required' });
		set(pass, finding('ScalingActive', 'False', 'InvalidSelector', "the HPA target's scale is missing a selector"), time);
		return 'selector is required';
	}
	const tolerance = (text: string | undefined): number => (text === undefined ? 0.1 : milliValue(parseQuantity(text)) / 1000);
	const { behavior } = hpa.spec ?? {};
	const target = {
		namespace: hpa.metadata.namespace ?? '',
		selector,
		current,
		now,
		tolerance: { down: tolerance(behavior?.scaleDown?.tolerance), up: tolerance(behavior?.scaleUp?.tolerance) }
	};
	const specs = hpa.spec?.metrics ?? [];
	let best: Computed | undefined;
	let failure: Failure | undefined;
	let invalid = 0;
	const statuses: MetricStatus[] = [];
	for (const spec of specs) {
		const one = yield* computeMetric(spec, target);
		if ('message' in one) {
			yield* recordEvent({ component, about: hpa, type: 'Warning', reason: one.reason, message: one.message });
			failure ??= one;
			invalid++;
			continue;
		}
		statuses.push(one.status);
		if (!best || one.replicas > best.replicas) best = one;
	}
	pass.metrics = statuses.length ? statuses : undefined;
	if (failure && (!best || best.replicas < current)) {
		set(pass, finding('ScalingActive', 'False', failure.reason, `the HPA was unable to compute the replica count: ${failure.message}`), time);
		return `invalid metrics (${invalid} invalid out of ${specs.length}), first error is: ${failure.message}`;
	}
	if (!best) return 'no metrics';
	set(pass, finding('ScalingActive', 'True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${best.metric}`), time);
	return best;
}

export const autoscaler: Controller = { name: 'horizontalpodautoscaling', workers: 5, reconcile };
