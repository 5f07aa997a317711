// kubectl auth reconcile: RBAC objects that grant at least what the files say.
import type { Sys } from '../../../engine/index.ts';
import { ApiError } from '../../../client/index.ts';
import { build, type Info } from '../builder.ts';
import { arr, isObject, pairs, put, str, strs, type Json } from '../dig.ts';
import { pathOf } from '../discovery.ts';
import { Failure, throwAll } from '../failure.ts';
import { dryRunOf, getObject, resultPrinter } from '../operations.ts';
import { equal } from '../patch/equal.ts';
import { call } from '../rest.ts';
import { err, type Session } from '../session.ts';

const covers = (owned: readonly string[], wanted: string): boolean => owned.includes('*') || owned.includes(wanted);
/** Single-verb, single-resource parts of rules. */
function parts(rules: readonly unknown[]): Json[] {
	return rules.flatMap((rule) => [
		...strs(rule, 'apiGroups').flatMap((group) =>
			strs(rule, 'resources').flatMap((resource) =>
				strs(rule, 'verbs').flatMap((verb) => {
					const names = strs(rule, 'resourceNames');
					const own = { verbs: [verb], apiGroups: [group], resources: [resource] };
					return names.length === 0 ? [own] : names.map((name) => ({ ...own, resourceNames: [name] }));
				})
			)
		),
		...strs(rule, 'nonResourceURLs').flatMap((url) => strs(rule, 'verbs').map((verb) => ({ verbs: [verb], nonResourceURLs: [url] })))
	]);
}
function covered(owner: readonly unknown[], part: Json): boolean {
	return owner.some((rule) => {
		if (!strs(part, 'verbs').every((verb) => covers(strs(rule, 'verbs'), verb))) return false;
		if (strs(part, 'nonResourceURLs').length > 0)
			return strs(part, 'nonResourceURLs').every((url) =>
				strs(rule, 'nonResourceURLs').some((own) => own === url || own === '*' || (own.endsWith('*') && url.startsWith(own.slice(0, -1))))
			);
		const names = strs(rule, 'resourceNames');
		return (
			strs(part, 'apiGroups').every((group) => covers(strs(rule, 'apiGroups'), group)) &&
			strs(part, 'resources').every((resource) => covers(strs(rule, 'resources'), resource)) &&
			(names.length === 0 || (strs(part, 'resourceNames').length > 0 && strs(part, 'resourceNames').every((name) => names.includes(name))))
		);
	});
}
/** Parts of the same resource joined, verbs together. */
function compact(list: readonly Json[]): Json[] {
	const done: Json[] = [];
	for (const part of list) {
		const { verbs: _own, ...rest } = part;
		const at = done.findIndex(({ verbs: _verbs, ...other }) => equal(other, rest) && strs(part, 'nonResourceURLs').length === 0);
		const known = done[at];
		if (known) done[at] = { ...known, verbs: [...new Set([...strs(known, 'verbs'), ...strs(part, 'verbs')])] };
		else done.push(part);
	}
	return done;
}
const ruleText = (rule: Json): string =>
	`{Verbs:[${strs(rule, 'verbs').join(' ')}] APIGroups:[${strs(rule, 'apiGroups').join(' ')}] Resources:[${strs(rule, 'resources').join(' ')}] ResourceNames:[${strs(rule, 'resourceNames').join(' ')}] NonResourceURLs:[${strs(rule, 'nonResourceURLs').join(' ')}]}`;
const subjectText = (subject: unknown): string =>
	`{Kind:${str(subject, 'kind')} APIGroup:${str(subject, 'apiGroup')} Name:${str(subject, 'name')} Namespace:${str(subject, 'namespace')}}`;

interface Result {
	readonly object: Json;
	readonly operation: '' | 'create' | 'update' | 'recreate';
	readonly missing: readonly string[];
	readonly extra: readonly string[];
}
/** The object as it should be, against the server's. */
function wanted(s: Session, info: Info, existing: Json | undefined): Result {
	const expected = info.object ?? {};
	const role = info.mapping.kind.endsWith('Role');
	const field = role ? 'rules' : 'subjects';
	if (!existing)
		return {
			object: expected,
			operation: 'create',
			missing: arr(expected, field)
				.filter(isObject)
				.map(role ? ruleText : subjectText),
			extra: []
		};
	if (!role && !equal(existing.roleRef, expected.roleRef))
		return { object: expected, operation: 'recreate', missing: arr(expected, field).map(subjectText), extra: [] };
	let object = existing;
	let changed = false;
	for (const map of ['labels', 'annotations']) {
		const merged = { ...pairs(expected, 'metadata', map), ...pairs(existing, 'metadata', map) };
		if (!equal(merged, pairs(existing, 'metadata', map))) {
			object = put(object, ['metadata', map], merged);
			changed = true;
		}
	}
	const [mine, theirs] = [arr(expected, field), arr(existing, field)];
	const missing: Json[] = role
		? compact(parts(mine).filter((part) => !covered(theirs, part)))
		: mine.filter(isObject).filter((one) => !theirs.some((other) => equal(one, other)));
	const extra: Json[] = role
		? compact(parts(theirs).filter((part) => !covered(mine, part)))
		: theirs.filter(isObject).filter((one) => !mine.some((other) => equal(one, other)));
	const remove = s.bool(role ? 'remove-extra-permissions' : 'remove-extra-subjects');
	if (remove && extra.length > 0) object = put(object, [field], mine);
	else if (missing.length > 0) object = put(object, [field], [...theirs, ...missing]);
	if (missing.length > 0 || (remove && extra.length > 0)) changed = true;
	const text = role ? ruleText : subjectText;
	return { object, operation: changed ? 'update' : '', missing: missing.map(text), extra: remove ? extra.map(text) : [] };
}
function* write(s: Session, info: Info, result: Result): Sys<Json> {
	const path = pathOf(info.mapping, info.namespace);
	let answer: unknown = result.object;
	if (result.operation === 'recreate') yield* call(s, 'DELETE', `${path}/${info.name}`, { body: { kind: 'DeleteOptions', apiVersion: 'v1' } });
	if (result.operation === 'create' && info.namespace !== '') {
		try {
			yield* call(s, 'POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: info.namespace } } });
		} catch (error) {
			if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error;
		}
	}
	if (result.operation === 'create' || result.operation === 'recreate') answer = yield* call(s, 'POST', path, { body: result.object });
	else if (result.operation === 'update') answer = yield* call(s, 'PUT', `${path}/${info.name}`, { body: result.object });
	return isObject(answer) ? answer : result.object;
}

export function* reconcile(s: Session): Sys<number> {
	if (s.args.length > 0) throw new Failure('no arguments are allowed');
	if (s.list('filename').length === 0 && s.str('kustomize') === '') throw new Failure('must specify one of -f and -k');
	const dry = yield* dryRunOf(s);
	if (dry === 'server') throw new Failure('--dry-run=server for command reconcile is not supported yet');
	const print = yield* resultPrinter(s);
	const built = yield* build(s);
	const errors: unknown[] = [...built.errors];
	for (const info of built.infos) {
		if (info.mapping.group !== 'rbac.authorization.k8s.io') continue;
		try {
			let existing: Json | undefined;
			try {
				existing = yield* getObject(s, info.mapping, info.namespace, info.name);
			} catch (error) {
				if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
			}
			const result = wanted(s, info, existing);
			const optedOut = existing !== undefined && pairs(existing, 'metadata', 'annotations')['rbac.authorization.kubernetes.io/autoupdate'] === 'false';
			const object = dry === 'client' || optedOut ? result.object : yield* write(s, info, result);
			yield* print(object, `reconciled${dry === 'client' ? ' (dry run)' : ''}`);
			if (result.operation === '') continue;
			yield* err(
				`\treconciliation required ${result.operation}${optedOut ? ', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)' : ''}\n`
			);
			const what = info.mapping.kind.endsWith('Role') ? 'rules' : 'subjects';
			if (result.missing.length > 0) yield* err(`\tmissing ${what} added:\n${result.missing.map((line) => `\t\t${line}\n`).join('')}`);
			if (result.extra.length > 0) yield* err(`\textra ${what} removed:\n${result.extra.map((line) => `\t\t${line}\n`).join('')}`);
		} catch (error) {
			errors.push(error);
		}
	}
	throwAll(errors);
	return 0;
}
