// Certificates in files: PEM blocks whose payload is the modelled certificate as JSON.
// FIDELITY: not DER, so `openssl x509` of the outside cannot read them; names, issuer and dates are what TLS and x509 errors need.
import { base64, text, unbase64, utf8 } from './bytes.ts';

/** Same shape as kernel's Certificate; `issuer` is the issuing authority's common name. Dates in seconds since the epoch. */
export interface X509 {
	readonly commonName: string;
	readonly organization: readonly string[];
	/** DNS names and IP addresses. */
	readonly names: readonly string[];
	readonly issuer: string;
	readonly notBefore: number;
	readonly notAfter: number;
}

/** A PEM block of any type. */
export function encodePem(type: string, payload: Uint8Array): string {
	const body = base64(payload);
	let lines = '';
	for (let i = 0; i < body.length; i += 64) lines += `${body.slice(i, i + 64)}\n`;
	return `-----BEGIN ${type}-----\n${lines}-----END ${type}-----\n`;
}
/** The payload of the first block of that type. */
export function decodePem(pem: string, type: string): Uint8Array | undefined {
	const begin = `-----BEGIN ${type}-----`;
	const start = pem.indexOf(begin);
	const end = pem.indexOf(`-----END ${type}-----`);
	if (start < 0 || end < start) return undefined;
	return unbase64(
		pem
			.slice(start + begin.length, end)
			.replaceAll('\n', '')
			.replaceAll('\r', '')
			.trim()
	);
}
export const encodeCertificate = (certificate: X509): string => encodePem('CERTIFICATE', utf8(JSON.stringify(certificate)));

/** The first certificate of a PEM text; undefined when there is none that we can read. */
export function parseCertificate(pem: string): X509 | undefined {
	return readPem(pem, 'CERTIFICATE');
}
/** What a certificate request asks for: `openssl req -new -subj /CN=…/O=…` makes one. */
export const encodeCertificateRequest = (request: Pick<X509, 'commonName' | 'organization' | 'names'>): string =>
	encodePem('CERTIFICATE REQUEST', utf8(JSON.stringify({ issuer: '', notBefore: 0, notAfter: 0, ...request })));
export const parseCertificateRequest = (pem: string): X509 | undefined => readPem(pem, 'CERTIFICATE REQUEST');

function readPem(pem: string, type: string): X509 | undefined {
	const payload = decodePem(pem, type);
	if (!payload) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(text(payload));
	} catch {
		return undefined;
	}
	return isX509(value) ? value : undefined;
}
const isX509 = (value: unknown): value is X509 =>
	typeof value === 'object' &&
	value !== null &&
	'commonName' in value &&
	typeof value.commonName === 'string' &&
	'organization' in value &&
	'notAfter' in value;
