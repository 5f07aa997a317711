// describe namespace, resourcequota, limitrange, poddisruptionbudget, priorityclass, horizontalpodautoscaler, certificatesigningrequest.
import type { Sys } from '../../../engine/index.ts';
import { formatQuantity, newQuantity, parseQuantity, quantityBig, shortHumanDuration, text as decode, unbase64 } from '../../../values/index.ts';
import { parseCertificateRequest } from '../../../values/x509.ts';
import { arr, at, bool, maybeNum, num, obj, pairs, str, strs, text, type Json } from '../dig.ts';
import { call } from '../rest.ts';
import type { Session } from '../session.ts';
import { selectorText } from './containers.ts';
import { eventLines, eventsOf } from './events.ts';
import { annotationLines, annotationsOf, heading, joined, labelLines, labelsOf, when, type Describing, type Page } from './page.ts';

function* closing(s: Session, { object, page, showEvents }: Describing): Sys<void> {
	if (showEvents) eventLines(page, yield* eventsOf(s, object));
}
const scopeHelp: Readonly<Record<string, string>> = {
	Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
	NotTerminating:
		'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
	BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
	NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.'
};
function scopeLines(page: Page, level: number, bullet: string, object: unknown): void {
	const scopes = [...strs(object, 'spec', 'scopes')].sort();
	if (scopes.length === 0) return;
	page.line(level, `Scopes:\t${scopes.join(', ')}`);
	for (const scope of scopes) if (scopeHelp[scope]) page.line(level, `${bullet}* ${scopeHelp[scope]}`);
}
function limitLines(page: Page, limits: readonly unknown[], prefix: string): void {
	for (const item of limits) {
		const maps = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'].map((field) => pairs(item, field));
		const names = [...new Set(maps.flatMap((map) => Object.keys(map)))].sort();
		for (const name of names) page.line(0, `${prefix}${str(item, 'type')}\t${name}\t${maps.map((map) => map[name] ?? '-').join('\t')}`);
	}
}
export function* describeNamespace(s: Session, { object, page }: Describing): Sys<void> {
	const name = str(object, 'metadata', 'name');
	const quotas = arr(yield* call(s, 'GET', `/api/v1/namespaces/${name}/resourcequotas`, { query: { limit: s.num('chunk-size') || undefined } }), 'items');
	const ranges = arr(yield* call(s, 'GET', `/api/v1/namespaces/${name}/limitranges`, { query: { limit: s.num('chunk-size') || undefined } }), 'items');
	page.field('Name', name);
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.field('Status', str(object, 'status', 'phase'));
	const conditions = arr(object, 'status', 'conditions');
	if (conditions.length > 0) {
		page.line(0, 'Conditions:');
		page.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
		page.line(1, '----\t------\t------------------\t------\t-------');
		for (const one of conditions)
			page.line(1, `${str(one, 'type')}\t${str(one, 'status')}\t${when(str(one, 'lastTransitionTime'))}\t${str(one, 'reason')}\t${str(one, 'message')}`);
	}
	page.line(0, '');
	page.line(0, quotas.length === 0 ? 'No resource quota.' : 'Resource Quotas');
	for (const quota of [...quotas].sort((a, b) => (str(a, 'metadata', 'name') < str(b, 'metadata', 'name') ? -1 : 1))) {
		page.line(1, `Name:\t${str(quota, 'metadata', 'name')}`);
		scopeLines(page, 1, '', quota);
		page.line(1, 'Resource\tUsed\tHard');
		page.line(1, '--------\t---\t---');
		const [hard, used] = [pairs(quota, 'status', 'hard'), pairs(quota, 'status', 'used')];
		for (const resource of Object.keys(hard).sort()) page.line(1, `${resource}\t${used[resource] ?? '0'}\t${hard[resource] ?? '0'}`);
	}
	page.line(0, '');
	if (ranges.length === 0) return page.line(0, 'No LimitRange resource.');
	page.put(0, 'Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n');
	page.line(0, ' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------');
	for (const range of ranges) limitLines(page, arr(range, 'spec', 'limits'), ' ');
}
export function* describeQuota(_s: Session, { object, page }: Describing): Sys<void> {
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Namespace', str(object, 'metadata', 'namespace'));
	scopeLines(page, 0, ' ', object);
	page.line(0, 'Resource\tUsed\tHard');
	page.line(0, '--------\t----\t----');
	const [hard, used] = [pairs(object, 'status', 'hard'), pairs(object, 'status', 'used')];
	for (const name of Object.keys(hard).sort()) {
		const limit = parseQuantity(hard[name] ?? '0');
		const amount = parseQuantity(used[name] ?? '0');
		page.line(
			0,
			`${name}\t${limit.format === amount.format ? formatQuantity(amount) : formatQuantity(newQuantity(quantityBig(amount), limit.format))}\t${formatQuantity(limit)}`
		);
	}
}
export function* describeLimitRange(_s: Session, { object, page }: Describing): Sys<void> {
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Namespace', str(object, 'metadata', 'namespace'));
	page.line(0, 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio');
	page.line(0, '----\t--------\t---\t---\t---------------\t-------------\t-----------------------');
	limitLines(page, arr(object, 'spec', 'limits'), '');
}
export function* describeDisruptionBudget(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const spec = obj(object, 'spec');
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Namespace', str(object, 'metadata', 'namespace'));
	if (at(spec, 'minAvailable') !== undefined) page.field('Min available', text(spec, 'minAvailable'));
	else if (at(spec, 'maxUnavailable') !== undefined) page.field('Max unavailable', text(spec, 'maxUnavailable'));
	page.field('Selector', at(spec, 'selector') === undefined ? '<unset>' : selectorText(at(spec, 'selector')));
	page.line(0, 'Status:');
	for (const [title, field] of [
		['Allowed disruptions', 'disruptionsAllowed'],
		['Current', 'currentHealthy'],
		['Desired', 'desiredHealthy'],
		['Total', 'expectedPods']
	] as const)
		page.line(2, `${title}:\t${num(object, 'status', field)}`);
	yield* closing(s, describing);
}
export function* describePriorityClass(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Value', String(num(object, 'value')));
	page.field('GlobalDefault', String(bool(object, 'globalDefault')));
	page.field('PreemptionPolicy', str(object, 'preemptionPolicy'));
	page.field('Description', str(object, 'description'));
	page.field('Annotations', joined(annotationsOf(object)));
	yield* closing(s, describing);
}

function metricLine(metric: Json, current: Json | undefined): string {
	const kind = str(metric, 'type');
	const source = obj(metric, kind === 'ContainerResource' ? 'containerResource' : kind.toLowerCase());
	const now = obj(current, kind === 'ContainerResource' ? 'containerResource' : kind.toLowerCase(), 'current');
	const target = obj(source, 'target');
	const averageValue = text(target, 'averageValue');
	const average = text(now, 'averageValue') || '<unknown>';
	switch (kind) {
		case 'Resource':
		case 'ContainerResource': {
			const head =
				kind === 'Resource' ? `resource ${str(source, 'name')} on pods` : `resource ${str(source, 'name')} of container "${str(source, 'container')}" on pods`;
			if (averageValue !== '') return `${head}:\t${average} / ${averageValue}`;
			const percent = maybeNum(now, 'averageUtilization');
			const wanted = maybeNum(target, 'averageUtilization');
			return `${head}  (as a percentage of request):\t${percent === undefined ? '<unknown>' : `${percent}% (${text(now, 'averageValue')})`} / ${wanted === undefined ? '<auto>' : `${wanted}%`}`;
		}
		case 'Pods':
			return `"${str(source, 'metric', 'name')}" on pods:\t${average} / ${averageValue}`;
		case 'Object': {
			const head = `"${str(source, 'metric', 'name')}" on ${str(source, 'describedObject', 'kind')}/${str(source, 'describedObject', 'name')} `;
			return averageValue !== ''
				? `${head}(target average value):\t${average} / ${averageValue}`
				: `${head}(target value):\t${text(now, 'value') || '<unknown>'} / ${text(target, 'value')}`;
		}
		case 'External':
			return averageValue !== ''
				? `"${str(source, 'metric', 'name')}" (target average value):\t${average} / ${averageValue}`
				: `"${str(source, 'metric', 'name')}" (target value):\t${text(now, 'value') || '<unknown>'} / ${text(target, 'value')}`;
		default:
			return `<unknown metric type "${kind}">`;
	}
}
function behavior(page: Page, title: string, rules: unknown): void {
	if (rules === undefined) return;
	page.line(1, `${title}:`);
	if (maybeNum(rules, 'stabilizationWindowSeconds') !== undefined) page.line(2, `Stabilization Window: ${num(rules, 'stabilizationWindowSeconds')} seconds`);
	const policies = arr(rules, 'policies');
	if (policies.length === 0) return;
	page.line(2, `Select Policy: ${str(rules, 'selectPolicy') || 'Max'}`);
	page.line(2, 'Policies:');
	for (const policy of policies)
		page.line(3, `- Type: ${str(policy, 'type')}\tValue: ${num(policy, 'value')}\tPeriod: ${num(policy, 'periodSeconds')} seconds`);
}
export function* describeAutoscaler(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const spec = obj(object, 'spec');
	heading(page, object);
	page.field('CreationTimestamp', when(str(object, 'metadata', 'creationTimestamp')));
	page.field('Reference', `${str(spec, 'scaleTargetRef', 'kind')}/${str(spec, 'scaleTargetRef', 'name')}`);
	page.field('Metrics', '( current / target )');
	const current = arr(object, 'status', 'currentMetrics');
	arr(spec, 'metrics').forEach((metric, i) => page.line(1, metricLine(obj(metric), obj(current[i]))));
	page.field('Min replicas', maybeNum(spec, 'minReplicas') === undefined ? '<unset>' : String(num(spec, 'minReplicas')));
	page.field('Max replicas', String(num(spec, 'maxReplicas')));
	if (at(spec, 'behavior') !== undefined) {
		page.line(0, 'Behavior:');
		behavior(page, 'Scale Up', at(spec, 'behavior', 'scaleUp'));
		behavior(page, 'Scale Down', at(spec, 'behavior', 'scaleDown'));
	}
	page.field(
		`${str(spec, 'scaleTargetRef', 'kind')} pods`,
		`${num(object, 'status', 'currentReplicas')} current / ${num(object, 'status', 'desiredReplicas')} desired`
	);
	const conditions = arr(object, 'status', 'conditions');
	if (conditions.length > 0) {
		page.line(0, 'Conditions:');
		page.line(1, 'Type\tStatus\tReason\tMessage');
		page.line(1, '----\t------\t------\t-------');
		for (const one of conditions) page.line(1, `${str(one, 'type')}\t${str(one, 'status')}\t${str(one, 'reason')}\t${str(one, 'message')}`);
	}
	yield* closing(s, describing);
}
export function* describeSigningRequest(s: Session, describing: Describing): Sys<void> {
	const { object, page } = describing;
	const spec = obj(object, 'spec');
	page.field('Name', str(object, 'metadata', 'name'));
	page.field('Labels', joined(labelsOf(object)));
	page.field('Annotations', joined(annotationsOf(object)));
	page.field('CreationTimestamp', when(str(object, 'metadata', 'creationTimestamp')));
	page.field('Requesting User', str(spec, 'username'));
	if (str(spec, 'signerName') !== '') page.field('Signer', str(spec, 'signerName'));
	if (maybeNum(spec, 'expirationSeconds') !== undefined) page.field('Requested Duration', shortHumanDuration(num(spec, 'expirationSeconds') * 1_000_000));
	const types = arr(object, 'status', 'conditions').map((one) => str(one, 'type'));
	page.field(
		'Status',
		`${types.includes('Denied') ? 'Denied' : types.includes('Approved') ? 'Approved' : 'Pending'}${types.includes('Failed') ? ',Failed' : ''}${str(object, 'status', 'certificate') === '' ? '' : ',Issued'}`
	);
	const request = parseCertificateRequest(decode(unbase64(str(spec, 'request'))));
	page.line(0, 'Subject:');
	page.line(0, `\tCommon Name:\t${request?.commonName ?? ''}`);
	page.line(0, '\tSerial Number:\t');
	const list = (title: string, values: readonly string[]): void => {
		if (values.length > 0) page.line(0, `\t${title}:\t${values.join('\n\t\t')}`);
	};
	list('Organization', request?.organization ?? []);
	const names = request?.names ?? [];
	if (names.length > 0) {
		const addresses = names.filter((name) => /^[0-9.]+$/.test(name) || name.includes(':'));
		page.line(0, 'Subject Alternative Names:');
		list(
			'DNS Names',
			names.filter((name) => !addresses.includes(name))
		);
		list('IP Addresses', addresses);
	}
	yield* closing(s, describing);
}
