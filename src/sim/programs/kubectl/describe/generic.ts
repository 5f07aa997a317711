// describe of any kind without a describer of its own: its fields, with spaced names.
import type { Sys } from '../../../engine/index.ts';
import { goSprint } from '../../../values/index.ts';
import { isObject, type Json } from '../dig.ts';
import type { Session } from '../session.ts';
import { eventLines, eventsOf } from './events.ts';
import { heading, type Describing, type Page } from './page.ts';

const acronyms = ['API', 'URL', 'UID', 'GUID'];
/** Camel case split as fatih/camelcase does: runs of lower, upper, digit; the last upper letter of a run joins the word after it. */
function camelParts(field: string): string[] {
	const classes: string[] = [];
	const runs: string[] = [];
	for (const char of field) {
		const kind = /[a-z]/.test(char) ? 'lower' : /[A-Z]/.test(char) ? 'upper' : /[0-9]/.test(char) ? 'digit' : 'other';
		if (classes[classes.length - 1] === kind) runs[runs.length - 1] += char;
		else {
			classes.push(kind);
			runs.push(char);
		}
	}
	for (let i = 0; i < runs.length - 1; i++) {
		const run = runs[i] ?? '';
		if (classes[i] === 'upper' && classes[i + 1] === 'lower') {
			runs[i + 1] = run.slice(-1) + (runs[i + 1] ?? '');
			runs[i] = run.slice(0, -1);
		}
	}
	return runs.filter((run) => run !== '');
}
/** "podCIDR" → "Pod CIDR". */
function labelFor(field: string): string {
	if (!/^[A-Za-z-]*$/.test(field)) return field;
	const parts: string[] = [];
	const split = camelParts(field);
	for (let i = 0; i < split.length; i++) {
		const [part = '', next = ''] = [split[i], split[i + 1]];
		if (part.length >= 2 && !/[a-z]/.test(part) && /^[A-Z]/.test(next)) {
			parts.push(part + next);
			i += 1;
		} else parts.push(part);
	}
	return parts
		.map((part) =>
			acronyms.includes(part.toUpperCase()) ? part.toUpperCase() : part === part.toLowerCase() ? part.charAt(0).toUpperCase() + part.slice(1) : part
		)
		.join(' ');
}
const skipped = ['.metadata.managedFields', '.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations'];
function content(page: Page, level: number, object: Json, prefix: string): void {
	for (const field of Object.keys(object).sort()) {
		const path = `${prefix}.${field}`;
		if (skipped.includes(path)) continue;
		const value = object[field];
		if (isObject(value)) {
			page.line(level, `${labelFor(field)}:`);
			content(page, level + 1, value, path);
		} else if (Array.isArray(value)) {
			page.line(level, `${labelFor(field)}:`);
			for (const item of value as readonly unknown[]) {
				if (isObject(item)) content(page, level + 1, item, path);
				else page.line(level + 1, goSprint(item));
			}
		} else page.line(level, `${labelFor(field)}:\t${goSprint(value)}`);
	}
}
export function* describeGeneric(s: Session, { object, page, showEvents }: Describing): Sys<void> {
	heading(page, object);
	content(page, 0, object, '');
	if (showEvents) eventLines(page, yield* eventsOf(s, object));
}
