// A pod's resources: requests and limits with init containers and sidecars, and its quality of service (component-helpers' rules).
import { addQuantity, compareQuantity, parseQuantity, type Quantity } from '../values/quantity.ts';
import type { Container, PodSpec } from './generated/types.ts';

type Side = 'requests' | 'limits';
const add = (total: Map<string, Quantity>, list: Readonly<Record<string, string>> | undefined): void => {
	for (const name in list) {
		const value = parseQuantity(list[name] ?? '0');
		const known = total.get(name);
		total.set(name, known ? addQuantity(known, value) : value);
	}
};
const max = (total: Map<string, Quantity>, other: ReadonlyMap<string, Quantity>): void => {
	for (const [name, value] of other) {
		const known = total.get(name);
		if (!known || compareQuantity(value, known) > 0) total.set(name, value);
	}
};
/** Sum of what the containers ask for, at least what each init step needs beside the sidecars started before it; plus overhead. */
export function podResources(spec: PodSpec, side: Side): ReadonlyMap<string, Quantity> {
	const total = new Map<string, Quantity>();
	for (const container of spec.containers ?? []) add(total, container.resources?.[side]);
	const sidecars = new Map<string, Quantity>();
	const init = new Map<string, Quantity>();
	for (const container of spec.initContainers ?? []) {
		const own = new Map<string, Quantity>();
		add(own, container.resources?.[side]);
		if (container.restartPolicy === 'Always') {
			add(total, container.resources?.[side]);
			add(sidecars, container.resources?.[side]);
			max(init, sidecars);
		} else {
			for (const [name, value] of sidecars) own.set(name, own.has(name) ? addQuantity(own.get(name) as Quantity, value) : value);
			max(init, own);
		}
	}
	max(total, init);
	for (const name in spec.resources?.[side]) total.set(name, parseQuantity(spec.resources?.[side]?.[name] ?? '0'));
	if (side === 'requests' || spec.overhead)
		for (const name in spec.overhead) if (side === 'requests' || total.has(name)) add(total, { [name]: spec.overhead[name] ?? '0' });
	return total;
}
export const podRequests = (spec: PodSpec): ReadonlyMap<string, Quantity> => podResources(spec, 'requests');
export const podLimits = (spec: PodSpec): ReadonlyMap<string, Quantity> => podResources(spec, 'limits');

const counted = ['cpu', 'memory'];
const isZero = (text: string | undefined): boolean => text === undefined || text === '0';
/** "Guaranteed", "Burstable" or "BestEffort". */
export function qosClass(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
	const containers: readonly Container[] = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
	const podLevel = spec.resources ? [{ resources: spec.resources }] : containers;
	let any = false;
	let guaranteed = true;
	for (const container of podLevel) {
		const { requests = {}, limits = {} } = container.resources ?? {};
		for (const name of counted) {
			if (!isZero(requests[name]) || !isZero(limits[name])) any = true;
			if (isZero(limits[name]) || (requests[name] ?? limits[name]) !== limits[name]) guaranteed = false;
		}
	}
	return !any ? 'BestEffort' : guaranteed && podLevel.length > 0 ? 'Guaranteed' : 'Burstable';
}
