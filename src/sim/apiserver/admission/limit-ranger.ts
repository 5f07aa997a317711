// LimitRanger: defaults for containers, and the namespace's minima, maxima and ratios, worded as the plug-in words them.
import { podResources, type LimitRange, type LimitRangeItem, type Mutable, type PersistentVolumeClaim, type Pod } from '../../kinds/index.ts';
import { compareQuantity, formatQuantity, milliValue, parseQuantity, type Quantity } from '../../values/quantity.ts';
import { listAll } from '../cluster.ts';
import { StatusError } from '../status.ts';
import type { Admission, AdmissionAttributes } from './attributes.ts';

type Amounts = ReadonlyMap<string, Quantity>;
const amounts = (list: Readonly<Record<string, string>> | undefined): Amounts =>
	new Map(Object.entries(list ?? {}).map(([name, value]) => [name, parseQuantity(value)]));
const shown = (value: Quantity): string => formatQuantity(value);

function checkItem(item: LimitRangeItem, what: string, requests: Amounts, limits: Amounts, problems: string[]): void {
	for (const name of Object.keys(item.min ?? {}).sort()) {
		const min = parseQuantity(item.min?.[name] ?? '0');
		const request = requests.get(name);
		const limit = limits.get(name);
		if (!request) problems.push(`minimum ${name} usage per ${what} is ${shown(min)}.  No request is specified`);
		else if (compareQuantity(request, min) < 0) problems.push(`minimum ${name} usage per ${what} is ${shown(min)}, but request is ${shown(request)}`);
		if (limit && compareQuantity(limit, min) < 0) problems.push(`minimum ${name} usage per ${what} is ${shown(min)}, but limit is ${shown(limit)}`);
	}
	for (const name of Object.keys(item.max ?? {}).sort()) {
		const max = parseQuantity(item.max?.[name] ?? '0');
		const request = requests.get(name);
		const limit = limits.get(name);
		if (what === 'PersistentVolumeClaim') {
			if (request && compareQuantity(request, max) > 0) problems.push(`maximum ${name} usage per ${what} is ${shown(max)}, but request is ${shown(request)}`);
			continue;
		}
		if (!limit) problems.push(`maximum ${name} usage per ${what} is ${shown(max)}.  No limit is specified`);
		else if (compareQuantity(limit, max) > 0) problems.push(`maximum ${name} usage per ${what} is ${shown(max)}, but limit is ${shown(limit)}`);
		else if (request && compareQuantity(request, max) > 0)
			problems.push(`maximum ${name} usage per ${what} is ${shown(max)}, but request is ${shown(request)}`);
	}
	for (const name of Object.keys(item.maxLimitRequestRatio ?? {}).sort()) {
		const ratio = parseQuantity(item.maxLimitRequestRatio?.[name] ?? '1');
		const request = requests.get(name);
		const limit = limits.get(name);
		if (!request || milliValue(request) === 0) {
			problems.push(`${name} max limit to request ratio per ${what} is ${shown(ratio)}, but no request is specified or request is 0`);
			continue;
		}
		if (!limit) {
			problems.push(`${name} max limit to request ratio per ${what} is ${shown(ratio)}, but no limit is specified or limit is 0`);
			continue;
		}
		const actual = milliValue(limit) / milliValue(request);
		if (actual > milliValue(ratio) / 1000)
			problems.push(`${name} max limit to request ratio per ${what} is ${shown(ratio)}, but provided ratio is ${actual.toFixed(6)}`);
	}
}

function fill(pod: Mutable<Pod>, ranges: readonly LimitRange[]): void {
	const set: string[] = [];
	for (const range of ranges)
		for (const item of range.spec?.limits ?? []) {
			if (item.type !== 'Container') continue;
			for (const [kind, containers] of [
				['container', pod.spec?.containers ?? []],
				['init container', pod.spec?.initContainers ?? []]
			] as const)
				for (const container of containers) {
					const resources = (container.resources ??= {});
					const limits: string[] = [];
					const requests: string[] = [];
					for (const name in item.default) {
						if (resources.limits?.[name] !== undefined) continue;
						limits.push(name);
						resources.limits = { ...resources.limits, [name]: item.default[name] ?? '0' };
					}
					for (const name in item.defaultRequest) {
						if (resources.requests?.[name] !== undefined) continue;
						requests.push(name);
						resources.requests = { ...resources.requests, [name]: item.defaultRequest[name] ?? '0' };
					}
					if (requests.length > 0) set.push(`${requests.sort().join(', ')} request for ${kind} ${container.name}`);
					if (limits.length > 0) set.push(`${limits.sort().join(', ')} limit for ${kind} ${container.name}`);
				}
		}
	if (set.length > 0) pod.metadata.annotations = { ...pod.metadata.annotations, 'kubernetes.io/limit-ranger': `LimitRanger plugin set: ${set.join('; ')}` };
}

const applies = (a: AdmissionAttributes): boolean =>
	a.operation === 'CREATE' && a.subresource === '' && (a.kind.ref === 'v1/pods' || a.kind.ref === 'v1/persistentvolumeclaims');

export const limitRanger: Admission = {
	name: 'LimitRanger',
	mutate(a) {
		if (applies(a) && a.kind.ref === 'v1/pods') fill(a.object as unknown as Mutable<Pod>, listAll(a.m, 'v1/limitranges', a.namespace));
	},
	validate(a) {
		if (!applies(a)) return;
		const problems: string[] = [];
		for (const range of listAll(a.m, 'v1/limitranges', a.namespace))
			for (const item of range.spec?.limits ?? []) {
				if (a.kind.ref === 'v1/persistentvolumeclaims') {
					if (item.type === 'PersistentVolumeClaim')
						checkItem(item, item.type, amounts((a.object as unknown as PersistentVolumeClaim).spec?.resources?.requests), new Map(), problems);
					continue;
				}
				const { spec } = a.object as unknown as Pod;
				if (!spec) continue;
				if (item.type === 'Container')
					for (const container of [...spec.containers, ...(spec.initContainers ?? [])])
						checkItem(item, 'Container', amounts(container.resources?.requests), amounts(container.resources?.limits), problems);
				if (item.type === 'Pod') checkItem(item, 'Pod', podResources(spec, 'requests'), podResources(spec, 'limits'), problems);
			}
		if (problems.length === 0) return;
		const text = problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;
		throw new StatusError(403, 'Forbidden', `${a.kind.resource} "${a.name}" is forbidden: ${text}`, { name: a.name, kind: a.kind.row.plural });
	}
};
