// The autoscaler's arithmetic: what a metric asks for, and how far a recommendation is followed.
import { expect, it } from 'vitest';
import type { HorizontalPodAutoscaler, Pod } from '../../kinds/index.ts';
import { rfc3339 } from '../../values/index.ts';
import { normalise, nothingRemembered } from './rates.ts';
import { proposal, requestsOf, type Sample } from './replicas.ts';

const now = 1_800_000_000_000_000;
const early = rfc3339(now - 3_600_000_000);
const metadata = (name: string) => ({ name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: early });
const pod = (name: string, cpu?: string): Pod => ({
	apiVersion: 'v1',
	kind: 'Pod',
	metadata: metadata(name),
	spec: { containers: [{ name: 'app', ...(cpu ? { resources: { requests: { cpu } } } : {}) }] },
	status: { phase: 'Running', startTime: early, conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: early }] }
});
const sample = (milli: number): Sample => ({ milli, at: now, window: 15_000_000 });
const tolerance = { up: 0.1, down: 0.1 };

it('asks for replicas by utilization, within tolerance for none, and not without requests', () => {
	const pods = [pod('a', '100m'), pod('b', '100m')];
	const requests = requestsOf(pods, 'cpu');
	const ask = (a: number, b?: number) => {
		const samples = new Map([['a', sample(a)], ...(b === undefined ? [] : [['b', sample(b)] as const])]);
		return typeof requests === 'string' ? requests : proposal(2, 50, 'cpu', pods, samples, requests, tolerance, now);
	};
	expect([ask(100, 100), ask(52, 52), ask(10, 10), ask(200), ask(10)]).toEqual([
		{ replicas: 4, average: 100, utilization: 100 },
		{ replicas: 2, average: 52, utilization: 52 },
		{ replicas: 1, average: 10, utilization: 10 },
		// A pod without metrics counts as idle when growing, as busy when shrinking.
		{ replicas: 4, average: 200, utilization: 200 },
		{ replicas: 2, average: 10, utilization: 10 }
	]);
	expect(requestsOf([pod('c')], 'cpu')).toBe('missing request for cpu in container app of Pod c');
});

const hpa = (behavior?: NonNullable<HorizontalPodAutoscaler['spec']>['behavior']): HorizontalPodAutoscaler => ({
	apiVersion: 'autoscaling/v2',
	kind: 'HorizontalPodAutoscaler',
	metadata: metadata('h'),
	spec: { maxReplicas: 10, minReplicas: 1, scaleTargetRef: { kind: 'Deployment', name: 'd' }, ...(behavior ? { behavior } : {}) }
});

it('holds a scale-down for the window, bounds growth, and follows policies', () => {
	const after = (recommended: number, current: number, behavior?: Parameters<typeof hpa>[0], past: readonly { at: number; replicas: number }[] = []) => {
		const { desired, conditions } = normalise(hpa(behavior), { ...nothingRemembered, recommendations: past }, current, recommended, 1, now);
		return [desired, ...conditions.map((c) => c.reason)];
	};
	expect([
		after(1, 5, undefined, [{ at: now - 100_000_000, replicas: 4 }]),
		after(1, 5, undefined, [{ at: now - 400_000_000, replicas: 4 }]),
		after(9, 3),
		after(40, 8),
		after(9, 2, { scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }] } })
	]).toEqual([
		[4, 'ScaleDownStabilized', 'DesiredWithinRange'],
		[1, 'ReadyForNewScale', 'DesiredWithinRange'],
		[6, 'ReadyForNewScale', 'ScaleUpLimit'],
		[10, 'ReadyForNewScale', 'TooManyReplicas'],
		[4, 'ReadyForNewScale', 'ScaleUpLimit']
	]);
});
