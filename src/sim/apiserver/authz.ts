// May they: RBAC over the stored roles and bindings, and the node authorizer for kubelets. Answers the reason as the real one words it.
// Invariant: grants are compiled per subject and thrown away when a role or binding changes.
import { labelSelectorAsSelector, matchesSelector } from '../values/selector.ts';
import type { Pod } from '../kinds/index.ts';
import { onNode } from './cache.ts';
import { listAll, lookup } from './cluster.ts';
import type { Memory, PolicyRuleLike, RbacGrant, User } from './memory.ts';

export interface Attributes {
	readonly user: User;
	readonly verb: string;
	readonly isResource: boolean;
	readonly path: string;
	readonly group: string;
	readonly resource: string;
	readonly subresource: string;
	readonly namespace: string;
	readonly name: string;
}
export interface Decision {
	readonly allowed: boolean;
	readonly reason: string;
}

/** Decides, in the order of --authorization-mode; members of system:masters may do everything. */
export function authorize(m: Memory, attributes: Attributes): Decision {
	if (attributes.user.groups.includes('system:masters')) return { allowed: true, reason: '' };
	let reason = '';
	for (const mode of m.options.authorizationModes) {
		if (mode === 'AlwaysAllow') return { allowed: true, reason: '' };
		const decision = mode === 'RBAC' ? rbac(m, attributes) : mode === 'Node' ? node(m, attributes) : undefined;
		if (decision?.allowed) return decision;
		if (decision?.reason) reason = reason ? `${reason}, ${decision.reason}` : decision.reason;
	}
	return { allowed: false, reason };
}

// RBAC ---------------------------------------------------------------------------------------------
function rbac(m: Memory, attributes: Attributes): Decision {
	for (const grant of grantsOf(m, attributes.user)) {
		if (grant.namespace !== '' && grant.namespace !== attributes.namespace) continue;
		for (const rule of grant.rules) if (covers(rule, attributes)) return { allowed: true, reason: `RBAC: allowed by ${grant.binding}` };
	}
	return { allowed: false, reason: '' };
}
const mostUsers = 1000;
/** What a user is granted, subject by subject: found once as long as roles and bindings stay as they are. */
function grantsOf(m: Memory, user: User): readonly RbacGrant[] {
	const { rules, users } = compiledRules(m);
	const key = `${user.name}\0${user.groups.join('\0')}`;
	let grants = users.get(key);
	if (!grants) {
		grants = subjectsOf(user).flatMap((subject) => rules.get(subject) ?? nothing);
		if (users.size >= mostUsers) users.clear();
		users.set(key, grants);
	}
	return grants;
}
/** Every rule that applies to a user, with where. */
export function* rulesFor(m: Memory, user: User): Generator<{ grant: RbacGrant; rule: PolicyRuleLike }> {
	for (const grant of grantsOf(m, user)) for (const rule of grant.rules) yield { grant, rule };
}
const nothing: readonly never[] = [];
/** What a user is in bindings. */
function subjectsOf(user: User): readonly string[] {
	const subjects = [`User/${user.name}`, ...user.groups.map((group) => `Group/${group}`)];
	if (user.name.startsWith('system:serviceaccount:')) {
		const [, , namespace, name] = user.name.split(':');
		subjects.push(`ServiceAccount/${namespace ?? ''}/${name ?? ''}`);
	}
	return subjects;
}
function compiledRules(m: Memory): NonNullable<Memory['rbac']> {
	if (m.rbac && m.rbac.version === m.rbacVersion) return m.rbac;
	const rules = new Map<string, RbacGrant[]>();
	const add = (
		kind: string,
		binding: {
			metadata: { name: string; namespace?: string };
			roleRef: { kind: string; name: string };
			subjects?: readonly { kind: string; name: string; namespace?: string }[];
		},
		namespace: string
	): void => {
		const { roleRef } = binding;
		const role =
			roleRef.kind === 'ClusterRole'
				? lookup(m, 'rbac.authorization.k8s.io/v1/clusterroles', '', roleRef.name)
				: lookup(m, 'rbac.authorization.k8s.io/v1/roles', namespace, roleRef.name);
		if (!role) return;
		const what =
			kind === 'ClusterRoleBinding'
				? `ClusterRoleBinding "${binding.metadata.name}" of ${roleRef.kind} "${roleRef.name}"`
				: `RoleBinding "${binding.metadata.name}/${namespace}" of ${roleRef.kind} "${roleRef.name}"`;
		for (const subject of binding.subjects ?? []) {
			const key = subject.kind === 'ServiceAccount' ? `ServiceAccount/${subject.namespace ?? ''}/${subject.name}` : `${subject.kind}/${subject.name}`;
			const grants = rules.get(key) ?? [];
			rules.set(key, grants);
			const about = subject.kind === 'ServiceAccount' ? `ServiceAccount "${subject.name}/${subject.namespace ?? ''}"` : `${subject.kind} "${subject.name}"`;
			grants.push({ namespace: kind === 'RoleBinding' ? namespace : '', rules: effectiveRules(m, role), binding: `${what} to ${about}` });
		}
	};
	for (const binding of listAll(m, 'rbac.authorization.k8s.io/v1/clusterrolebindings')) add('ClusterRoleBinding', binding, '');
	for (const binding of listAll(m, 'rbac.authorization.k8s.io/v1/rolebindings')) add('RoleBinding', binding, binding.metadata.namespace ?? '');
	return (m.rbac = { version: m.rbacVersion, rules, users: new Map() });
}
/** A role's rules; an aggregating ClusterRole has those the selector finds (the controller writes them too). */
function effectiveRules(
	m: Memory,
	role: { rules?: readonly PolicyRuleLike[] | null; aggregationRule?: { clusterRoleSelectors?: readonly object[] } }
): readonly PolicyRuleLike[] {
	if (role.rules && role.rules.length > 0) return role.rules;
	const selectors = (role.aggregationRule?.clusterRoleSelectors ?? []).map((selector) =>
		labelSelectorAsSelector(selector as Parameters<typeof labelSelectorAsSelector>[0])
	);
	if (selectors.length === 0) return [];
	return listAll(m, 'rbac.authorization.k8s.io/v1/clusterroles')
		.filter((other) => selectors.some((selector) => matchesSelector(selector, other.metadata.labels)))
		.flatMap((other) => other.rules ?? []);
}
const has = (list: readonly string[] | undefined, value: string): boolean => list !== undefined && (list.includes(value) || list.includes('*'));
function covers(rule: PolicyRuleLike, a: Attributes): boolean {
	if (!has(rule.verbs, a.verb)) return false;
	if (!a.isResource)
		return (rule.nonResourceURLs ?? []).some((url) => url === '*' || url === a.path || (url.endsWith('*') && a.path.startsWith(url.slice(0, -1))));
	if (!has(rule.apiGroups, a.group)) return false;
	const resource = a.subresource ? `${a.resource}/${a.subresource}` : a.resource;
	const named = rule.resources?.includes(resource) || rule.resources?.includes('*') || (a.subresource !== '' && rule.resources?.includes(`*/${a.subresource}`));
	if (!named) return false;
	return !rule.resourceNames || rule.resourceNames.length === 0 || rule.resourceNames.includes(a.name);
}
/** Whether a set of rules covers another rule: for the escalation check of role writes. */
export function coversRule(m: Memory, user: User, namespace: string, wanted: PolicyRuleLike): boolean {
	if (user.groups.includes('system:masters')) return true;
	const own = [...rulesFor(m, user)].filter(({ grant }) => grant.namespace === '' || grant.namespace === namespace).map(({ rule }) => rule);
	for (const verb of wanted.verbs) {
		for (const url of wanted.nonResourceURLs ?? []) if (!own.some((rule) => has(rule.verbs, verb) && has(rule.nonResourceURLs, url))) return false;
		for (const group of wanted.apiGroups ?? [])
			for (const resource of wanted.resources ?? [])
				for (const name of wanted.resourceNames?.length ? wanted.resourceNames : [''])
					if (
						!own.some(
							(rule) =>
								has(rule.verbs, verb) &&
								has(rule.apiGroups, group) &&
								has(rule.resources, resource) &&
								(!rule.resourceNames?.length || rule.resourceNames.includes(name))
						)
					)
						return false;
	}
	return true;
}

// nodes ----------------------------------------------------------------------------------------------
/** The node's name when the user is a kubelet. */
export const nodeOf = (user: User): string | null =>
	user.groups.includes('system:nodes') && user.name.startsWith('system:node:') ? user.name.slice('system:node:'.length) : null;

const readable: ReadonlySet<string> = new Set([
	'/services',
	'/nodes',
	'/pods',
	'storage.k8s.io/csidrivers',
	'node.k8s.io/runtimeclasses',
	'storage.k8s.io/csinodes',
	'/persistentvolumes',
	'resource.k8s.io/resourceslices',
	'storage.k8s.io/volumeattachments',
	'/endpoints',
	'discovery.k8s.io/endpointslices'
]);
/** Follows the node authorizer: a kubelet may read what the pods bound to it refer to. */
function node(m: Memory, a: Attributes): Decision {
	const name = nodeOf(a.user);
	const no = (reason: string): Decision => ({ allowed: false, reason });
	const yes: Decision = { allowed: true, reason: '' };
	if (name === null) return no('');
	const what = `${a.group}/${a.resource}`;
	if (!a.isResource) return no('');
	const reads = a.verb === 'get' || a.verb === 'list' || a.verb === 'watch';
	if (reads && readable.has(what)) return yes;
	if (what === '/secrets' || what === '/configmaps' || what === '/persistentvolumeclaims') {
		if (!reads) return no('');
		return refersTo(m, name, a) ? yes : no(`no relationship found between node '${name}' and this object`);
	}
	if (what === '/serviceaccounts')
		return (a.verb === 'get' || (a.verb === 'create' && a.subresource === 'token')) && refersTo(m, name, a)
			? yes
			: no(`no relationship found between node '${name}' and this object`);
	if (what === '/pods') return ['create', 'delete', 'update', 'patch'].includes(a.verb) ? yes : no('');
	if (what === '/nodes') return ['create', 'update', 'patch'].includes(a.verb) ? yes : no('');
	if (what === '/events' || what === 'events.k8s.io/events') return ['create', 'update', 'patch'].includes(a.verb) ? yes : no('');
	if (what === 'coordination.k8s.io/leases')
		return a.namespace === 'kube-node-lease' && (a.name === name || a.verb === 'create')
			? yes
			: no(`can only access node lease with the same name as the requesting node`);
	if (what === 'storage.k8s.io/csinodes')
		return a.name === name || a.verb === 'create' ? yes : no('can only access CSINode with the same name as the requesting node');
	if (what === 'certificates.k8s.io/certificatesigningrequests' || what.startsWith('authentication.k8s.io/') || what.startsWith('authorization.k8s.io/'))
		return ['create', 'get', 'list', 'watch'].includes(a.verb) ? yes : no('');
	if (what === 'resource.k8s.io/resourceclaims') return a.verb === 'get' ? yes : no('');
	return no('');
}
function refersTo(m: Memory, nodeName: string, a: Attributes): boolean {
	if (a.name === '') return false;
	const pods = m.cache.resources.get('pods');
	for (const pod of pods ? (onNode(pods, nodeName) as readonly Pod[]) : []) {
		const { spec } = pod;
		if (!spec || pod.metadata.namespace !== a.namespace) continue;
		if (a.resource === 'serviceaccounts') {
			if ((spec.serviceAccountName ?? 'default') === a.name) return true;
			continue;
		}
		// A reference is any place in the pod's spec that names it; the spec's own words tell which kind.
		const text = JSON.stringify(spec);
		if (text.includes(`"${a.name}"`)) return true;
	}
	return false;
}
