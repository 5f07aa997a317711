// The cluster role aggregation controller: a ClusterRole with an aggregationRule has the rules of all roles its selectors choose.
// Follows pkg/controller/clusterroleaggregation: roles in the order of their names, each rule once, written by server-side apply.
import { cached, cachedList, done, patch, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import type { PolicyRule } from '../kinds/index.ts';
import { selects } from './selectors.ts';

function* reconcile(key: string): Sys<Result> {
	const role = yield* cached('rbac.authorization.k8s.io/v1/clusterroles', key);
	if (!role?.aggregationRule) return done;
	const others = [...(yield* cachedList('rbac.authorization.k8s.io/v1/clusterroles'))].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
	const rules = new Map<string, PolicyRule>();
	for (const selector of role.aggregationRule.clusterRoleSelectors ?? [])
		for (const other of others)
			if (other.metadata.name !== key && selects(selector, other.metadata.labels))
				for (const rule of other.rules ?? []) rules.set(sameText(rule), rules.get(sameText(rule)) ?? rule);
	const wanted = [...rules.values()];
	if (JSON.stringify(wanted.map(sameText)) === JSON.stringify((role.rules ?? []).map(sameText))) return done;
	const body = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: key }, rules: wanted };
	yield* patch('rbac.authorization.k8s.io/v1/clusterroles', key, body, { type: 'apply', force: true, fieldManager: 'clusterrole-aggregation-controller' });
	return done;
}
const sameText = (rule: PolicyRule): string =>
	JSON.stringify([rule.verbs, rule.apiGroups ?? [], rule.resources ?? [], rule.resourceNames ?? [], rule.nonResourceURLs ?? []]);

export const clusterRoleAggregation: Controller = { name: 'clusterrole-aggregation', reconcile };
