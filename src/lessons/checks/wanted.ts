// What a check wants, told to its author in one sentence. Unlike `expected` (a title, which learners read) it says every field, since
// the author has written them; groups say what their parts want.
import type { Json } from '#src/worker/json.ts';
import { microseconds, spoken } from '../spans.ts';
import type { Check } from '../lesson.ts';
import { checkKinds } from './index.ts';

/** Fields that say how or where to look, not what is wanted. */
const told = new Set(['seen', 'held', 'host']);
const brief = (text: string): string => (text.length > 100 ? `${text.slice(0, 97)}…` : text);
const shown = (value: Json): string => brief(typeof value === 'string' ? `"${value}"` : JSON.stringify(value));

/** "container web is running (image: "nginx:latest")" */
export function wantedOf(check: Check): string {
	const us = microseconds(check.args['held']);
	const held = us === undefined ? '' : `, and so for ${spoken(us)}`;
	if (check.checks) return check.checks.map(wantedOf).join(check.kind === 'any-of' ? ', or ' : ', and ') + held;
	const words = checkKinds.find(({ name }) => name === check.kind)?.expected(check.args) ?? check.kind;
	const more = Object.entries(check.args).filter(
		([name, value]) => name !== check.kind && !told.has(name) && typeof value !== 'boolean' && !words.includes(String(value))
	);
	const fields = more.map(([name, value]) => `${name}: ${shown(value)}`).join(', ');
	return (fields === '' ? words : `${words.replace(/ as asked for$/, '')} (${fields})`) + held;
}
