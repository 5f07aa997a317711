// What RBAC's storage refuses: roles and bindings that give more than their author has (without the verbs escalate or bind).
import type { ClusterRole, RoleBinding } from '../../kinds/index.ts';
import { authorize, coversRule } from '../authz.ts';
import { lookup } from '../cluster.ts';
import type { PolicyRuleLike } from '../memory.ts';
import { forbidden, notFound, StatusError } from '../status.ts';
import { kindOf } from '../cluster.ts';
import type { Admission, AdmissionAttributes } from './attributes.ts';

const group = 'rbac.authorization.k8s.io';
function may(a: AdmissionAttributes, verb: string, resource: string, name: string): boolean {
	return authorize(a.m, { user: a.request.user, verb, isResource: true, path: '', group, resource, subresource: '', namespace: a.namespace, name }).allowed;
}
const describe = (rule: PolicyRuleLike): string =>
	`{${[
		rule.apiGroups ? `APIGroups:[${rule.apiGroups.map((v) => JSON.stringify(v)).join(' ')}]` : '',
		rule.resources ? `Resources:[${rule.resources.map((v) => JSON.stringify(v)).join(' ')}]` : '',
		rule.resourceNames?.length ? `ResourceNames:[${rule.resourceNames.map((v) => JSON.stringify(v)).join(' ')}]` : '',
		rule.nonResourceURLs?.length ? `NonResourceURLs:[${rule.nonResourceURLs.map((v) => JSON.stringify(v)).join(' ')}]` : '',
		`Verbs:[${rule.verbs.map((v) => JSON.stringify(v)).join(' ')}]`
	]
		.filter(Boolean)
		.join(', ')}`;
function check(a: AdmissionAttributes, rules: readonly PolicyRuleLike[], verb: string, resource: string, name: string): void {
	const { user } = a.request;
	if (user.groups.includes('system:masters') || may(a, verb, resource, name)) return;
	const missing = rules.filter((rule) => !coversRule(a.m, user, a.namespace, rule));
	if (missing.length === 0) return;
	const groups = user.groups.map((g) => JSON.stringify(g)).join(' ');
	throw forbidden(
		a.kind,
		a.name,
		`user "${user.name}" (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${missing.map(describe).join('\n')}`
	);
}

export const roleEscalation: Admission = {
	name: 'rbac.storage',
	validate(a) {
		const { kind, operation, object, m, namespace } = a;
		if (kind.row.group !== group || operation === 'DELETE') return;
		if (kind.row.plural === 'roles' || kind.row.plural === 'clusterroles') {
			const { rules, aggregationRule } = object as unknown as ClusterRole;
			if (aggregationRule) return;
			return check(a, rules ?? [], 'escalate', kind.row.plural, a.name);
		}
		const { roleRef } = object as unknown as RoleBinding;
		if (roleRef.kind !== 'Role' && roleRef.kind !== 'ClusterRole') throw new StatusError(500, '', `unsupported role reference kind: "${roleRef.kind}"`);
		const resource = roleRef.kind === 'Role' ? 'roles' : 'clusterroles';
		if (a.request.user.groups.includes('system:masters') || may(a, 'bind', resource, roleRef.name)) return;
		const role =
			roleRef.kind === 'Role'
				? lookup(m, 'rbac.authorization.k8s.io/v1/roles', namespace, roleRef.name)
				: lookup(m, 'rbac.authorization.k8s.io/v1/clusterroles', '', roleRef.name);
		const roleKind = kindOf(m, `${group}/v1/${resource}`);
		if (!role && roleKind) throw notFound(roleKind, roleRef.name);
		check(a, role?.rules ?? [], 'bind', resource, roleRef.name);
	}
};
