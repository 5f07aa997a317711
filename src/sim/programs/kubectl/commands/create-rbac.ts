// kubectl create role, clusterrole, rolebinding, clusterrolebinding, serviceaccount, token.
import type { Sys } from '../../../engine/index.ts';
import { isatty } from '../../../kernel/index.ts';
import { ApiError } from '../../../client/index.ts';
import { namespaceOf } from '../client-config.ts';
import { isObject, str, type Json } from '../dig.ts';
import { discover, findMapping } from '../discovery.ts';
import { Failure } from '../failure.ts';
import { createGenerated, namespaceField, oneName } from '../generate/create.ts';
import { typedMapping } from '../operations.ts';
import { outputPrinter } from '../print/output.ts';
import { call } from '../rest.ts';
import { err, out, type Session } from '../session.ts';

const rbac = 'rbac.authorization.k8s.io';
const resourceVerbs = [
	'*',
	'get',
	'delete',
	'list',
	'create',
	'update',
	'patch',
	'watch',
	'proxy',
	'deletecollection',
	'use',
	'bind',
	'escalate',
	'impersonate'
];
const otherVerbs = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*'];
const specialVerbs: Readonly<Record<string, readonly string[]>> = {
	use: ['policy/podsecuritypolicies'],
	bind: [`${rbac}/roles`, `${rbac}/clusterroles`],
	escalate: [`${rbac}/roles`, `${rbac}/clusterroles`],
	impersonate: ['/users', '/serviceaccounts', '/groups', 'authentication.k8s.io/userextras']
};
interface Wanted {
	readonly resource: string;
	readonly group: string;
	readonly sub: string;
}
function wanted(sources: readonly string[]): Wanted[] {
	const found: Wanted[] = [];
	for (const source of sources) {
		const slash = source.indexOf('/');
		const main = slash < 0 ? source : source.slice(0, slash);
		const dot = main.indexOf('.');
		const one = { resource: dot < 0 ? main : main.slice(0, dot), group: dot < 0 ? '' : main.slice(dot + 1), sub: slash < 0 ? '' : source.slice(slash + 1) };
		if (one.resource === '*' && dot < 0 && slash < 0) return [one];
		found.push(one);
	}
	return found;
}
const unique = (items: readonly string[]): readonly string[] => [...new Set(items)];
const verbsOf = (s: Session): readonly string[] => (s.list('verb').includes('*') ? ['*'] : unique(s.list('verb')));

function* resolved(s: Session, one: Wanted): Sys<{ resource: string; group: string; known: boolean }> {
	if (one.resource === '*') return { ...one, known: true };
	const mapping = findMapping(yield* discover(s), one.group === '' ? one.resource : `${one.resource}.${one.group}`);
	return mapping ? { resource: mapping.resource, group: mapping.group, known: true } : { resource: one.resource, group: one.group, known: false };
}
function* checkResources(s: Session, verbs: readonly string[], list: readonly Wanted[]): Sys<void> {
	for (const one of list) {
		if (one.resource === '') throw new Failure('resource must be specified if apiGroup/subresource specified');
		if (one.resource === '*') return;
		const found = yield* resolved(s, one);
		let known = found.known;
		for (const verb of verbs) {
			const special = specialVerbs[verb];
			if (!special) continue;
			if (!special.includes(`${found.group}/${found.resource}`))
				throw new Failure(`can not perform '${verb}' on '${found.resource}' in group '${found.group}'`);
			known = true;
		}
		if (!known) throw new Failure(`the server doesn't have a resource type "${one.resource}"${one.group === '' ? '' : ` in group "${one.group}"`}`, 1, true);
	}
}
function* rulesOf(s: Session, verbs: readonly string[], list: readonly Wanted[], urls: readonly string[]): Sys<Json[]> {
	const byGroup = new Map<string, string[]>();
	for (const one of list) {
		const found = yield* resolved(s, one);
		const name = one.sub === '' ? found.resource : `${found.resource}/${one.sub}`;
		const known = byGroup.get(found.group) ?? [];
		if (!known.includes(name)) byGroup.set(found.group, [...known, name]);
	}
	const names = unique(s.list('resource-name'));
	const rules: Json[] = [...byGroup.keys()]
		.sort()
		.map((group) => ({ verbs, apiGroups: [group], resources: byGroup.get(group) ?? [], ...(names.length > 0 ? { resourceNames: names } : {}) }));
	if (urls.length > 0) rules.push({ verbs, nonResourceURLs: urls });
	return rules;
}
function* warnVerbs(verbs: readonly string[]): Sys<void> {
	for (const verb of verbs) if (!resourceVerbs.includes(verb)) yield* err(`Warning: '${verb}' is not a standard resource verb\n`);
}

function* role(s: Session): Sys<Json> {
	const name = oneName(s);
	const verbs = verbsOf(s);
	const list = wanted(s.list('resource'));
	if (verbs.length === 0) throw new Failure('at least one verb must be specified');
	yield* warnVerbs(verbs);
	if (list.length === 0) throw new Failure('at least one resource must be specified');
	yield* checkResources(s, verbs, list);
	return { kind: 'Role', apiVersion: `${rbac}/v1`, metadata: { name, ...(yield* namespaceField(s)) }, rules: yield* rulesOf(s, verbs, list, []) };
}
export const createRole = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, typedMapping(rbac, 'v1', 'Role', 'roles'), role);
};

function checkUrls(verbs: readonly string[], urls: readonly string[]): void {
	if (urls.length === 0) return;
	for (const verb of verbs) if (!otherVerbs.includes(verb)) throw new Failure(`invalid verb: '${verb}' for nonResourceURL`);
	for (const url of urls) {
		if (url === '*') continue;
		if (!url.startsWith('/')) throw new Failure('nonResourceURL should start with /');
		if (url.slice(0, -1).includes('*')) throw new Failure("nonResourceURL only supports wildcard matches when '*' is at the end");
	}
}
function* clusterRole(s: Session): Sys<Json> {
	const name = oneName(s);
	const verbs = verbsOf(s);
	const list = wanted(s.list('resource'));
	const urls = unique(s.list('non-resource-url'));
	const aggregation = s.map('aggregation-rule');
	const base = { kind: 'ClusterRole', apiVersion: `${rbac}/v1`, metadata: { name } };
	if (Object.keys(aggregation).length > 0) {
		if (urls.length > 0 || verbs.length > 0 || list.length > 0 || s.list('resource-name').length > 0)
			throw new Failure('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
		return { ...base, rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregation }] } };
	}
	if (verbs.length === 0) throw new Failure('at least one verb must be specified');
	if (list.length === 0 && urls.length === 0) throw new Failure('one of resource or nonResourceURL must be specified');
	if (list.length > 0) {
		yield* warnVerbs(verbs);
		yield* checkResources(s, verbs, list);
	}
	checkUrls(verbs, urls);
	return { ...base, rules: yield* rulesOf(s, verbs, list, urls) };
}
export const createClusterRole = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, typedMapping(rbac, 'v1', 'ClusterRole', 'clusterroles', false), clusterRole);
};

/** The subjects of --user, --group and --serviceaccount. */
function subjectsOf(s: Session): Json[] {
	return [
		...s.list('user').map((name) => ({ kind: 'User', apiGroup: rbac, name })),
		...s.list('group').map((name) => ({ kind: 'Group', apiGroup: rbac, name })),
		...s.list('serviceaccount').map((account) => {
			const [namespace = '', name = '', ...more] = account.split(':');
			if (namespace === '' || name === '' || more.length > 0) throw new Failure('serviceaccount must be <namespace>:<name>');
			return { kind: 'ServiceAccount', name, namespace };
		})
	];
}
const withSubjects = (subjects: readonly Json[]): Json => (subjects.length > 0 ? { subjects } : {});
function* roleBinding(s: Session): Sys<Json> {
	const name = oneName(s);
	const [cluster, own] = [s.str('clusterrole'), s.str('role')];
	if ((cluster === '') === (own === '')) throw new Failure('exactly one of clusterrole or role must be specified');
	const roleRef = own === '' ? { apiGroup: rbac, kind: 'ClusterRole', name: cluster } : { apiGroup: rbac, kind: 'Role', name: own };
	return { kind: 'RoleBinding', apiVersion: `${rbac}/v1`, metadata: { name, ...(yield* namespaceField(s)) }, ...withSubjects(subjectsOf(s)), roleRef };
}
export const createRoleBinding = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, typedMapping(rbac, 'v1', 'RoleBinding', 'rolebindings'), roleBinding, { failure: 'failed to create rolebinding: ' });
};
function* clusterRoleBinding(s: Session): Sys<Json> {
	const name = oneName(s);
	return {
		kind: 'ClusterRoleBinding',
		apiVersion: `${rbac}/v1`,
		metadata: { name },
		...withSubjects(subjectsOf(s)),
		roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: s.str('clusterrole') }
	};
}
export const createClusterRoleBinding = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(s, typedMapping(rbac, 'v1', 'ClusterRoleBinding', 'clusterrolebindings', false), clusterRoleBinding, {
		failure: 'failed to create clusterrolebinding: '
	});
};

export const createServiceAccount = (s: Session): Sys<number> => {
	oneName(s);
	return createGenerated(
		s,
		typedMapping('', 'v1', 'ServiceAccount', 'serviceaccounts'),
		function* () {
			return { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: oneName(s), ...(yield* namespaceField(s)) } };
		},
		{ failure: 'failed to create serviceaccount: ' }
	);
};

const boundKinds: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };
function boundObject(s: Session): Json {
	const [kind, name, uid] = [s.str('bound-object-kind'), s.str('bound-object-name'), s.str('bound-object-uid')];
	if (kind === '') {
		if (name !== '') throw new Failure('--bound-object-name can only be set if --bound-object-kind is provided');
		if (uid !== '') throw new Failure('--bound-object-uid can only be set if --bound-object-kind is provided');
		return {};
	}
	if (!boundKinds[kind]) throw new Failure(`supported --bound-object-kind values are ${Object.keys(boundKinds).join(', ')}`);
	if (name === '') throw new Failure('--bound-object-name is required if --bound-object-kind is provided');
	return { boundObjectRef: { kind, apiVersion: boundKinds[kind], name, ...(uid === '' ? {} : { uid }) } };
}
export function* createToken(s: Session): Sys<number> {
	const name = oneName(s);
	const duration = s.num('duration');
	if (duration < 0) throw new Failure('--duration must be greater than or equal to 0');
	if (duration % 1_000_000 !== 0) throw new Failure('--duration cannot be expressed in units less than seconds');
	const audiences = s.list('audience');
	if (audiences.includes('')) throw new Failure('--audience must not be an empty string');
	const { namespace } = yield* namespaceOf(s);
	const spec = { audiences: audiences.length > 0 ? audiences : null, ...(duration > 0 ? { expirationSeconds: duration / 1_000_000 } : {}), ...boundObject(s) };
	const print = yield* outputPrinter(s, { typed: true });
	let answer: unknown;
	try {
		answer = yield* call(s, 'POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
			body: { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: {}, spec, status: { token: '', expirationTimestamp: null } }
		});
	} catch (error) {
		if (error instanceof ApiError) throw new Failure(`failed to create token: ${error.message}`);
		throw error;
	}
	const token = str(answer, 'status', 'token');
	if (token === '') throw new Failure('failed to create token: no token in server response');
	if (print && isObject(answer)) yield* print(answer);
	else yield* out(`${token}${(yield* isatty(1)) ? '\n' : ''}`);
	return 0;
}
