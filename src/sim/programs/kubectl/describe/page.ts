// The page a describer writes: lines at levels of two blanks, tab-separated, laid out in columns when it ends (describe.PrefixWriter).
import { kubectlDescribe, parseTime, rfc1123z, shortHumanDuration, tabulate } from '../../../values/index.ts';
import { obj, pairs, str, type Json } from '../dig.ts';

export class Page {
	readonly now: number;
	#done = '';
	#open = '';
	constructor(now: number) {
		this.now = now;
	}
	/** Text at a level, as it is. */
	put(level: number, text: string): void {
		this.#open += '  '.repeat(level) + text;
	}
	/** One line at a level. */
	line(level: number, text: string): void {
		this.put(level, `${text}\n`);
	}
	/** "Title:\tvalue" at the left. */
	field(title: string, value: string): void {
		this.line(0, `${title}:\t${value}`);
	}
	/** Ends the columns so far. */
	flush(): void {
		this.#done += tabulate(this.#open, kubectlDescribe);
		this.#open = '';
	}
	text(): string {
		this.flush();
		return this.#done;
	}
	/** "5m3s" since a timestamp, or <unknown>. */
	since(timestamp: string): string {
		const at = timestamp === '' ? undefined : parseTime(timestamp);
		return at === undefined ? '<unknown>' : shortHumanDuration(this.now - at);
	}
}
/** "Fri, 20 Nov 2026 06:11:58 +0000" */
export const when = (timestamp: string): string => rfc1123z(parseTime(timestamp) ?? -62_135_596_800_000_000);
export const orNone = (text: string): string => (text === '' ? '<none>' : text);
export const boolText = (value: unknown): string => (value === undefined ? '<unset>' : value === true ? 'True' : 'False');

/** A map, one pair a line. */
export function labelLines(page: Page, title: string, labels: Readonly<Record<string, string>>, indent = ''): void {
	const keys = Object.keys(labels).sort();
	page.put(0, `${indent}${title}:\t`);
	if (keys.length === 0) page.line(0, '<none>');
	keys.forEach((key, i) => page.line(0, `${i === 0 ? '' : `${indent}\t`}${key}=${labels[key] ?? ''}`));
}
const hiddenAnnotations = ['kubectl.kubernetes.io/last-applied-configuration'];
const longest = 140;
const shorten = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}...` : text);
/** Annotations, long ones below their name. */
export function annotationLines(page: Page, annotations: Readonly<Record<string, string>>, title = 'Annotations'): void {
	const keys = Object.keys(annotations)
		.filter((key) => !hiddenAnnotations.includes(key))
		.sort();
	page.put(0, `${title}:\t`);
	if (keys.length === 0) page.line(0, '<none>');
	keys.forEach((key, i) => {
		if (i > 0) page.put(0, '\t');
		const value = (annotations[key] ?? '').replace(/\n$/, '');
		if (value.length + key.length + 2 > longest || value.includes('\n')) {
			page.line(0, `${key}:`);
			for (const line of value.split('\n')) page.line(0, `\t  ${shorten(line, longest - 2)}`);
		} else page.line(0, `${key}: ${value}`);
	});
}
export const labelsOf = (object: unknown): Readonly<Record<string, string>> => pairs(object, 'metadata', 'labels');
export const annotationsOf = (object: unknown): Readonly<Record<string, string>> => pairs(object, 'metadata', 'annotations');
/** "a=b,c=d", or <none>. */
export function joined(labels: Readonly<Record<string, string>>): string {
	return orNone(
		Object.keys(labels)
			.sort()
			.map((key) => `${key}=${labels[key] ?? ''}`)
			.join(',')
	);
}
/** "Deployment/web" of the managing controller, or "". */
export function controllerName(object: Json): string {
	const owners = obj(object, 'metadata').ownerReferences;
	const owner: unknown = Array.isArray(owners) ? (owners as readonly unknown[]).find((one) => obj(one).controller === true) : undefined;
	return owner === undefined ? '' : `${str(owner, 'kind')}/${str(owner, 'name')}`;
}
/** Name, namespace, labels and annotations. */
export function heading(page: Page, object: Json, namespaced = true): void {
	page.field('Name', str(object, 'metadata', 'name'));
	if (namespaced) page.field('Namespace', str(object, 'metadata', 'namespace'));
	labelLines(page, 'Labels', labelsOf(object));
	annotationLines(page, annotationsOf(object));
}
/** What a describer may ask for besides its object. */
export interface Describing {
	readonly object: Json;
	readonly page: Page;
	readonly showEvents: boolean;
}
