// The way of a request through the server: authenticate, impersonate, authorize, then the handler of its verb. Pure of effects:
// what must be done outside (etcd, kubelets) is the Outcome. Names no kind.
import type { Kind } from '../kinds/index.ts';
import { anonymous, authenticate, impersonated } from './authn.ts';
import { authorize, type Attributes } from './authz.ts';
import { kindOf, lookup } from './cluster.ts';
import { componentStatuses } from './component-statuses.ts';
import { create } from './create.ts';
import { discovery, isServed, aggregatedGroup } from './discovery.ts';
import type { Memory, User } from './memory.ts';
import { openapi } from './openapi.ts';
import { get, list, watch } from './read.ts';
import { remove, removeCollection } from './remove.ts';
import { failure, ok, plainText, type ApiRequest, type Outcome } from './request.ts';
import { reviews } from './reviews.ts';
import { internal, StatusError } from './status.ts';
import { binding, subresources } from './subresources/index.ts';
import { endpointOf } from './subresources/proxy.ts';
import { patch, update } from './update.ts';
import { health, version } from './paths.ts';
import { encodeJson } from '../values/json.ts';

/** Handles a request as far as memory goes. Never throws for what a client can cause. */
export function handle(m: Memory, request: ApiRequest): Outcome {
	try {
		return route(m, request);
	} catch (error) {
		if (error instanceof StatusError) return failure(error);
		// The real server recovers from panics in handlers too; the trace tells us of the bug.
		m.panics = [...m.panics, `${request.method} ${request.info.path}: ${error instanceof Error ? error.message : String(error)}`];
		return failure(
			internal(`an error on the server ("This request caused apiserver to panic. Look in the logs for details.") has prevented the request from succeeding`)
		);
	}
}

const attributesOf = (request: ApiRequest, user: User): Attributes => {
	const { info } = request;
	return {
		user,
		verb: info.verb,
		isResource: info.isResource,
		path: info.path,
		group: info.group,
		resource: info.resource,
		subresource: info.subresource,
		namespace: info.namespace,
		name: info.name
	};
};

function refuse(request: ApiRequest, user: User, reason: string): StatusError {
	const { info } = request;
	const suffix = reason ? `: ${reason}` : '';
	if (!info.isResource) return new StatusError(403, 'Forbidden', `forbidden: User "${user.name}" cannot ${info.verb} path "${info.path}"${suffix}`, {});
	const resource = info.subresource ? `${info.resource}/${info.subresource}` : info.resource;
	const named = info.group ? `${info.resource}.${info.group}` : info.resource;
	const where = info.namespace && info.resource !== 'namespaces' ? `in the namespace "${info.namespace}"` : 'at the cluster scope';
	const text = `User "${user.name}" cannot ${info.verb} resource "${resource}" in API group "${info.group}" ${where}${suffix}`;
	const scoped = info.namespace && info.resource === 'namespaces' ? text.replace('at the cluster scope', `in the namespace "${info.namespace}"`) : text;
	return new StatusError(403, 'Forbidden', `${named}${info.name ? ` "${info.name}"` : ''} is forbidden: ${scoped}`, {
		...(info.name ? { name: info.name } : {}),
		...(info.group ? { group: info.group } : {}),
		kind: info.resource
	});
}

function impersonate(m: Memory, request: ApiRequest, user: User): User {
	const wanted = impersonated(request);
	if (!wanted) return user;
	const account = wanted.name.startsWith('system:serviceaccount:') ? wanted.name.split(':') : undefined;
	const asks: { resource: string; name: string; namespace: string; group: string }[] = [
		account
			? { resource: 'serviceaccounts', name: account[3] ?? '', namespace: account[2] ?? '', group: '' }
			: { resource: 'users', name: wanted.name, namespace: '', group: '' },
		...wanted.groups
			.filter((group) => !group.startsWith('system:authenticated') && !(account && group.startsWith('system:serviceaccounts')))
			.map((group) => ({ resource: 'groups', name: group, namespace: '', group: '' }))
	];
	for (const ask of asks) {
		const attributes: Attributes = {
			user,
			verb: 'impersonate',
			isResource: true,
			path: '',
			group: ask.group,
			resource: ask.resource,
			subresource: '',
			namespace: ask.namespace,
			name: ask.name
		};
		const decision = authorize(m, attributes);
		if (decision.allowed) continue;
		const where = ask.namespace ? `in the namespace "${ask.namespace}"` : 'at the cluster scope';
		throw new StatusError(
			403,
			'Forbidden',
			`${ask.resource} "${ask.name}" is forbidden: User "${user.name}" cannot impersonate resource "${ask.resource}" in API group "${ask.group}" ${where}`,
			{ name: ask.name, kind: ask.resource }
		);
	}
	request.impersonator = user;
	return wanted;
}

function route(m: Memory, request: ApiRequest): Outcome {
	const { info } = request;
	m.clock = request.now;
	request.user = anonymous;
	request.user = impersonate(m, request, authenticate(m, request));
	const decision = authorize(m, attributesOf(request, request.user));
	request.decision = decision;
	if (!decision.allowed) throw refuse(request, request.user, decision.reason);
	if (!info.isResource) return plainPath(m, request);
	// Own writes are read: nothing is answered from before a revision that some client has been told of.
	if (m.cache.revision < m.written) return { kind: 'wait', revision: m.written };
	const kind = kindOf(m, `${info.apiVersion}/${info.resource}`);
	if (kind?.row.group === aggregatedGroup) return aggregatedRoad(m, request, kind);
	if (!kind) return plainText('404 page not found\n', 404);
	if (kind.strategy.deprecated) request.warnings.push(kind.strategy.deprecated);
	if (info.subresource !== '' && info.subresource !== 'status') return subresource(m, request, kind);
	if (info.subresource === 'status' && !kind.hasStatus) return plainText('404 page not found\n', 404);
	const review = reviews[kind.resource];
	if (review && info.verb === 'create') return review(m, request, kind);
	if (kind.ref === 'v1/bindings' && info.verb === 'create') {
		const pods = kindOf(m, 'v1/pods');
		if (pods) return binding(m, request, pods);
	}
	if (kind.ref === 'v1/componentstatuses') return componentStatuses(m, request, kind);
	switch (info.verb) {
		case 'get':
			return get(m, request, kind);
		case 'list':
			return list(m, request, kind);
		case 'watch':
			return watch(m, request, kind);
		case 'create':
			return create(m, request, kind);
		case 'update':
			return update(m, request, kind);
		case 'patch':
			return patch(m, request, kind);
		case 'delete':
			return remove(m, request, kind);
		case 'deletecollection':
			return removeCollection(m, request, kind);
		default:
			throw new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
	}
}

function subresource(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	const { info } = request;
	const known = kind.row.subresources?.some((sub) => sub.name === info.subresource) ?? false;
	const handler = subresources[`${kind.row.plural}/${info.subresource}`] ?? subresources[`*/${info.subresource}`];
	return known && handler ? handler(m, request, kind) : plainText('404 page not found\n', 404);
}

/** Another server's group: on to the service its APIService names. */
function aggregatedRoad(m: Memory, request: ApiRequest, kind: Kind): Outcome {
	const { info } = request;
	const apiService = lookup(m, 'apiregistration.k8s.io/v1/apiservices', '', `${info.version}.${info.group}`);
	const reference = apiService?.spec?.service;
	if (!apiService || !reference || !isServed(m, kind)) {
		if (!apiService) return plainText('404 page not found\n', 404);
		throw new StatusError(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
	}
	const service = lookup(m, 'v1/services', reference.namespace ?? '', reference.name ?? '');
	const endpoint = service && endpointOf(m, service, String(reference.port ?? 443));
	if (!endpoint) throw new StatusError(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
	let query = '';
	for (const [name, value] of info.query) query += `${query ? '&' : '?'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
	return { kind: 'proxy', host: endpoint.host, port: endpoint.port, tls: true, path: info.path + query };
}

function plainPath(m: Memory, request: ApiRequest): Outcome {
	const { path } = request.info;
	const checked = health(m, request);
	if (checked) return checked;
	if (path === '/version' || path === '/version/')
		return { kind: 'respond', status: 200, headers: { 'Content-Type': 'application/json' }, body: encodeJson(version, { indent: '  ' }) };
	if (path === '/')
		return ok({
			paths: [
				'/.well-known/openid-configuration',
				'/api',
				'/api/v1',
				'/apis',
				'/healthz',
				'/livez',
				'/metrics',
				'/openapi/v2',
				'/openapi/v3',
				'/openid/v1/jwks',
				'/readyz',
				'/version'
			]
		});
	if (path === '/metrics')
		return plainText(
			`# HELP apiserver_storage_objects [STABLE] Number of stored objects.\n# TYPE apiserver_storage_objects gauge\n${[...m.cache.resources]
				.map(([storage, resource]) => `apiserver_storage_objects{resource="${storage}"} ${resource.objects.size}\n`)
				.sort()
				.join('')}`
		);
	if (path === '/.well-known/openid-configuration')
		return ok({
			issuer: m.options.issuer,
			jwks_uri: `https://${m.options.advertiseAddress}:${m.options.securePort}/openid/v1/jwks`,
			response_types_supported: ['id_token'],
			subject_types_supported: ['public'],
			id_token_signing_alg_values_supported: ['RS256']
		});
	return discovery(m, request) ?? openapi(m, request) ?? plainText('404 page not found\n', 404);
}
