// kubectl top: usage of nodes and pods, from the metrics API.
import type { Sys } from '../../../engine/index.ts';
import { clock } from '../../../kernel/index.ts';
import {
	addQuantity,
	goDuration,
	kubectlTable,
	milliValue,
	newQuantity,
	parseQuantity,
	parseTime,
	quantityValue,
	tabulate,
	type Quantity
} from '../../../values/index.ts';
import { namespaceOf } from '../client-config.ts';
import { namesOf } from '../complete-resources.ts';
import { arr, isObject, pairs, str, type Json } from '../dig.ts';
import { discover } from '../discovery.ts';
import { Failure } from '../failure.ts';
import { topHelp } from '../help/top.ts';
import { call } from '../rest.ts';
import { err, out, type Session } from '../session.ts';
import { command } from '../tree.ts';

const api = '/apis/metrics.k8s.io/v1beta1';
type Usage = Readonly<Record<string, Quantity>>;
const zero = newQuantity(0);
const measured = (s: Session): readonly string[] => ['cpu', 'memory', ...(s.bool('show-swap') ? ['swap'] : [])];
const usageOf = (value: unknown): Usage => Object.fromEntries(Object.entries(pairs(value, 'usage')).map(([name, amount]) => [name, parseQuantity(amount)]));
const amount = (usage: Usage, resource: string): Quantity => usage[resource] ?? zero;
const amountText = (usage: Usage, resource: string): string =>
	resource === 'cpu' ? `${milliValue(amount(usage, resource))}m` : `${Math.trunc(quantityValue(amount(usage, resource)) / 1_048_576)}Mi`;
const total = (usages: readonly Usage[], resources: readonly string[]): Usage =>
	Object.fromEntries(resources.map((name) => [name, usages.reduce((sum, one) => addQuantity(sum, amount(one, name)), zero)]));

function check(s: Session, selectors: readonly string[], what: string): string {
	const [name = '', ...more] = s.args;
	if (more.length > 0) throw s.usage(s.command.use);
	if (s.str('sort-by') !== '' && s.str('sort-by') !== 'cpu' && s.str('sort-by') !== 'memory') throw new Failure('--sort-by accepts only cpu or memory');
	if (name !== '' && selectors.some((flag) => s.str(flag) !== '')) throw new Failure(`only one of NAME or ${what} can be provided`);
	return name;
}
function* available(s: Session): Sys<void> {
	const { groups } = yield* discover(s);
	if (!groups.some((group) => group.name === 'metrics.k8s.io' && group.versions.includes('v1beta1'))) throw new Failure('Metrics API not available');
}
function sorted<T>(s: Session, items: readonly T[], usage: (item: T) => Usage, name: (item: T) => string): T[] {
	const by = s.str('sort-by');
	const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
	return [...items].sort((a, b) => (by === '' ? compare(name(a), name(b)) : milliValue(amount(usage(b), by)) - milliValue(amount(usage(a), by))));
}

function* nodes(s: Session): Sys<number> {
	const name = check(s, ['selector'], '--selector');
	yield* available(s);
	const labelSelector = s.str('selector');
	const metrics =
		name === '' ? arr(yield* call(s, 'GET', `${api}/nodes`, { query: { labelSelector } }), 'items') : [yield* call(s, 'GET', `${api}/nodes/${name}`)];
	if (metrics.length === 0) throw new Failure('metrics not available yet');
	const found =
		name === '' ? arr(yield* call(s, 'GET', '/api/v1/nodes', { query: { labelSelector } }), 'items') : [yield* call(s, 'GET', `/api/v1/nodes/${name}`)];
	const resources = measured(s);
	let text = s.bool('no-headers')
		? ''
		: `${['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)', ...(s.bool('show-swap') ? ['SWAP(bytes)', 'SWAP(%)'] : [])].map((title) => `${title}\t`).join('')}\n`;
	const seen = new Set<string>();
	for (const metric of sorted(s, metrics, usageOf, (one) => str(one, 'metadata', 'name'))) {
		const node = str(metric, 'metadata', 'name');
		seen.add(node);
		const limits = pairs(
			found.find((one) => str(one, 'metadata', 'name') === node),
			'status',
			s.bool('show-capacity') ? 'capacity' : 'allocatable'
		);
		text += `${node}\t`;
		for (const resource of resources) {
			if (resource === 'swap') {
				text += '<unknown>\t<unknown>\t';
				continue;
			}
			text += `${amountText(usageOf(metric), resource)}\t`;
			const limit = limits[resource];
			if (limit !== undefined)
				text += `${Math.trunc((milliValue(amount(usageOf(metric), resource)) / (milliValue(parseQuantity(limit)) || Infinity)) * 100)}%\t`;
		}
		text += '\n';
	}
	for (const node of found.map((one) => str(one, 'metadata', 'name')))
		if (!seen.has(node)) text += `${node}\t${resources.map(() => '<unknown>\t<unknown>\t').join('')}\n`;
	yield* out(tabulate(text, kubectlTable));
	return 0;
}

/** Why there are no metrics. */
function* whyEmpty(s: Session, namespace: string, name: string): Sys<void> {
	const path = `/api/v1/namespaces/${namespace}/pods`;
	const pods =
		name === ''
			? arr(yield* call(s, 'GET', path, { query: { labelSelector: s.str('selector'), fieldSelector: s.str('field-selector') } }), 'items')
			: [yield* call(s, 'GET', `${path}/${name}`)];
	if (pods.length === 0) return;
	const now = yield* clock();
	for (const pod of pods) {
		const age = now - (parseTime(str(pod, 'metadata', 'creationTimestamp')) ?? now);
		if (age > 120_000_000)
			throw new Failure(`Metrics not available for pod ${str(pod, 'metadata', 'namespace')}/${str(pod, 'metadata', 'name')}, age: ${goDuration(age)}`);
	}
	throw new Failure('metrics not available yet');
}
function* pods(s: Session): Sys<number> {
	const { namespace } = yield* namespaceOf(s);
	const name = check(s, ['selector', 'field-selector'], 'selector');
	yield* available(s);
	const all = s.bool('all-namespaces');
	const scope = all ? `${api}/pods` : `${api}/namespaces/${namespace}/pods`;
	const metrics: readonly Json[] = (
		name === ''
			? arr(yield* call(s, 'GET', scope, { query: { labelSelector: s.str('selector'), fieldSelector: s.str('field-selector') } }), 'items')
			: [yield* call(s, 'GET', `${scope}/${name}`)]
	).filter(isObject);
	if (metrics.length === 0) {
		yield* whyEmpty(s, namespace, name);
		yield* err(all ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`);
		return 0;
	}
	const resources = measured(s);
	const containers = s.bool('containers');
	const titles = [
		...(all ? ['NAMESPACE'] : []),
		...(containers ? ['POD'] : []),
		'NAME',
		'CPU(cores)',
		'MEMORY(bytes)',
		...(s.bool('show-swap') ? ['SWAP(bytes)'] : [])
	];
	let text = s.bool('no-headers') ? '' : `${titles.map((title) => `${title}\t`).join('')}\n`;
	const usage = (pod: Json): Usage => total(arr(pod, 'containers').map(usageOf), resources);
	const cells = (used: Usage): string => resources.map((resource) => `${amountText(used, resource)}\t`).join('');
	for (const pod of sorted(s, metrics, usage, (one) => `${all ? `${str(one, 'metadata', 'namespace')}/` : ''}${str(one, 'metadata', 'name')}`)) {
		const lead = all ? `${str(pod, 'metadata', 'namespace')}\t` : '';
		const own = str(pod, 'metadata', 'name');
		if (!containers) text += `${lead}${own}\t${cells(usage(pod))}\n`;
		else
			for (const container of sorted(s, arr(pod, 'containers'), usageOf, (one) => str(one, 'name')))
				text += `${lead}${own}\t${str(container, 'name')}\t${cells(usageOf(container))}\n`;
	}
	if (s.bool('sum')) {
		const width = s.bool('no-headers') ? resources.length + 1 : titles.length;
		text += `${'\t'.repeat(width - 2)}________\t________\t\n${'\t'.repeat(width - 3)}\t${cells(total(metrics.map(usage), resources))}\n`;
	}
	yield* out(tabulate(text, kubectlTable));
	return 0;
}
export const top = command(topHelp, {
	subs: { node: { run: nodes, complete: (s) => namesOf(s, 'nodes') }, pod: { run: pods, complete: (s) => namesOf(s, 'pods') } }
});
