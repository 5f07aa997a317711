// describe node.
import type { Sys } from '../../../engine/index.ts';
import { formatQuantity, milliValue, newQuantity, parseQuantity, quantityValue, type Quantity } from '../../../values/index.ts';
import { ApiError } from '../../../client/index.ts';
import { arr, bool, obj, pairs, str, strs, type Json } from '../dig.ts';
import { call } from '../rest.ts';
import type { Session } from '../session.ts';
import { eventLines, eventsOf } from './events.ts';
import { annotationLines, annotationsOf, labelLines, labelsOf, orNone, when, type Describing, type Page } from './page.ts';
import { podAmounts, totalAmounts, type Amounts } from './requests.ts';

const roleLabel = 'node-role.kubernetes.io/';
function nodeRoles(node: Json): string[] {
	const labels = labelsOf(node);
	return [
		...new Set(
			Object.keys(labels).flatMap((key) =>
				key.startsWith(roleLabel) && key.length > roleLabel.length
					? [key.slice(roleLabel.length)]
					: key === 'kubernetes.io/role' && labels[key] !== ''
						? [labels[key] ?? '']
						: []
			)
		)
	].sort();
}
const taintText = (taint: unknown): string => `${str(taint, 'key')}${str(taint, 'value') === '' ? '' : `=${str(taint, 'value')}`}:${str(taint, 'effect')}`;
const zero = newQuantity(0);
const whole = (value: number, of: number): number => (of === 0 ? 0 : Math.trunc((value / of) * 100));

function resourceList(page: Page, title: string, list: Readonly<Record<string, string>>): void {
	const names = Object.keys(list).sort();
	if (names.length === 0) return;
	page.line(0, `${title}:`);
	for (const name of names) page.line(0, `  ${name}:\t${list[name] ?? ''}`);
}
function allocation(page: Page, node: Json, pods: readonly unknown[]): void {
	const capacity = pairs(node, 'status', 'allocatable');
	const allocatable = Object.keys(capacity).length > 0 ? capacity : pairs(node, 'status', 'capacity');
	const room = (name: string): Quantity => (allocatable[name] === undefined ? zero : parseQuantity(allocatable[name] ?? '0'));
	const share = (amounts: Amounts, name: string): string => {
		const amount = amounts.get(name) ?? zero;
		const percent = name === 'cpu' ? whole(milliValue(amount), milliValue(room('cpu'))) : whole(quantityValue(amount), quantityValue(room(name)));
		return `${formatQuantity(amount)} (${percent}%)`;
	};
	page.field('Non-terminated Pods', `(${pods.length} in total)`);
	page.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
	page.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
	for (const pod of pods) {
		const [requests, limits] = [podAmounts(pod, 'requests'), podAmounts(pod, 'limits')];
		page.line(
			1,
			`${str(pod, 'metadata', 'namespace')}\t${str(pod, 'metadata', 'name')}\t\t${share(requests, 'cpu')}\t${share(limits, 'cpu')}\t${share(requests, 'memory')}\t${share(limits, 'memory')}\t${page.since(str(pod, 'metadata', 'creationTimestamp'))}`
		);
	}
	page.put(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n');
	page.line(1, 'Resource\tRequests\tLimits');
	page.line(1, '--------\t--------\t------');
	const [requests, limits] = [totalAmounts(pods, 'requests'), totalAmounts(pods, 'limits')];
	const names = Object.keys(allocatable).sort();
	for (const name of ['cpu', 'memory', 'ephemeral-storage', ...names.filter((one) => one.startsWith('hugepages-'))])
		page.line(1, `${name}\t${share(requests, name)}\t${share(limits, name)}`);
	for (const name of names.filter((one) => !['cpu', 'memory', 'ephemeral-storage', 'pods'].includes(one) && !one.startsWith('hugepages-')))
		page.line(1, `${name}\t${formatQuantity(requests.get(name) ?? zero)}\t${formatQuantity(limits.get(name) ?? zero)}`);
}
function* leaseLines(s: Session, page: Page, name: string): Sys<void> {
	try {
		const lease = yield* call(s, 'GET', `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`);
		const time = (field: string): string => (str(lease, 'spec', field) === '' ? '<unset>' : when(str(lease, 'spec', field)));
		page.line(0, 'Lease:');
		page.line(1, `HolderIdentity:\t${str(lease, 'spec', 'holderIdentity') || '<unset>'}`);
		page.line(1, `AcquireTime:\t${time('acquireTime')}`);
		page.line(1, `RenewTime:\t${time('renewTime')}`);
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		page.field('Lease', `Failed to get lease: ${error.message}`);
	}
}
export function* describeNode(s: Session, { object: node, page, showEvents }: Describing): Sys<void> {
	const name = str(node, 'metadata', 'name');
	let pods: readonly unknown[] | undefined;
	try {
		pods = arr(
			yield* call(s, 'GET', '/api/v1/pods', {
				query: { fieldSelector: `spec.nodeName=${name},status.phase!=Failed,status.phase!=Succeeded`, limit: s.num('chunk-size') || undefined }
			}),
			'items'
		);
	} catch (error) {
		if (!(error instanceof ApiError && error.reason === 'Forbidden')) throw error;
	}
	page.field('Name', name);
	page.field('Roles', orNone(nodeRoles(node).join(',')));
	labelLines(page, 'Labels', labelsOf(node));
	annotationLines(page, annotationsOf(node));
	page.field('CreationTimestamp', when(str(node, 'metadata', 'creationTimestamp')));
	const taints = [...arr(node, 'spec', 'taints')].sort((a, b) => (`${str(a, 'effect')},${str(a, 'key')}` < `${str(b, 'effect')},${str(b, 'key')}` ? -1 : 1));
	page.put(0, 'Taints:\t');
	if (taints.length === 0) page.line(0, '<none>');
	taints.forEach((taint, i) => page.line(0, `${i === 0 ? '' : '\t'}${taintText(taint)}`));
	page.field('Unschedulable', String(bool(node, 'spec', 'unschedulable')));
	yield* leaseLines(s, page, name);
	const conditions = arr(node, 'status', 'conditions');
	if (conditions.length > 0) {
		page.put(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n');
		page.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
		for (const one of conditions)
			page.line(
				1,
				`${str(one, 'type')} \t${str(one, 'status')} \t${when(str(one, 'lastHeartbeatTime'))} \t${when(str(one, 'lastTransitionTime'))} \t${str(one, 'reason')} \t${str(one, 'message')}`
			);
	}
	page.line(0, 'Addresses:');
	for (const address of arr(node, 'status', 'addresses')) page.line(1, `${str(address, 'type')}:\t${str(address, 'address')}`);
	resourceList(page, 'Capacity', pairs(node, 'status', 'capacity'));
	resourceList(page, 'Allocatable', pairs(node, 'status', 'allocatable'));
	const info = obj(node, 'status', 'nodeInfo');
	page.line(0, 'System Info:');
	for (const [title, field] of [
		['Machine ID', 'machineID'],
		['System UUID', 'systemUUID'],
		['Boot ID', 'bootID'],
		['Kernel Version', 'kernelVersion'],
		['OS Image', 'osImage'],
		['Operating System', 'operatingSystem'],
		['Architecture', 'architecture'],
		['Container Runtime Version', 'containerRuntimeVersion'],
		['Kubelet Version', 'kubeletVersion']
	] as const)
		page.line(0, `  ${title}:\t${str(info, field)}`);
	if (str(node, 'spec', 'podCIDR') !== '') page.field('PodCIDR', str(node, 'spec', 'podCIDR'));
	if (strs(node, 'spec', 'podCIDRs').length > 0) page.field('PodCIDRs', strs(node, 'spec', 'podCIDRs').join(','));
	if (str(node, 'spec', 'providerID') !== '') page.field('ProviderID', str(node, 'spec', 'providerID'));
	if (pods) allocation(page, node, pods);
	else page.field('Pods', 'not authorized');
	if (!showEvents) return;
	const events = [...((yield* eventsOf(s, node)) ?? []), ...((yield* eventsOf(s, node, { uid: name })) ?? [])];
	eventLines(page, events);
}
