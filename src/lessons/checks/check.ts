// What a kind of check is: its fields, what it reads, and how it looks at a machine (HOUSE rule 12: leaving no mark).
import type { Json } from '#src/worker/json.ts';
import type { BrowserResponse } from '#src/worker/protocol.ts';
import type { FieldSpec } from '../fields.ts';
import type { Check } from '../lesson.ts';

export interface CheckResult {
	readonly ok: boolean;
	/** What is there now. Never gives the solution away. */
	readonly seen: string;
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

/** A machine to look at. `run` and `fetch` happen in a copy that is thrown away. */
export interface Observer {
	readonly hosts: readonly string[];
	machine(host: string): { on: boolean; boots: number } | undefined;
	file(host: string, path: string): string | undefined;
	processes(host: string): readonly SeenProcess[];
	/** Listening TCP ports in the host's own network → the program that listens. */
	ports(host: string): ReadonlyMap<number, string>;
	run(host: string, command: string): Promise<{ stdout: string; stderr: string; exit: number | null }>;
	fetch(host: string, url: string): Promise<BrowserResponse>;
}

export interface CheckKind {
	readonly name: string;
	readonly about: string;
	/** The field of the kind's own name comes first in `fields`. */
	readonly fields: Readonly<Record<string, FieldSpec>>;
	/** What is wanted, when the lesson does not say it in its own words. */
	expected(args: Check['args']): string;
	/** Whether a fact may change the answer. */
	reads(fact: { kind: string; data: Readonly<Record<string, unknown>> }): boolean;
	/** Files may change without a fact: it is looked at again when a terminal has shown something. */
	readonly readsFiles?: boolean;
	/** Needs a copy of the machine. */
	readonly costly?: boolean;
	look(check: Check, observer: Observer): Promise<CheckResult>;
}

export const textOf = (args: Check['args'], name: string): string | undefined => (typeof args[name] === 'string' ? args[name] : undefined);
export const numberOf = (args: Check['args'], name: string): number | undefined => (typeof args[name] === 'number' ? args[name] : undefined);
export const hostOf = (args: Check['args'], observer: Observer): string => textOf(args, 'host') ?? observer.hosts[0] ?? '';
export const hostField: FieldSpec = { type: 'text', about: 'the machine; the first one when absent' };

/** The value at a dotted path; undefined when there is none. */
export function valueAt(value: unknown, path: string): unknown {
	let here = value;
	for (const part of path.split('.')) {
		if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
		here = (here as Record<string, unknown>)[part];
	}
	return here;
}

export const shown = (value: unknown): string =>
	value === undefined ? 'not set' : typeof value === 'string' ? `"${value.length > 60 ? `${value.slice(0, 57)}…` : value}"` : JSON.stringify(value);
export const same = (value: unknown, wanted: Json): boolean => value === wanted || JSON.stringify(value) === JSON.stringify(wanted);
