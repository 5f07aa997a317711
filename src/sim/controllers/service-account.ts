// Every namespace has a service account "default" and a config map with the cluster's certificate authority.
import { ApiError, cached, create, done, patch, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { readText } from '../kernel/index.ts';

/** Creates unless somebody else has. */
function* ensure(
	ref: string,
	object: {
		apiVersion: string;
		kind: string;
		metadata: { name: string; namespace: string; annotations?: Record<string, string> };
		data?: Record<string, string>;
	}
): Sys<void> {
	try {
		yield* create(ref, object);
	} catch (error) {
		if (!(error instanceof ApiError && (error.code === 409 || error.code === 403 || error.code === 404))) throw error;
	}
}

export const serviceAccount: Controller = {
	name: 'serviceaccount',
	*reconcile(key): Sys<Result> {
		const namespace = yield* cached('v1/namespaces', key);
		if (!namespace || namespace.metadata.deletionTimestamp || (yield* cached('v1/serviceaccounts', `${key}/default`))) return done;
		yield* ensure('v1/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: key } });
		return done;
	}
};

const rootName = 'kube-root-ca.crt';

export const rootCertificate: Controller = {
	name: 'root-ca-cert-publisher',
	*reconcile(key): Sys<Result> {
		const namespace = yield* cached('v1/namespaces', key);
		if (!namespace || namespace.metadata.deletionTimestamp) return done;
		const certificate = yield* readText('/etc/kubernetes/pki/ca.crt');
		const existing = yield* cached('v1/configmaps', `${key}/${rootName}`);
		if (existing && existing.data?.['ca.crt'] !== certificate)
			yield* patch('v1/configmaps', `${key}/${rootName}`, { data: { 'ca.crt': certificate } }, { type: 'merge' });
		if (existing) return done;
		const about =
			'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';
		yield* ensure('v1/configmaps', {
			apiVersion: 'v1',
			kind: 'ConfigMap',
			metadata: { name: rootName, namespace: key, annotations: { 'kubernetes.io/description': about } },
			data: { 'ca.crt': certificate }
		});
		return done;
	}
};
