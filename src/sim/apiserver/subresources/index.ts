// Subresources beyond status: a row per "resource/subresource" (or "*/subresource"), each a handler with an Outcome.
import {
	FieldErrors,
	isPlain,
	type CertificateSigningRequest,
	type Kind,
	type KubeObject,
	type Mutable,
	type Namespace,
	type Plain,
	type Pod,
	signToken
} from '../../kinds/index.ts';
import { labelSelectorAsSelector, matchesSelector } from '../../values/selector.ts';
import { rfc3339 } from '../../values/time.ts';
import { kindOf, listAll, lookup, stored } from '../cluster.ts';
import { draftOf } from '../draft.ts';
import type { Memory } from '../memory.ts';
import { uuid } from '../metadata.ts';
import { removeNamed } from '../remove.ts';
import { headerOf, objectBody, ok, type Answer, type ApiRequest, type Outcome, type Write } from '../request.ts';
import { badRequest, conflict, invalid, modified, notFound, StatusError, success } from '../status.ts';
import { requireNamespace } from '../admission/namespace-lifecycle.ts';
import { patchedBy, replaceWith, scale } from '../update.ts';
import { view } from '../view.ts';
import { isDryRun } from '../create.ts';
import { podProxy, serviceProxy, nodeProxy, toKubelet } from './proxy.ts';

export type Subresource = (m: Memory, request: ApiRequest, kind: Kind) => Outcome;

function target(m: Memory, request: ApiRequest, kind: Kind): KubeObject {
	const object = stored(m, kind, request.info.namespace, request.info.name);
	if (!object) throw notFound(kind, request.info.name);
	return object;
}
function write(m: Memory, request: ApiRequest, kind: Kind, old: KubeObject, object: KubeObject, answer: Answer, status: number): Outcome {
	if (isDryRun(request)) return ok(typeof answer === 'object' ? answer.value : view(m, request, kind, object), status);
	const key = kind.row.namespaced ? `${request.info.namespace}/${request.info.name}` : request.info.name;
	const plan: Write = {
		kind: 'write',
		status,
		changes: [{ storage: kind.storage, key, object, expect: Number(old.metadata.resourceVersion) }],
		answer,
		ref: kind.ref,
		retry: true,
		onConflict: conflict(kind, request.info.name, modified).body
	};
	return plan;
}

/** POST pods/NAME/binding (and bindings): the scheduler's one write. */
const binding: Subresource = (m, request, kind) => {
	const body = objectBody(request, kind);
	const metadata = isPlain(body.metadata) ? body.metadata : {};
	const name = request.info.name || String(metadata.name ?? '');
	const old = stored(m, kind, request.info.namespace, name) as Pod | undefined;
	if (!old) throw notFound(kind, name);
	const to = isPlain(body.target) ? body.target : {};
	const errors = new FieldErrors();
	if (typeof to.name !== 'string' || to.name === '') errors.required('target.name');
	if (to.kind !== undefined && to.kind !== 'Node') errors.unsupported('target.kind', to.kind, ['Node', '<empty>']);
	if (errors.any) throw invalid(kind, name, errors.list, 'Binding', '');
	if (typeof metadata.uid === 'string' && metadata.uid !== '' && metadata.uid !== old.metadata.uid)
		throw conflict(kind, name, `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${old.metadata.uid}`);
	if (old.metadata.deletionTimestamp) throw conflictBinding(name, `pod ${name} is being deleted, cannot be assigned to a host`);
	if (old.spec?.nodeName) throw conflictBinding(name, `pod ${name} is already assigned to node "${old.spec.nodeName}"`);
	if (old.spec?.schedulingGates?.length) throw conflictBinding(name, `pod ${name} has non-empty .spec.schedulingGates`);
	const annotations = isPlain(metadata.annotations)
		? { ...old.metadata.annotations, ...(metadata.annotations as Record<string, string>) }
		: old.metadata.annotations;
	const condition = {
		type: 'PodScheduled',
		status: 'True',
		observedGeneration: old.metadata.generation,
		lastProbeTime: null,
		lastTransitionTime: rfc3339(request.now)
	};
	const conditions = [...(old.status?.conditions ?? []).filter((c) => c.type !== 'PodScheduled'), condition];
	const object = {
		...old,
		metadata: { ...old.metadata, ...(annotations ? { annotations } : {}) },
		spec: { ...old.spec, nodeName: to.name },
		status: { ...old.status, conditions }
	} as unknown as KubeObject;
	const fixed: ApiRequest = { ...request, info: { ...request.info, name } };
	return write(m, fixed, kind, old, object, { value: success() }, 201);
};
const conflictBinding = (name: string, why: string): StatusError =>
	new StatusError(409, 'Conflict', `Operation cannot be fulfilled on pods/binding "${name}": ${why}`, { name, kind: 'pods/binding' });

/** POST pods/NAME/eviction: a delete that a PodDisruptionBudget may refuse. */
const eviction: Subresource = (m, request, kind) => {
	requireNamespace(m, request.info.namespace);
	const pod = target(m, request, kind) as Pod;
	const body = objectBody(request, kind);
	const options = isPlain(body.deleteOptions) ? body.deleteOptions : {};
	const grace = options.gracePeriodSeconds;
	const go = (): Outcome => {
		const outcome = removeNamed(m, request, kind, request.info.name, {
			grace: typeof grace === 'number' ? grace : undefined,
			policy: undefined,
			uid: undefined,
			version: undefined,
			dryRun: Array.isArray(options.dryRun) && options.dryRun.includes('All')
		});
		return outcome.kind === 'write' ? { ...outcome, status: 201, answer: { value: success() } } : ok(success(), 201);
	};
	if (pod.metadata.deletionTimestamp || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed' || pod.status?.phase === 'Pending') return go();
	const budgets = listAll(m, 'policy/v1/poddisruptionbudgets', request.info.namespace).filter(
		(pdb) => pdb.spec?.selector && matchesSelector(labelSelectorAsSelector(pdb.spec.selector), pod.metadata.labels)
	);
	if (budgets.length > 1)
		throw new StatusError(
			500,
			'InternalError',
			'Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'
		);
	const budget = budgets[0];
	if (!budget) return go();
	const ready = pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
	if (
		!ready &&
		(budget.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow' ||
			((budget.status?.currentHealthy ?? 0) >= (budget.status?.desiredHealthy ?? 0) && (budget.status?.desiredHealthy ?? 0) > 0))
	)
		return go();
	const allowed = budget.status?.disruptionsAllowed ?? 0;
	if ((budget.status?.observedGeneration ?? 0) < (budget.metadata.generation ?? 0))
		throw tooMany(`The disruption budget ${budget.metadata.name} is still being processed by the server.`, 10);
	if (allowed <= 0)
		throw tooMany(
			`The disruption budget ${budget.metadata.name} needs ${budget.status?.desiredHealthy ?? 0} healthy pods and has ${budget.status?.currentHealthy ?? 0} currently`,
			0
		);
	const outcome = go();
	const pdbs = kindOf(m, 'policy/v1/poddisruptionbudgets');
	if (outcome.kind !== 'write' || !pdbs) return outcome;
	const next = {
		...budget,
		status: { ...budget.status, disruptionsAllowed: allowed - 1, disruptedPods: { ...budget.status?.disruptedPods, [pod.metadata.name]: rfc3339(request.now) } }
	};
	return {
		...outcome,
		changes: [
			...outcome.changes,
			{
				storage: pdbs.storage,
				key: `${request.info.namespace}/${budget.metadata.name}`,
				object: next as unknown as KubeObject,
				expect: Number(budget.metadata.resourceVersion)
			}
		]
	};
};
const tooMany = (cause: string, retryAfterSeconds: number): StatusError =>
	new StatusError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
		causes: [{ reason: 'DisruptionBudget', message: cause }],
		...(retryAfterSeconds ? { retryAfterSeconds } : {})
	});

/** POST serviceaccounts/NAME/token; as with everything made, the namespace is looked at before the object. */
const token: Subresource = (m, request, kind) => {
	requireNamespace(m, request.info.namespace);
	const account = target(m, request, kind);
	const body = objectBody(request, kind);
	const spec: Plain = isPlain(body.spec) ? body.spec : {};
	const seconds = typeof spec.expirationSeconds === 'number' ? spec.expirationSeconds : 3600;
	const errors = new FieldErrors();
	if (seconds < 600) errors.invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 10 minutes');
	if (seconds > 4_294_967_296) errors.invalid('spec.expirationSeconds', seconds, 'may not specify a duration larger than 2^32 seconds');
	if (errors.any) throw invalid(kind, '', errors.list, 'TokenRequest', 'authentication.k8s.io');
	const now = Math.floor(request.now / 1_000_000);
	const audiences = Array.isArray(spec.audiences) && spec.audiences.length > 0 ? spec.audiences : [m.options.issuer];
	const bound = isPlain(spec.boundObjectRef) ? spec.boundObjectRef : undefined;
	const { namespace } = request.info;
	const own: Plain = { namespace, serviceaccount: { name: account.metadata.name, uid: account.metadata.uid } };
	if (bound?.kind === 'Pod') {
		const pod = lookup(m, 'v1/pods', namespace, String(bound.name));
		const pods = kindOf(m, 'v1/pods');
		if (!pod && pods) throw notFound(pods, String(bound.name));
		if (pod) {
			own.pod = { name: pod.metadata.name, uid: pod.metadata.uid };
			const node = pod.spec?.nodeName ? lookup(m, 'v1/nodes', '', pod.spec.nodeName) : undefined;
			if (node) own.node = { name: node.metadata.name, uid: node.metadata.uid };
		}
	}
	if (bound?.kind === 'Secret') own.secret = { name: bound.name, uid: bound.uid };
	const extended = own.pod !== undefined && seconds === 3607;
	const exp = now + (extended ? 31_536_000 : seconds);
	const signed = signToken(m.saKey, {
		aud: audiences,
		exp,
		iat: now,
		iss: m.options.issuer,
		jti: uuid(request.random),
		'kubernetes.io': { ...own, ...(extended ? { warnafter: now + 3607 } : {}) },
		nbf: now,
		sub: `system:serviceaccount:${namespace}:${account.metadata.name}`
	});
	return ok(
		{
			kind: 'TokenRequest',
			apiVersion: 'authentication.k8s.io/v1',
			metadata: { name: account.metadata.name, namespace, creationTimestamp: rfc3339(request.now) },
			spec: { audiences, expirationSeconds: seconds, boundObjectRef: bound ?? null },
			status: { token: signed, expirationTimestamp: rfc3339(exp * 1_000_000) }
		},
		201
	);
};

/** PUT and PATCH certificatesigningrequests/NAME/approval */
const approval: Subresource = (m, request, kind) => {
	const old = target(m, request, kind);
	if (request.info.verb === 'get') return ok(view(m, request, kind, old));
	const body =
		request.info.verb === 'patch'
			? patchedBy(request, kind, old, headerOf(request.headers, 'Content-Type').split(';')[0] ?? '').object
			: objectBody(request, kind);
	const draft = draftOf(request, kind, body, old);
	const status = draft.status as Mutable<NonNullable<CertificateSigningRequest['status']>> | undefined;
	const conditions = (status?.conditions ?? []).map((c) => ({
		...c,
		lastUpdateTime: c.lastUpdateTime ?? rfc3339(request.now),
		lastTransitionTime: c.lastTransitionTime ?? rfc3339(request.now)
	}));
	const merged: Plain = {
		...(old as unknown as Plain),
		status: { ...('status' in old ? (old.status as Plain) : {}), conditions },
		metadata: { ...old.metadata }
	};
	return replaceWith(m, request, { ...kind, strategy: { ...kind.strategy, keepsStatus: true } }, old, merged, true);
};

/** PUT namespaces/NAME/finalize */
const finalize: Subresource = (m, request, kind) => {
	const old = target(m, request, kind) as Namespace;
	const spec = objectBody(request, kind).spec;
	const object = { ...old, spec: { ...(isPlain(spec) ? spec : {}) } } as Namespace;
	const gone = old.metadata.deletionTimestamp !== undefined && !object.spec?.finalizers?.length && !old.metadata.finalizers?.length;
	if (!gone) return write(m, request, kind, old, object, 'view', 200);
	return {
		kind: 'write',
		status: 200,
		changes: [{ storage: kind.storage, key: request.info.name, object: null, expect: Number(old.metadata.resourceVersion) }],
		answer: { value: object },
		ref: kind.ref,
		retry: true,
		onConflict: conflict(kind, request.info.name, modified).body
	};
};

/** PATCH pods/NAME/ephemeralcontainers and resize: the pod with only that part of its spec changed. */
const podPart =
	(keep: (next: Mutable<Pod>, old: Pod) => Plain): Subresource =>
	(m, request, kind) => {
		const old = target(m, request, kind) as Pod;
		if (request.info.verb === 'get') return ok(view(m, request, kind, old));
		const body =
			request.info.verb === 'patch'
				? patchedBy(request, kind, old, headerOf(request.headers, 'Content-Type').split(';')[0] ?? '').object
				: objectBody(request, kind);
		const draft = draftOf(request, kind, body, old, () => '');
		const spec = keep(draft as unknown as Mutable<Pod>, old);
		// What plain updates may not change is what this part is for: it is validated as a new pod's would be.
		const strategy = {
			...kind.strategy,
			validateUpdate: (object: KubeObject, _old: KubeObject, errors: FieldErrors) => kind.strategy.validate?.(object, errors)
		};
		return replaceWith(m, request, { ...kind, strategy }, old, { ...(old as unknown as Plain), spec, metadata: { ...old.metadata } }, true);
	};
const ephemeralContainers = podPart((next, old) => {
	const before = old.spec?.ephemeralContainers ?? [];
	const after = next.spec?.ephemeralContainers ?? [];
	for (const container of before)
		if (!after.some((c) => c.name === container.name)) throw badRequest(`ephemeral containers may not be removed: ${container.name}`);
	return { ...old.spec, ephemeralContainers: after };
});
const resize = podPart((next, old) => ({
	...old.spec,
	containers: (old.spec?.containers ?? []).map((c) => ({ ...c, resources: next.spec?.containers.find((n) => n.name === c.name)?.resources ?? c.resources }))
}));

/** The table. Scale is found by its strategy. */
export const subresources: Readonly<Record<string, Subresource>> = {
	'*/scale': scale,
	'pods/binding': binding,
	'pods/eviction': eviction,
	'pods/log': toKubelet('containerLogs'),
	'pods/exec': toKubelet('exec'),
	'pods/attach': toKubelet('attach'),
	'pods/portforward': toKubelet('portForward'),
	'pods/proxy': podProxy,
	'services/proxy': serviceProxy,
	'nodes/proxy': nodeProxy,
	'pods/ephemeralcontainers': ephemeralContainers,
	'pods/resize': resize,
	'serviceaccounts/token': token,
	'certificatesigningrequests/approval': approval,
	'namespaces/finalize': finalize
};
export { binding };
