// The client's side of the modelled TLS handshake, with OpenSSL's words for what is wrong with a certificate.
import { Errno, type Sys } from '../../../engine/sys.ts';
import { clock, readText, recv, send } from '../../../kernel/index.ts';
import type { Certificate, Received } from '../../../kernel/index.ts';
import { parseCertificate } from '../../../values/x509.ts';
import { attempt } from './tool.ts';

export interface TlsAnswer {
	readonly chain: readonly Certificate[];
	/** OpenSSL's words; undefined: the certificate is good. */
	readonly problem: string | undefined;
	/** The certificate is valid for other names. */
	readonly nameMismatch: boolean;
}

/** Greets the server. Answers its certificates and their problem, or what it sent instead (not TLS), or null at end of stream. */
export function* handshake(
	fd: number,
	serverName: string,
	options: { authorities?: string; certificate?: string; timeoutUs?: number } = {}
): Sys<TlsAnswer | { notTls: Received }> {
	const own = options.certificate === undefined ? undefined : parseCertificate(options.certificate);
	yield* send(fd, { kind: 'tls-hello', serverName, ...(own && { certificate: own }) });
	const answer = yield* recv(fd, { timeoutUs: options.timeoutUs ?? 30_000_000 });
	if (answer?.kind !== 'tls-certificate') return { notTls: answer };
	const { chain } = answer;
	return { chain, ...(yield* problemOf(chain, serverName, options.authorities)) };
}

const names = (bundle: string): string[] =>
	bundle.split('-----END CERTIFICATE-----').flatMap((part) => parseCertificate(`${part}-----END CERTIFICATE-----\n`)?.commonName ?? []);

function* problemOf(
	chain: readonly Certificate[],
	serverName: string,
	authorities: string | undefined
): Sys<{ problem: string | undefined; nameMismatch: boolean }> {
	const leaf = chain[0];
	if (!leaf) return { problem: 'unable to get local issuer certificate', nameMismatch: false };
	let bundle = authorities;
	if (bundle === undefined) {
		const text = yield* attempt(readText('/etc/ssl/certs/ca-certificates.crt'));
		bundle = text instanceof Errno ? '' : text;
	}
	const trusted = names(bundle);
	const root = chain[chain.length - 1] ?? leaf;
	const known = chain.some((one) => trusted.includes(one.issuer) || trusted.includes(one.commonName));
	if (!known) {
		const selfSigned = root.issuer === root.commonName;
		return {
			problem: selfSigned
				? chain.length > 1
					? 'self-signed certificate in certificate chain'
					: 'self-signed certificate'
				: 'unable to get local issuer certificate',
			nameMismatch: false
		};
	}
	const now = (yield* clock()) / 1_000_000;
	if (now > leaf.notAfter) return { problem: 'certificate has expired', nameMismatch: false };
	if (now < leaf.notBefore) return { problem: 'certificate is not yet valid', nameMismatch: false };
	const host = serverName.replace(/^\[|\]$/g, '').toLowerCase();
	const matches = (name: string): boolean =>
		name.toLowerCase() === host || (name.startsWith('*.') && host.includes('.') && host.slice(host.indexOf('.')) === name.slice(1).toLowerCase());
	return leaf.names.some(matches)
		? { problem: undefined, nameMismatch: false }
		: { problem: `no alternative certificate subject name matches target host name '${host}'`, nameMismatch: true };
}
