// The kinds that are questions: token and access reviews answer at once and are never stored. Rows by resource.
import { isPlain, type Kind, type Plain } from '../kinds/index.ts';
import { authorize, rulesFor, type Attributes } from './authz.ts';
import { userOfToken } from './authn.ts';
import type { Memory, User } from './memory.ts';
import { objectBody, ok, type ApiRequest, type Outcome } from './request.ts';
import { badRequest } from './status.ts';
import { draftOf } from './draft.ts';

const str = (value: unknown): string => (typeof value === 'string' ? value : '');
const plain = (value: unknown): Plain => (isPlain(value) ? value : {});
type Review = (m: Memory, request: ApiRequest, kind: Kind) => Outcome;

const answer = (kind: Kind, spec: unknown, status: unknown): Outcome =>
	ok({ kind: kind.row.kind, apiVersion: kind.apiVersion, metadata: {}, ...(spec === undefined ? {} : { spec }), status }, 201);

function attributesOf(spec: Plain, user: User): Attributes {
	const resource = isPlain(spec.resourceAttributes) ? spec.resourceAttributes : undefined;
	const other = plain(spec.nonResourceAttributes);
	return {
		user,
		verb: str((resource ?? other).verb),
		isResource: resource !== undefined,
		path: str(other.path),
		group: str(resource?.group),
		resource: str(resource?.resource),
		subresource: str(resource?.subresource),
		namespace: str(resource?.namespace),
		name: str(resource?.name)
	};
}
const userInfo = (user: User): Plain => ({
	username: user.name,
	...(user.uid ? { uid: user.uid } : {}),
	groups: user.groups,
	...(user.extra ? { extra: user.extra } : {})
});

function accessReview(own: boolean): Review {
	return (m, request, kind) => {
		const draft = draftOf(request, kind, objectBody(request, kind), null);
		const spec = plain(draft.spec);
		if (spec.resourceAttributes === undefined && spec.nonResourceAttributes === undefined)
			throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified');
		const user: User = own ? request.user : { name: str(spec.user), groups: Array.isArray(spec.groups) ? spec.groups.map(String) : [] };
		const { allowed, reason } = authorize(m, attributesOf(spec, user));
		return answer(kind, spec, { allowed, ...(reason ? { reason } : {}) });
	};
}

/** By resource: "selfsubjectreviews.authentication.k8s.io". */
export const reviews: Readonly<Record<string, Review>> = {
	'selfsubjectreviews.authentication.k8s.io': (_m, request, kind) => answer(kind, undefined, { userInfo: userInfo(request.user) }),
	'tokenreviews.authentication.k8s.io': (m, request, kind) => {
		const spec = plain(objectBody(request, kind).spec);
		const user = userOfToken(m, str(spec.token), request.now);
		return answer(
			kind,
			spec,
			user ? { authenticated: true, user: userInfo(user), audiences: [m.options.issuer] } : { user: {}, error: '[invalid bearer token, unknown]' }
		);
	},
	'selfsubjectaccessreviews.authorization.k8s.io': accessReview(true),
	'subjectaccessreviews.authorization.k8s.io': accessReview(false),
	'localsubjectaccessreviews.authorization.k8s.io': accessReview(false),
	'selfsubjectrulesreviews.authorization.k8s.io': (m, request, kind) => {
		const spec = plain(objectBody(request, kind).spec);
		const namespace = str(spec.namespace);
		if (namespace === '') throw badRequest('no namespace on request');
		const resourceRules: Plain[] = [];
		const nonResourceRules: Plain[] = [];
		if (request.user.groups.includes('system:masters')) {
			resourceRules.push({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] });
			nonResourceRules.push({ verbs: ['*'], nonResourceURLs: ['*'] });
		}
		for (const { grant, rule } of rulesFor(m, request.user)) {
			if (grant.namespace !== '' && grant.namespace !== namespace) continue;
			if (rule.nonResourceURLs?.length) nonResourceRules.push({ verbs: rule.verbs, nonResourceURLs: rule.nonResourceURLs });
			else
				resourceRules.push({
					verbs: rule.verbs,
					apiGroups: rule.apiGroups ?? [],
					resources: rule.resources ?? [],
					...(rule.resourceNames?.length ? { resourceNames: rule.resourceNames } : {})
				});
		}
		return answer(kind, {}, { resourceRules, nonResourceRules, incomplete: false });
	}
};
