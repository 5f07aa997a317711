// Completion of TYPE and NAME arguments from the live server.
import type { Sys } from '../../engine/index.ts';
import { namespaceOf } from './client-config.ts';
import { arr, str } from './dig.ts';
import { discover, findMapping, groupResource, pathOf } from './discovery.ts';
import { call } from './rest.ts';
import type { Session } from './session.ts';

/** Names of a resource's objects. */
export function* namesOf(s: Session, word: string): Sys<readonly string[]> {
	const mapping = findMapping(yield* discover(s), word);
	if (!mapping) return [];
	const { namespace } = yield* namespaceOf(s);
	const list = yield* call(s, 'GET', pathOf(mapping, namespace));
	return arr(list, 'items').map((item) => str(item, 'metadata', 'name'));
}
/** Resource types, then names; "type/" completes names too. */
export function* resourceArguments(s: Session, typed: string): Sys<readonly string[]> {
	const slash = typed.indexOf('/');
	if (slash > 0) return (yield* namesOf(s, typed.slice(0, slash))).map((name) => `${typed.slice(0, slash)}/${name}`);
	const [type] = s.args;
	if (type !== undefined) return (yield* namesOf(s, type)).filter((name) => !s.args.includes(name));
	const { mappings } = yield* discover(s);
	const core = mappings.filter(({ verbs }) => verbs.includes('get'));
	return core.map((mapping) => (mapping.group === '' ? mapping.resource : groupResource(mapping))).sort();
}
/** Pod names, or type/name. */
export function* podArguments(s: Session, typed: string): Sys<readonly string[]> {
	if (typed.includes('/')) return yield* resourceArguments(s, typed);
	return s.args.length > 0 ? [] : yield* namesOf(s, 'pods');
}
