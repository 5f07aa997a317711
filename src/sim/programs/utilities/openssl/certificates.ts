// openssl req, x509 and verify over modelled certificates: subjects, requests, self-signed and signed certificates, and their texts.
// Leaves out configuration files beyond -extfile's subjectAltName, and policies. What a certificate's own extra fields are (subject order, public
// key, serial) travels beside the fields the rest of the machine reads.
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { decodePem, encodePem, type X509 } from '../../../values/x509.ts';
import { formatDate, type Zone } from '../lib/dates.ts';
import { hex, utf8 } from '../../../values/index.ts';
import { colons, payload, publicOf, publicText, stretch, type Key, type PublicKey } from './keys.ts';

export type Subject = readonly (readonly [name: string, value: string])[];
export interface Full extends X509 {
	/** In the order they were given. */
	readonly subject?: Subject;
	readonly issuerSubject?: Subject;
	readonly publicKey?: PublicKey;
	/** Hex, upper case. */
	readonly serial?: string;
	readonly ca?: boolean;
	readonly issuerKey?: string;
}

const short: Readonly<Record<string, string>> = {
	commonName: 'CN',
	organizationName: 'O',
	organizationalUnitName: 'OU',
	countryName: 'C',
	stateOrProvinceName: 'ST',
	localityName: 'L'
};
const known = ['CN', 'O', 'OU', 'C', 'ST', 'L', 'emailAddress', 'DC', 'serialNumber', 'UID'];

/** "/CN=dave/O=devs": its parts, or what is wrong with it. */
export function parseSubject(text: string): Subject | string {
	if (!text.startsWith('/'))
		return `req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${text.slice(1)}'\n`;
	const out: [string, string][] = [];
	for (const part of text.slice(1).split(/(?<!\\)\//)) {
		if (part === '') continue;
		const at = part.indexOf('=');
		if (at < 0) return `req: Missing '=' after RDN type string '${part}' in subject name string\n`;
		const name = short[part.slice(0, at)] ?? part.slice(0, at);
		if (known.includes(name) && part.slice(at + 1) !== '') out.push([name, part.slice(at + 1).replace(/\\(.)/g, '$1')]);
	}
	return out;
}

const ordered = (c: X509): Subject => [...c.organization.map((o) => ['O', o] as const), ...(c.commonName === '' ? [] : [['CN', c.commonName] as const])];
// What others signed (a cluster's authority) has the order of Go's pkix.Name.
export const subjectOf = (c: Full): Subject => (c.issuer !== '' && !c.issuerSubject ? ordered(c) : (c.subject ?? ordered(c)));
const issuerOf = (c: Full): Subject => c.issuerSubject ?? (c.issuer === c.commonName ? subjectOf(c) : [['CN', c.issuer]]);
const quoted = (value: string): string => (/[,+"\\<>;]/.test(value) ? `"${value.replace(/(["\\])/g, '\\$1')}"` : value);
export const nameText = (subject: Subject): string => subject.map(([name, value]) => `${name} = ${quoted(value)}`).join(', ');

/** What kubectl, curl and the servers read of a subject. */
export const fieldsOf = (subject: Subject): Pick<X509, 'commonName' | 'organization'> => ({
	commonName: subject.find(([name]) => name === 'CN')?.[1] ?? '',
	organization: subject.filter(([name]) => name === 'O').map(([, value]) => value)
});

const encode = (type: string, value: Full): string => encodePem(type, utf8(JSON.stringify(value)));
export const encodeFull = (c: Full): string => encode('CERTIFICATE', c);
export const encodeRequest = (c: Full): string => encode('CERTIFICATE REQUEST', c);
const isFull = (value: unknown): value is Full => typeof value === 'object' && value !== null && 'commonName' in value && 'organization' in value;
export function parseFull(pem: string, type: 'CERTIFICATE' | 'CERTIFICATE REQUEST'): Full | undefined {
	const value = payload(decodePem(pem, type));
	return isFull(value) ? value : undefined;
}

/** Names of "subjectAltName=DNS:a,IP:1.2.3.4". */
export const altNames = (text: string): string[] =>
	text
		.replace(/^\s*subjectAltName\s*=\s*/, '')
		.split(',')
		.map((one) => one.trim().replace(/^(?:DNS|IP|email|URI)(?: Address)?:/, ''))
		.filter((one) => one !== '');
const isAddress = (name: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(name) || name.includes(':');
export const altText = (names: readonly string[]): string => names.map((name) => (isAddress(name) ? `IP Address:${name}` : `DNS:${name}`)).join(', ');

export const publicKeyOf = (c: Full): PublicKey =>
	c.publicKey ?? { kind: 'rsa', bits: 2048, id: hex(sha256(utf8(JSON.stringify([c.commonName, c.issuer, c.notBefore])))) };
export const serialOf = (c: Full): string => c.serial ?? hex(stretch(`serial ${JSON.stringify(c)}`, 16)).toUpperCase();
export const fingerprint = (c: Full, algorithm: 'sha1' | 'sha256'): string =>
	[...(algorithm === 'sha1' ? sha1 : sha256)(utf8(JSON.stringify(c)))].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
const keyId = (key: PublicKey): Uint8Array => sha1(utf8(key.id));
const upperColons = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');

export const dateText = (seconds: number, zone: Zone): string => `${formatDate(seconds * 1_000_000, '%b %e %H:%M:%S %Y', zone)} GMT`;

const algorithmOf = (key: PublicKey): string => (key.kind === 'rsa' ? 'rsaEncryption' : key.kind === 'ec' ? 'id-ecPublicKey' : 'ED25519');
const signature = (key: PublicKey): string => (key.kind === 'rsa' ? 'sha256WithRSAEncryption' : key.kind === 'ec' ? 'ecdsa-with-SHA256' : 'ED25519');

const publicKeyInfo = (key: PublicKey): string =>
	`        Subject Public Key Info:\n            Public Key Algorithm: ${algorithmOf(key)}\n${publicText(key, 16)}`;
const signatureText = (c: Full, algorithm: string): string =>
	`    Signature Algorithm: ${algorithm}\n    Signature Value:\n${colons(stretch(`signature ${JSON.stringify(c)}`, 256), 18, 8)}`;

export function certificateText(c: Full, zone: Zone): string {
	const key = publicKeyOf(c);
	const serial = serialOf(c);
	const pairs = serial.toLowerCase().match(/../g) ?? [];
	const extensions: string[] = [];
	if (c.ca)
		extensions.push(
			`            X509v3 Subject Key Identifier: \n                ${upperColons(keyId(key))}\n            X509v3 Authority Key Identifier: \n                ${upperColons(keyId(key))}\n            X509v3 Basic Constraints: critical\n                CA:TRUE\n`
		);
	else if (!c.publicKey && c.organization.length > 0)
		extensions.push(
			'            X509v3 Key Usage: critical\n                Digital Signature\n            X509v3 Extended Key Usage: \n                TLS Web Client Authentication\n            X509v3 Basic Constraints: critical\n                CA:FALSE\n'
		);
	if (c.names.length > 0) extensions.push(`            X509v3 Subject Alternative Name: \n                ${altText(c.names)}\n`);
	return (
		`Certificate:\n    Data:\n        Version: ${extensions.length > 0 ? '3 (0x2)' : '1 (0x0)'}\n        Serial Number:\n            ${pairs.join(':')}\n        Signature Algorithm: ${signature(key)}\n` +
		`        Issuer: ${nameText(issuerOf(c))}\n        Validity\n            Not Before: ${dateText(c.notBefore, zone)}\n            Not After : ${dateText(c.notAfter, zone)}\n        Subject: ${nameText(subjectOf(c))}\n` +
		publicKeyInfo(key) +
		(extensions.length > 0 ? `        X509v3 extensions:\n${extensions.join('')}` : '') +
		signatureText(c, signature(key))
	);
}

export function requestText(c: Full): string {
	const key = publicKeyOf(c);
	const attributes =
		c.names.length > 0
			? `        Attributes:\n            Requested Extensions:\n                X509v3 Subject Alternative Name: \n                    ${altText(c.names)}\n`
			: '        Attributes:\n            (none)\n            Requested Extensions:\n';
	return `Certificate Request:\n    Data:\n        Version: 1 (0x0)\n        Subject: ${nameText(subjectOf(c))}\n${publicKeyInfo(key)}${attributes}${signatureText(c, signature(key))}`;
}

export const issuerText = (c: Full): string => nameText(issuerOf(c));

/** A certificate over a request, by an authority (or by its own key). */
export function sign(
	request: Full,
	by: { certificate: Full | undefined; key: Key },
	o: { from: number; seconds: number; serial: string; names: readonly string[]; ca: boolean }
): Full {
	const subject = subjectOf(request);
	const issuer = by.certificate ? subjectOf(by.certificate) : subject;
	return {
		...fieldsOf(subject),
		names: o.names,
		issuer: issuer.find(([name]) => name === 'CN')?.[1] ?? '',
		notBefore: o.from,
		notAfter: o.from + o.seconds,
		subject,
		issuerSubject: issuer,
		publicKey: publicKeyOf(request),
		serial: o.serial,
		issuerKey: publicOf(by.key).id,
		...(o.ca && { ca: true })
	};
}

/** OpenSSL's verdict over a chain of trust by names and keys: undefined when it is good. */
export function problem(c: Full, trusted: readonly Full[], between: readonly Full[], now: number): { code: number; text: string } | undefined {
	const issuer = (one: Full): Full | undefined => {
		const wanted = issuerText(one);
		return [...trusted, ...between].find(
			(ca) => nameText(subjectOf(ca)) === wanted && (one.issuerKey === undefined || ca.publicKey === undefined || ca.publicKey.id === one.issuerKey)
		);
	};
	let at = c;
	for (let depth = 0; depth < 10; depth++) {
		if (now > at.notAfter) return { code: 10, text: 'certificate has expired' };
		if (now < at.notBefore) return { code: 9, text: 'certificate is not yet valid' };
		if (trusted.some((ca) => JSON.stringify(ca) === JSON.stringify(at))) return undefined;
		const self = issuerText(at) === nameText(subjectOf(at));
		if (self) return depth === 0 ? { code: 18, text: 'self-signed certificate' } : { code: 19, text: 'self-signed certificate in certificate chain' };
		const next = issuer(at);
		if (!next) return { code: 20, text: 'unable to get local issuer certificate' };
		at = next;
	}
	return { code: 22, text: 'certificate chain too long' };
}
