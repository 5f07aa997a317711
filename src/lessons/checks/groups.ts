// Checks made of checks: any-of holds when one does, all-of when each does; and `held` (on any check), which waits for time to pass.
import type { Json } from '#src/worker/json.ts';
import type { Check } from '../lesson.ts';
import { spoken } from '../spans.ts';
import type { CheckKind, CheckResult, Observer } from './check.ts';

type Look = (check: Check, observer: Observer) => Promise<CheckResult>;

const group = (name: string, about: string, expected: string): Omit<CheckKind, 'look'> => ({
	name,
	about,
	fields: { [name]: { type: 'list', about: 'checks', required: true } },
	expected: () => expected,
	reads: () => true
});

/** The rows; `look` looks at a check of any kind. */
export const groupKinds = (look: Look): CheckKind[] => [
	{
		...group('any-of', 'one of several checks holds', 'one of several things is so'),
		async look({ checks = [] }, observer) {
			const results: CheckResult[] = [];
			for (const check of checks) {
				const result = await look(check, observer);
				if (result.ok) return result;
				results.push(result);
			}
			return { ok: false, seen: results.map(({ seen }) => seen).join('; ') };
		}
	},
	{
		...group('all-of', 'each of several checks holds', 'several things are so at once'),
		async look({ checks = [] }, observer) {
			let seen = '';
			for (const check of checks) {
				const result = await look(check, observer);
				if (!result.ok) return result;
				seen = result.seen;
			}
			return { ok: true, seen };
		}
	}
];

/**
 * `held`: it has been so since the first look that found it so, and at every look since. The memo is that moment (virtual µs); nothing is
 * polled: what the check reads makes it look again, and `again` asks for the one look at the end.
 */
export async function lookHeld(look: Look, check: Check, observer: Observer, us: number, memo: Json | undefined): Promise<CheckResult> {
	const result = await look(check, observer);
	if (!result.ok) return result;
	const since = typeof memo === 'number' && memo <= observer.now ? memo : observer.now;
	const held = observer.now - since;
	if (held >= us) return { ...result, memo: since };
	return { ok: false, seen: `${result.seen}, for ${Math.floor(held / 1e6)} s of ${spoken(us)}`, memo: since, again: since + us };
}
