// Secrets of type service-account-token: the token controller fills in the token, the namespace and the cluster's certificate, and removes
// those whose account has gone (pkg/controller/serviceaccount/tokens_controller.go).
import { ApiError, cached, done, get, patch, remove, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { readText } from '../kernel/index.ts';
import { signToken } from '../kinds/index.ts';
import { base64 } from '../values/index.ts';

export const tokenType = 'kubernetes.io/service-account-token';
const nameKey = 'kubernetes.io/service-account.name';
const uidKey = 'kubernetes.io/service-account.uid';

export const legacyTokens: Controller = {
	name: 'serviceaccount-token',
	*reconcile(key): Sys<Result> {
		const secret = yield* cached('v1/secrets', key);
		if (secret?.type !== tokenType || secret.metadata.deletionTimestamp) return done;
		const namespace = secret.metadata.namespace ?? '';
		const name = secret.metadata.annotations?.[nameKey] ?? '';
		if (name === '') return done;
		let account;
		try {
			account = yield* get('v1/serviceaccounts', `${namespace}/${name}`);
		} catch (error) {
			if (!(error instanceof ApiError && error.code === 404)) throw error;
		}
		const known = secret.metadata.annotations?.[uidKey];
		if (!account || (known !== undefined && known !== account.metadata.uid)) {
			yield* remove('v1/secrets', key);
			return done;
		}
		if (secret.data?.['token'] && secret.data['ca.crt'] && secret.data['namespace'] && known) return done;
		const token = signToken(yield* readText('/etc/kubernetes/pki/sa.key'), {
			iss: 'kubernetes/serviceaccount',
			'kubernetes.io/serviceaccount/namespace': namespace,
			'kubernetes.io/serviceaccount/secret.name': secret.metadata.name,
			'kubernetes.io/serviceaccount/service-account.name': name,
			'kubernetes.io/serviceaccount/service-account.uid': account.metadata.uid,
			sub: `system:serviceaccount:${namespace}:${name}`
		});
		const data = { 'ca.crt': base64(yield* readText('/etc/kubernetes/pki/ca.crt')), namespace: base64(namespace), token: base64(token) };
		yield* patch('v1/secrets', key, { metadata: { annotations: { [uidKey]: account.metadata.uid } }, data }, { type: 'merge' });
		return done;
	}
};
