// What pods ask for: requests and limits summed as the scheduler counts them, and the class of service.
import { addQuantity, compareQuantity, newQuantity, parseQuantity, type Quantity } from '../../../values/index.ts';
import { arr, pairs, str, type Json } from '../dig.ts';

export type Amounts = ReadonlyMap<string, Quantity>;
const read = (container: unknown, field: string): Map<string, Quantity> =>
	new Map(Object.entries(pairs(container, 'resources', field)).map(([name, amount]) => [name, parseQuantity(amount)]));
function add(into: Map<string, Quantity>, amounts: Amounts): void {
	for (const [name, amount] of amounts) into.set(name, addQuantity(into.get(name) ?? newQuantity(0, amount.format), amount));
}
function max(into: Map<string, Quantity>, amounts: Amounts): void {
	for (const [name, amount] of amounts) {
		const old = into.get(name);
		if (!old || compareQuantity(amount, old) > 0) into.set(name, amount);
	}
}
/** A pod's requests or limits: containers and sidecars summed, init containers by their largest need, overhead on top. */
export function podAmounts(pod: unknown, field: 'requests' | 'limits'): Amounts {
	const total = new Map<string, Quantity>();
	for (const container of arr(pod, 'spec', 'containers')) add(total, read(container, field));
	const sidecars = new Map<string, Quantity>();
	const init = new Map<string, Quantity>();
	for (const container of arr(pod, 'spec', 'initContainers')) {
		const own = read(container, field);
		if (str(container, 'restartPolicy') === 'Always') {
			add(total, own);
			add(sidecars, own);
			max(init, sidecars);
		} else {
			const need = new Map(sidecars);
			add(need, own);
			max(init, need);
		}
	}
	max(total, init);
	for (const [name, amount] of Object.entries(pairs(pod, 'spec', 'resources', field))) total.set(name, parseQuantity(amount));
	const overhead = new Map(Object.entries(pairs(pod, 'spec', 'overhead')).map(([name, amount]) => [name, parseQuantity(amount)]));
	if (field === 'requests') add(total, overhead);
	else for (const [name, amount] of overhead) if (total.has(name)) add(total, new Map([[name, amount]]));
	return total;
}
/** The sum over pods. */
export function totalAmounts(pods: readonly unknown[], field: 'requests' | 'limits'): Amounts {
	const total = new Map<string, Quantity>();
	for (const pod of pods) add(total, podAmounts(pod, field));
	return total;
}
/** Guaranteed, Burstable or BestEffort. */
export function qosOf(pod: Json): string {
	const containers = [...arr(pod, 'spec', 'containers'), ...arr(pod, 'spec', 'initContainers')];
	const amounts = containers.map((one) => ({ requests: pairs(one, 'resources', 'requests'), limits: pairs(one, 'resources', 'limits') }));
	if (amounts.every(({ requests, limits }) => Object.keys(requests).length === 0 && Object.keys(limits).length === 0)) return 'BestEffort';
	const full = amounts.every(({ requests, limits }) =>
		['cpu', 'memory'].every((name) => limits[name] !== undefined && (requests[name] ?? limits[name]) === limits[name])
	);
	return full ? 'Guaranteed' : 'Burstable';
}
