// NodeUnschedulable, NodeName, TaintToleration, NodeAffinity, NodePorts.
import type { NodeSelector, NodeSelectorTerm, Pod, Taint, Toleration } from '../../kinds/index.ts';
import { hostPorts, type NodeInfo } from '../node-info.ts';
import { misfit, scaled, type Plugin } from '../plugin.ts';

/** Whether a toleration covers a taint (v1helper.ToleratesTaint). */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
	if (toleration.effect && toleration.effect !== taint.effect) return false;
	if (toleration.key && toleration.key !== taint.key) return false;
	switch (toleration.operator ?? 'Equal') {
		case 'Exists':
			return true;
		case 'Equal':
			return (toleration.value ?? '') === (taint.value ?? '') && (toleration.key ?? '') !== '';
		case 'Lt':
			return Number(taint.value) < Number(toleration.value);
		case 'Gt':
			return Number(taint.value) > Number(toleration.value);
		default:
			return false;
	}
}

export const unschedulable: Plugin = {
	name: 'NodeUnschedulable',
	filter(pod, { node }) {
		if (!node.spec?.unschedulable) return null;
		const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
		return (pod.spec?.tolerations ?? []).some((t) => tolerates(t, taint)) ? null : misfit(true, 'node(s) were unschedulable');
	}
};

export const nodeName: Plugin = {
	name: 'NodeName',
	filter: (pod, { node }) =>
		!pod.spec?.nodeName || pod.spec.nodeName === node.metadata.name ? null : misfit(true, "node(s) didn't match the requested node name")
};

export const taintToleration: Plugin = {
	name: 'TaintToleration',
	weight: 3,
	filter(pod, { node }) {
		const bad = (node.spec?.taints ?? []).find(
			(taint) => taint.effect !== 'PreferNoSchedule' && !(pod.spec?.tolerations ?? []).some((t) => tolerates(t, taint))
		);
		return bad ? misfit(true, 'node(s) had untolerated taint(s)') : null;
	},
	score: (pod, { node }) =>
		(node.spec?.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !(pod.spec?.tolerations ?? []).some((t) => tolerates(t, taint))).length,
	normalize: (scores) => scaled(scores, true)
};

function matchesTerm(term: NodeSelectorTerm, info: NodeInfo): boolean {
	if (!term.matchExpressions?.length && !term.matchFields?.length) return false;
	const holds = (value: string | undefined, operator: string, values: readonly string[]): boolean => {
		switch (operator) {
			case 'In':
				return value !== undefined && values.includes(value);
			case 'NotIn':
				return value === undefined || !values.includes(value);
			case 'Exists':
				return value !== undefined;
			case 'DoesNotExist':
				return value === undefined;
			case 'Gt':
				return value !== undefined && Number(value) > Number(values[0]);
			case 'Lt':
				return value !== undefined && Number(value) < Number(values[0]);
			default:
				return false;
		}
	};
	return (
		(term.matchExpressions ?? []).every((e) => holds(info.node.metadata.labels?.[e.key], e.operator, e.values ?? [])) &&
		(term.matchFields ?? []).every((e) => holds(e.key === 'metadata.name' ? info.node.metadata.name : undefined, e.operator, e.values ?? []))
	);
}

const matchesSelector = (selector: NodeSelector, info: NodeInfo): boolean => selector.nodeSelectorTerms.some((term) => matchesTerm(term, info));

/** nodeSelector and required node affinity. */
export const nodeMatches = (pod: Pod, info: NodeInfo): boolean => {
	for (const [key, value] of Object.entries(pod.spec?.nodeSelector ?? {})) if (info.node.metadata.labels?.[key] !== value) return false;
	const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
	return !required || matchesSelector(required, info);
};

export const nodeAffinity: Plugin = {
	name: 'NodeAffinity',
	weight: 2,
	filter: (pod, info) => (nodeMatches(pod, info) ? null : misfit(true, "node(s) didn't match Pod's node affinity/selector")),
	score: (pod, info) =>
		(pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).reduce(
			(sum, term) => sum + (matchesTerm(term.preference, info) ? term.weight : 0),
			0
		),
	normalize: (scores) => scaled(scores)
};

export const nodePorts: Plugin = {
	name: 'NodePorts',
	wakes: ['node', 'pod-gone'],
	filter(pod, info) {
		for (const wanted of hostPorts(pod)) {
			const [protocol, ip, port] = wanted.split('/');
			for (const used of info.ports) {
				const [p, at, n] = used.split('/');
				if (p === protocol && n === port && (at === ip || at === '0.0.0.0' || ip === '0.0.0.0'))
					return misfit(false, "node(s) didn't have free ports for the requested pod ports");
			}
		}
		return null;
	}
};
