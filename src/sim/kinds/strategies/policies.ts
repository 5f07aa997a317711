// Autoscalers, disruption budgets, priority classes, leases, runtime classes.
import { strategy, type Cell } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { Plain } from '../decode.ts';
import { isPlain } from '../decode.ts';
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus } from '../generated/types.ts';
import { dns1123SubdomainErrors } from '../../values/validation.ts';
import { same, since, validateLabelSelector } from './common.ts';
import { validateIntOrPercent } from './workloads.ts';

function target(spec: MetricSpec, status: MetricStatus | undefined): string {
	const source = spec.resource ?? spec.containerResource;
	if (source) {
		const current = spec.resource ? status?.resource?.current : status?.containerResource?.current;
		if (source.target.averageValue !== undefined) return `${source.name}: ${current?.averageValue ?? '<unknown>'}/${source.target.averageValue}`;
		return `${source.name}: ${current?.averageUtilization !== undefined ? `${current.averageUtilization}%` : '<unknown>'}/${source.target.averageUtilization !== undefined ? `${source.target.averageUtilization}%` : '<auto>'}`;
	}
	if (spec.pods) return `${status?.pods?.current.averageValue ?? '<unknown>'}/${spec.pods.target.averageValue ?? ''}`;
	if (spec.object) return `${status?.object?.current.value ?? '<unknown>'}/${spec.object.target.value ?? ''}`;
	return spec.external
		? `${status?.external?.current.averageValue ?? status?.external?.current.value ?? '<unknown>'}/${spec.external.target.averageValue ?? spec.external.target.value ?? ''}`
		: '<unknown type>';
}
function targets(hpa: HorizontalPodAutoscaler): string {
	const specs = hpa.spec?.metrics ?? [];
	if (specs.length === 0) return '<none>';
	const texts = specs.map((spec, i) => target(spec, hpa.status?.currentMetrics?.[i]));
	return texts.length > 2 ? `${texts.slice(0, 2).join(', ')} + ${texts.length - 2} more...` : texts.join(', ');
}
const row = (hpa: HorizontalPodAutoscaler, context: { now: number }): readonly Cell[] => [
	hpa.metadata.name,
	`${hpa.spec?.scaleTargetRef.kind ?? ''}/${hpa.spec?.scaleTargetRef.name ?? ''}`,
	targets(hpa),
	hpa.spec?.minReplicas !== undefined ? String(hpa.spec.minReplicas) : '<unset>',
	hpa.spec?.maxReplicas ?? 0,
	hpa.status?.currentReplicas ?? 0,
	since(hpa.metadata.creationTimestamp, context)
];
const autoscalers = strategy('autoscaling/v2/horizontalpodautoscalers', {
	generation: false,
	defaults(hpa) {
		if (!hpa.spec) return;
		hpa.spec.minReplicas ??= 1;
		if (!hpa.spec.metrics?.length)
			hpa.spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];
	},
	validate(hpa, errors) {
		const { spec } = hpa;
		if (!spec) return;
		if (spec.minReplicas !== undefined && spec.minReplicas < 1) errors.invalid('spec.minReplicas', spec.minReplicas, 'must be greater than or equal to 1');
		if (!spec.maxReplicas) errors.required('spec.maxReplicas', 'must be set and greater than 0');
		else if (spec.maxReplicas < 0) errors.invalid('spec.maxReplicas', spec.maxReplicas, 'must be greater than or equal to 1');
		if (spec.minReplicas !== undefined && spec.maxReplicas < spec.minReplicas)
			errors.invalid('spec.maxReplicas', spec.maxReplicas, 'must be greater than or equal to `minReplicas`');
		if (!spec.scaleTargetRef.kind) errors.required('spec.scaleTargetRef.kind');
		if (!spec.scaleTargetRef.name) errors.required('spec.scaleTargetRef.name');
		if (!(spec.scaleTargetRef.apiVersion ?? '').includes('/'))
			errors.invalid('spec.scaleTargetRef.apiVersion', spec.scaleTargetRef.apiVersion ?? '', 'apiVersion must specify API group');
		for (const [i, metric] of (spec.metrics ?? []).entries()) {
			const utilization = metric.resource?.target.averageUtilization;
			if (utilization !== undefined && utilization < 1)
				errors.invalid(`spec.metrics[${i}].resource.target.averageUtilization`, utilization, 'must be greater than 0');
		}
	},
	row
});
const cpuOf = (metrics: readonly unknown[] | undefined): Plain | undefined =>
	metrics?.filter(isPlain).find((metric) => isPlain(metric.resource) && metric.resource.name === 'cpu');
function storedAutoscaler(object: Plain): Plain {
	const spec: Plain = isPlain(object.spec) ? { ...object.spec } : {};
	const percentage = spec.targetCPUUtilizationPercentage;
	delete spec.targetCPUUtilizationPercentage;
	const status: Plain = isPlain(object.status) ? { ...object.status } : {};
	delete status.currentCPUUtilizationPercentage;
	return {
		...object,
		apiVersion: 'autoscaling/v2',
		spec: { ...spec, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percentage ?? 80 } } }] },
		status: { currentMetrics: null, desiredReplicas: 0, ...status }
	};
}
const autoscalersV1 = strategy('autoscaling/v1/horizontalpodautoscalers', {
	generation: false,
	defaults(hpa) {
		if (hpa.spec) hpa.spec.minReplicas ??= 1;
	},
	toStored: storedAutoscaler,
	fromStored(object) {
		const plain = object as unknown as Plain;
		const spec: Plain = isPlain(plain.spec) ? { ...plain.spec } : {};
		const status: Plain = isPlain(plain.status) ? { ...plain.status } : {};
		const metric = cpuOf(spec.metrics as unknown[] | undefined);
		const current = cpuOf(status.currentMetrics as unknown[] | undefined);
		delete spec.metrics;
		delete spec.behavior;
		delete status.currentMetrics;
		delete status.conditions;
		const resource = isPlain(metric?.resource) && isPlain(metric.resource.target) ? metric.resource.target : undefined;
		const now = isPlain(current?.resource) && isPlain(current.resource.current) ? current.resource.current : undefined;
		return {
			...plain,
			apiVersion: 'autoscaling/v1',
			spec: { ...spec, ...(resource?.averageUtilization === undefined ? {} : { targetCPUUtilizationPercentage: resource.averageUtilization }) },
			status: { ...status, ...(now?.averageUtilization === undefined ? {} : { currentCPUUtilizationPercentage: now.averageUtilization }) }
		} as unknown as KubeObject;
	},
	row: (hpa, context) => row(storedAutoscaler(hpa as unknown as Plain) as unknown as HorizontalPodAutoscaler, context)
});
const budgets = strategy('policy/v1/poddisruptionbudgets', {
	generation: true,
	validate(pdb, errors) {
		const { spec } = pdb;
		if (spec?.minAvailable !== undefined && spec.maxUnavailable !== undefined)
			errors.invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set');
		validateIntOrPercent(spec?.minAvailable, 'spec.minAvailable', errors);
		validateIntOrPercent(spec?.maxUnavailable, 'spec.maxUnavailable', errors);
		validateLabelSelector(spec?.selector, 'spec.selector', errors);
		errors.oneOf('spec.unhealthyPodEvictionPolicy', spec?.unhealthyPodEvictionPolicy, ['AlwaysAllow', 'IfHealthyBudget']);
	},
	row: (pdb, context) => [
		pdb.metadata.name,
		pdb.spec?.minAvailable !== undefined ? String(pdb.spec.minAvailable) : 'N/A',
		pdb.spec?.maxUnavailable !== undefined ? String(pdb.spec.maxUnavailable) : 'N/A',
		pdb.status?.disruptionsAllowed ?? 0,
		since(pdb.metadata.creationTimestamp, context)
	]
});
const system: Readonly<Record<string, number>> = { 'system-node-critical': 2_000_001_000, 'system-cluster-critical': 2_000_000_000 };
const priorityClasses = strategy('scheduling.k8s.io/v1/priorityclasses', {
	generation: true,
	defaults: (c) => void (c.preemptionPolicy ??= 'PreemptLowerPriority'),
	validate(c, errors) {
		const { name } = c.metadata;
		if (name.startsWith('system-')) {
			if (system[name] === undefined)
				errors.forbidden(
					'metadata.name',
					`priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`
				);
		} else if ((c.value ?? 0) > 1_000_000_000) errors.forbidden('value', 'maximum allowed value of a user defined priority is 1000000000');
		errors.oneOf('preemptionPolicy', c.preemptionPolicy, ['PreemptLowerPriority', 'Never']);
	},
	validateUpdate(c, old, errors) {
		if (c.value !== old.value) errors.forbidden('value', 'may not be changed in an update.');
		if (c.preemptionPolicy !== old.preemptionPolicy) errors.invalid('preemptionPolicy', c.preemptionPolicy, 'field is immutable');
	},
	row: (c, context) => [c.metadata.name, c.value ?? 0, c.globalDefault ?? false, since(c.metadata.creationTimestamp, context), c.preemptionPolicy ?? '']
});
const leases = strategy('coordination.k8s.io/v1/leases', {
	createOnUpdate: true,
	validate(lease, errors) {
		if (lease.spec?.leaseDurationSeconds !== undefined && lease.spec.leaseDurationSeconds <= 0)
			errors.invalid('spec.leaseDurationSeconds', lease.spec.leaseDurationSeconds, 'must be greater than 0');
	},
	row: (lease, context) => [lease.metadata.name, lease.spec?.holderIdentity ?? '', since(lease.metadata.creationTimestamp, context)]
});
const runtimeClasses = strategy('node.k8s.io/v1/runtimeclasses', {
	validate(c, errors) {
		if (!c.handler) errors.required('handler');
		else errors.rule('handler', c.handler, dns1123SubdomainErrors(c.handler));
	},
	validateUpdate(c, old, errors) {
		if (!same(c.handler, old.handler)) errors.invalid('handler', c.handler, 'field is immutable');
	},
	row: (c, context) => [c.metadata.name, c.handler, since(c.metadata.creationTimestamp, context)]
});
export const policies = [autoscalers, autoscalersV1, budgets, priorityClasses, leases, runtimeClasses];
