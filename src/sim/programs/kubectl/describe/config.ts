// describe configmap, secret, serviceaccount, role, clusterrole and their bindings.
import type { Sys } from '../../../engine/index.ts';
import { text as decode, unbase64 } from '../../../values/index.ts';
import { arr, obj, pairs, str, strs } from '../dig.ts';
import type { Session } from '../session.ts';
import { eventLines, eventsOf } from './events.ts';
import { annotationLines, annotationsOf, heading, labelLines, labelsOf, type Describing } from './page.ts';

export function* describeConfigMap(s: Session, { object, page, showEvents }: Describing): Sys<void> {
	heading(page, object);
	page.put(0, '\nData\n====\n');
	const data = pairs(object, 'data');
	for (const key of Object.keys(data).sort()) page.put(0, `${key}:\n----\n${data[key] ?? ''}\n\n`);
	page.put(0, '\nBinaryData\n====\n');
	const binary = pairs(object, 'binaryData');
	for (const key of Object.keys(binary).sort()) page.line(0, `${key}: ${unbase64(binary[key] ?? '').length} bytes`);
	page.line(0, '');
	if (showEvents) eventLines(page, yield* eventsOf(s, object));
}
export function* describeSecret(_s: Session, { object, page }: Describing): Sys<void> {
	heading(page, object);
	page.line(0, `\nType:\t${str(object, 'type')}`);
	page.put(0, '\nData\n====\n');
	const data = pairs(object, 'data');
	for (const key of Object.keys(data).sort()) {
		const bytes = unbase64(data[key] ?? '');
		page.field(key, key === 'token' && str(object, 'type') === 'kubernetes.io/service-account-token' ? decode(bytes) : `${bytes.length} bytes`);
	}
}
export function* describeServiceAccount(s: Session, { object, page, showEvents }: Describing): Sys<void> {
	heading(page, object);
	const secrets = arr(object, 'imagePullSecrets').map((one) => str(one, 'name'));
	if (secrets.length === 0) page.line(0, 'Image pull secrets:\t<none>');
	secrets.forEach((name, i) => page.line(0, `${i === 0 ? 'Image pull secrets:' : ' '.repeat(19)}\t${name}`));
	if (showEvents) eventLines(page, yield* eventsOf(s, object));
}

interface Rule {
	readonly verbs: string[];
	readonly groups: readonly string[];
	readonly resources: readonly string[];
	readonly names: readonly string[];
	readonly urls: readonly string[];
}
/** Rules broken down to one resource each, the verbs of the same resource together, in the order describe prints them. */
export function compactRules(rules: readonly unknown[]): Rule[] {
	const byKey = new Map<string, Rule>();
	const others: Rule[] = [];
	for (const rule of rules) {
		const names = strs(rule, 'resourceNames');
		for (const group of strs(rule, 'apiGroups'))
			for (const resource of strs(rule, 'resources'))
				for (const verb of strs(rule, 'verbs'))
					for (const name of names.length > 0 ? names : [undefined]) {
						const key = `${group}\n${resource}\n${name ?? '\0'}`;
						const known = byKey.get(key);
						if (!known) byKey.set(key, { verbs: [verb], groups: [group], resources: [resource], names: name === undefined ? [] : [name], urls: [] });
						else if (!known.verbs.includes(verb)) known.verbs.push(verb);
					}
		for (const url of strs(rule, 'nonResourceURLs'))
			for (const verb of strs(rule, 'verbs')) others.push({ verbs: [verb], groups: [], resources: [], names: [], urls: [url] });
	}
	const goText = (rule: Rule): string =>
		`&PolicyRule{Verbs:[${rule.verbs.join(' ')}],APIGroups:[${rule.groups.join(' ')}],Resources:[${rule.resources.join(' ')}],ResourceNames:[${rule.names.join(' ')}],NonResourceURLs:[${rule.urls.join(' ')}],}`;
	return [...others, ...byKey.values()]
		.map((rule) => ({ rule, key: goText(rule) }))
		.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
		.map(({ rule }) => rule);
}
export function resourceText({ resources, groups }: Rule): string {
	const [resource = ''] = resources;
	if (resource === '') return '';
	const slash = resource.indexOf('/');
	const [main, sub] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)];
	return `${main}${groups[0] ? `.${groups[0]}` : ''}${sub}`;
}
export function* describeRole(_s: Session, { object, page }: Describing): Sys<void> {
	page.field('Name', str(object, 'metadata', 'name'));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.line(0, 'PolicyRule:');
	page.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
	page.line(1, '---------\t-----------------\t--------------\t-----');
	for (const rule of compactRules(arr(object, 'rules')))
		page.line(1, `${resourceText(rule)}\t[${rule.urls.join(' ')}]\t[${rule.names.join(' ')}]\t[${rule.verbs.join(' ')}]`);
}
export function* describeBinding(_s: Session, { object, page }: Describing): Sys<void> {
	page.field('Name', str(object, 'metadata', 'name'));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
	page.line(0, 'Role:');
	page.line(1, `Kind:\t${str(obj(object, 'roleRef'), 'kind')}`);
	page.line(1, `Name:\t${str(obj(object, 'roleRef'), 'name')}`);
	page.line(0, 'Subjects:');
	page.line(1, 'Kind\tName\tNamespace');
	page.line(1, '----\t----\t---------');
	for (const subject of arr(object, 'subjects')) page.line(1, `${str(subject, 'kind')}\t${str(subject, 'name')}\t${str(subject, 'namespace')}`);
}
