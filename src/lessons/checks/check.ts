// What a kind of check is: its fields, what it reads, and how it looks at a machine (HOUSE rule 12: leaving no mark).
import type { Json } from '#src/worker/json.ts';
import type { BrowserResponse } from '#src/worker/protocol.ts';
import type { Fields, FieldSpec } from '../fields.ts';
import type { Check } from '../lesson.ts';

export interface CheckResult {
	readonly ok: boolean;
	/** What is there now. Never gives the solution away. */
	readonly seen: string;
	/** Virtual µs: to be looked at once more then, even when nothing has changed. */
	readonly again?: number;
	/** Given back at the next look of this check; forgotten on undo, restart and reload. */
	readonly memo?: Json;
}

/** A process as checks see it. */
export interface SeenProcess {
	readonly pid: number;
	readonly comm: string;
	readonly command: string;
	/** In a pid namespace of its own: a container. */
	readonly contained: boolean;
	readonly cgroup: string;
}

/** A fact of the world's trace. */
interface SeenFact {
	readonly at: number;
	readonly kind: string;
	readonly data: Readonly<Record<string, unknown>>;
}

/** Where a probe starts: on a machine, or inside a container or a pod on it. */
export interface Place {
	readonly host: string;
	readonly container?: string;
	readonly pod?: string;
	readonly namespace?: string;
}

export interface Probe {
	readonly what: 'http' | 'tcp' | 'dns';
	/** URL, "host:port" or a name. */
	readonly target: string;
}

export interface ProbeAnswer extends Omit<BrowserResponse, 'url'> {
	/** dns: what the name stands for. */
	readonly addresses?: readonly string[];
}

export type DockerThing = 'container' | 'image' | 'network' | 'volume';

/** A machine to look at. `run`, `docker` and `probe` happen in copies that are thrown away. */
export interface Observer {
	/** Virtual µs of the world looked at. */
	readonly now: number;
	readonly hosts: readonly string[];
	machine(host: string): { on: boolean; boots: number } | undefined;
	file(host: string, path: string): string | undefined;
	processes(host: string): readonly SeenProcess[];
	/** Listening TCP ports in the host's own network → the program that listens. */
	ports(host: string): ReadonlyMap<number, string>;
	/** What the world's rooms have written since it began, as far back as is kept. */
	facts(): readonly SeenFact[];
	/** Every object of the cluster, read from etcd's memory; undefined when no etcd runs. */
	objects(): readonly Json[] | undefined;
	/** What `docker TYPE inspect` says of all there is; a text when docker cannot say. */
	docker(host: string, what: DockerThing): Promise<readonly Json[] | string>;
	run(host: string, command: string): Promise<{ stdout: string; stderr: string; exit: number | null }>;
	probe(place: Place, probe: Probe): Promise<ProbeAnswer>;
}

export interface CheckKind {
	readonly name: string;
	readonly about: string;
	/** The field of the kind's own name comes first in `fields`. */
	readonly fields: Fields;
	/** What is wrong with fields that fit one by one: the field's name and what was expected. */
	wrong?(args: Check['args']): { readonly field: string; readonly message: string } | undefined;
	/** What is wanted, when the lesson does not say it in its own words. */
	expected(args: Check['args']): string;
	/** Whether a fact may change the answer of a check (of any check of the kind, when none is given). */
	reads(fact: Pick<SeenFact, 'kind' | 'data'>, check?: Check): boolean;
	/** Files may change without a fact: it is looked at again when a terminal has shown something. */
	readonly readsFiles?: boolean;
	/** Needs a copy of the machine. */
	readonly costly?: boolean;
	look(check: Check, observer: Observer, memo?: Json): Promise<CheckResult>;
}

export const textOf = (args: Check['args'], name: string): string | undefined => (typeof args[name] === 'string' ? args[name] : undefined);
export const numberOf = (args: Check['args'], name: string): number | undefined => (typeof args[name] === 'number' ? args[name] : undefined);
export const hostOf = (args: Check['args'], observer: Observer): string => textOf(args, 'host') ?? observer.hosts[0] ?? '';
export const hostField: FieldSpec = { type: 'text', about: 'the machine; the first one when absent' };
export const absentField: FieldSpec = { type: 'boolean', about: 'true: there must be none' };
export const countField: FieldSpec = { type: 'count', about: 'how many there must be, as 3 or ">= 2"' };

/** Fields that say where a probe starts. */
export const placeFields: Fields = {
	host: hostField,
	container: { type: 'text', about: 'asked from inside this container' },
	pod: { type: 'text', about: 'asked from inside this pod' },
	namespace: { type: 'text', about: 'the pod’s namespace; default when absent' }
};
export function placeOf(args: Check['args'], observer: Observer): Place {
	const place: { -readonly [Key in keyof Place]: Place[Key] } = { host: hostOf(args, observer) };
	for (const name of ['container', 'pod', 'namespace'] as const) {
		const value = textOf(args, name);
		if (value !== undefined) place[name] = value;
	}
	return place;
}

/** The value at a dotted path; a part between brackets may hold dots, and a number counts in a list. Undefined when there is none. */
export function valueAt(value: unknown, path: string): unknown {
	let here = value;
	for (const part of pathParts(path)) {
		if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
		here = (here as Record<string, unknown>)[part];
	}
	return here;
}

/** "metadata.labels[app.kubernetes.io/name]" → metadata, labels, app.kubernetes.io/name. */
function pathParts(path: string): string[] {
	const parts: string[] = [];
	for (const piece of path.split(/(\[[^\]]*\])/)) {
		if (piece.startsWith('[')) parts.push(piece.slice(1, -1));
		else parts.push(...piece.split('.').filter((part) => part !== ''));
	}
	return parts;
}

const brief = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
export const shown = (value: unknown): string =>
	value === undefined || value === null ? 'not set' : typeof value === 'string' ? `"${brief(value)}"` : brief(JSON.stringify(value));
export const firstLine = (text: string): string => brief(text.trim().split('\n')[0] ?? '');

/** Whether a number is what "3" or ">= 2" asks for. */
export function counts(wanted: Json | undefined, count: number): boolean {
	const [, sign = '=', digits] = /^(>=|<=|>|<|=)? ?(\d+)$/.exec(String(wanted ?? '>= 1')) ?? [];
	const number = Number(digits);
	return { '>=': count >= number, '<=': count <= number, '>': count > number, '<': count < number, '=': count === number }[sign] ?? false;
}

/** Whether a name is what a pattern asks for: itself, or with * for any part. */
export function named(pattern: string, name: string): boolean {
	const [first = '', ...rest] = pattern.split('*');
	const last = rest.pop();
	if (last === undefined) return pattern === name;
	if (!name.startsWith(first)) return false;
	let at = first.length;
	for (const part of rest) {
		const found = name.indexOf(part, at);
		if (found < 0) return false;
		at = found + part.length;
	}
	return name.length - last.length >= at && name.endsWith(last);
}
