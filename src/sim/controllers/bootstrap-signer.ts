// The bootstrap signer: kube-public/cluster-info carries, for each bootstrap token that may sign, a detached JWS of its kubeconfig, so that a
// joining machine that knows the token can trust the certificate in it (pkg/controller/bootstrap).
import { cached, cachedList, done, patch, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { base64Url, concat, sha256Bytes, text, unbase64, utf8 } from '../values/index.ts';

const infoKey = 'kube-public/cluster-info';
const prefix = 'jws-kubeconfig-';

/** HMAC-SHA256 (RFC 2104). */
function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
	const block = new Uint8Array(64);
	block.set(key.length > 64 ? sha256Bytes(key) : key);
	const inner = sha256Bytes(concat([block.map((byte) => byte ^ 0x36), message]));
	return sha256Bytes(concat([block.map((byte) => byte ^ 0x5c), inner]));
}
function signature(content: string, id: string, secret: string): string {
	const header = base64Url(`{"alg":"HS256","kid":"${id}"}`);
	const full = `${id}.${secret}`;
	return `${header}..${base64Url(hmac(utf8(full), utf8(`${header}.${base64Url(content)}`)))}`;
}

export const bootstrapSigner: Controller = {
	name: 'bootstrapsigner',
	*reconcile(): Sys<Result> {
		const info = yield* cached('v1/configmaps', infoKey);
		const kubeconfig = info?.data?.['kubeconfig'];
		if (!info || kubeconfig === undefined) return done;
		const wanted: Record<string, string> = {};
		for (const secret of yield* cachedList('v1/secrets')) {
			if (secret.type !== 'bootstrap.kubernetes.io/token' || secret.metadata.namespace !== 'kube-system') continue;
			const value = (name: string): string => text(unbase64(secret.data?.[name] ?? ''));
			if (value('usage-bootstrap-signing') === 'true')
				wanted[`${prefix}${value('token-id')}`] = signature(kubeconfig, value('token-id'), value('token-secret'));
		}
		const changes: Record<string, string | null> = {};
		for (const key of Object.keys(info.data ?? {})) if (key.startsWith(prefix) && wanted[key] === undefined) changes[key] = null;
		for (const [key, jws] of Object.entries(wanted)) if (info.data?.[key] !== jws) changes[key] = jws;
		if (Object.keys(changes).length > 0) yield* patch('v1/configmaps', infoKey, { data: changes }, { type: 'merge' });
		return done;
	}
};
