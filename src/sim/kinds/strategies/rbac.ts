// Roles and bindings.
import { strategy, type Cell, type TableContext } from '../kind.ts';
import type { FieldErrors } from '../field-errors.ts';
import type { PolicyRule, RoleBinding, Subject } from '../generated/types.ts';
import { same, since } from './common.ts';

/** Names that may stand in a path: not ".", "..", no "/" or "%". */
const pathName = (name: string): readonly string[] => {
	if (name === '.' || name === '..') return [`may not be '${name}'`];
	return ['/', '%'].filter((c) => name.includes(c)).map((c) => `may not contain '${c}'`);
};
function validateRules(rules: readonly PolicyRule[] | null | undefined, namespaced: boolean, errors: FieldErrors): void {
	for (const [i, rule] of (rules ?? []).entries()) {
		const at = `rules[${i}]`;
		if (!rule.verbs?.length) errors.required(`${at}.verbs`, 'verbs must contain at least one value');
		if (rule.nonResourceURLs?.length) {
			if (namespaced) errors.invalid(`${at}.nonResourceURLs`, rule.nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs');
			if (rule.apiGroups?.length || rule.resources?.length || rule.resourceNames?.length)
				errors.invalid(`${at}.nonResourceURLs`, rule.nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs');
			continue;
		}
		if (!rule.apiGroups?.length) errors.required(`${at}.apiGroups`, 'resource rules must supply at least one api group');
		if (!rule.resources?.length) errors.required(`${at}.resources`, 'resource rules must supply at least one resource');
	}
}
const roles = strategy('rbac.authorization.k8s.io/v1/roles', {
	name: pathName,
	validate: (role, errors) => validateRules(role.rules, true, errors),
	row: (role) => [role.metadata.name, role.metadata.creationTimestamp]
});
const clusterRoles = strategy('rbac.authorization.k8s.io/v1/clusterroles', {
	name: pathName,
	validate: (role, errors) => validateRules(role.rules, false, errors),
	row: (role) => [role.metadata.name, role.metadata.creationTimestamp]
});
const group = 'rbac.authorization.k8s.io';
function defaultSubjects(binding: { roleRef: { apiGroup?: string }; subjects?: { kind: string; apiGroup?: string }[] }): void {
	binding.roleRef.apiGroup ||= group;
	for (const subject of binding.subjects ?? []) if ((subject.kind === 'User' || subject.kind === 'Group') && !subject.apiGroup) subject.apiGroup = group;
}
function validateBinding(
	binding: { roleRef: { apiGroup?: string; kind: string; name: string }; subjects?: readonly Subject[] },
	kinds: readonly string[],
	namespaced: boolean,
	errors: FieldErrors
): void {
	if (binding.roleRef.apiGroup !== group) errors.unsupported('roleRef.apiGroup', binding.roleRef.apiGroup ?? '', [group]);
	if (!kinds.includes(binding.roleRef.kind) && !namespaced) errors.unsupported('roleRef.kind', binding.roleRef.kind, kinds);
	if (!binding.roleRef.name) errors.required('roleRef.name');
	for (const [i, subject] of (binding.subjects ?? []).entries()) {
		const at = `subjects[${i}]`;
		if (!subject.name) errors.required(`${at}.name`);
		if (subject.kind === 'ServiceAccount') {
			if (!namespaced && !subject.namespace) errors.required(`${at}.namespace`);
		} else if (subject.kind === 'User' || subject.kind === 'Group') {
			if (subject.apiGroup !== group) errors.unsupported(`${at}.apiGroup`, subject.apiGroup ?? '', [group]);
		} else errors.unsupported(`${at}.kind`, subject.kind, ['ServiceAccount', 'User', 'Group']);
	}
}
const bindingRow = (binding: RoleBinding, context: TableContext): readonly Cell[] => {
	const names = (kind: string): string =>
		(binding.subjects ?? [])
			.filter((s) => s.kind === kind)
			.map((s) => (kind === 'ServiceAccount' ? `${s.namespace ?? ''}/${s.name}` : s.name))
			.join(', ');
	return [
		binding.metadata.name,
		`${binding.roleRef.kind}/${binding.roleRef.name}`,
		since(binding.metadata.creationTimestamp, context),
		names('User'),
		names('Group'),
		names('ServiceAccount')
	];
};
const fixedRole = (now: RoleBinding, old: RoleBinding, errors: FieldErrors): void => {
	if (!same(now.roleRef, old.roleRef)) errors.invalid('roleRef', now.roleRef, 'cannot change roleRef');
};
const roleBindings = strategy('rbac.authorization.k8s.io/v1/rolebindings', {
	name: pathName,
	defaults(binding) {
		defaultSubjects(binding as never);
		for (const subject of binding.subjects ?? [])
			if (subject.kind === 'ServiceAccount' && !subject.namespace && binding.metadata.namespace) subject.namespace = binding.metadata.namespace;
	},
	validate: (binding, errors) => validateBinding(binding, ['Role', 'ClusterRole'], true, errors),
	validateUpdate(binding, old, errors) {
		validateBinding(binding, ['Role', 'ClusterRole'], true, errors);
		fixedRole(binding, old, errors);
	},
	row: bindingRow
});
const clusterRoleBindings = strategy('rbac.authorization.k8s.io/v1/clusterrolebindings', {
	name: pathName,
	defaults: (binding) => defaultSubjects(binding as never),
	validate: (binding, errors) => validateBinding(binding, ['ClusterRole'], false, errors),
	validateUpdate(binding, old, errors) {
		validateBinding(binding, ['ClusterRole'], false, errors);
		fixedRole(binding, old, errors);
	},
	row: (binding, context) => bindingRow(binding as RoleBinding, context)
});
export const rbac = [roles, clusterRoles, roleBindings, clusterRoleBindings];
