// Tokens of service accounts: modelled JWTs, readable claims and a signature made of the claims and the signing key file's text.
// FIDELITY: the signature is a digest, not RSA, so outside libraries cannot verify it.
import { base64Url } from '../values/bytes.ts';
import { sha256Hex } from '../values/digest.ts';
import type { Plain } from './decode.ts';

/** The signature of "header.claims" with the key file's text. */
export const tokenSignature = (key: string, head: string): string => base64Url(sha256Hex(`${key}\0${head}`));

/** Makes a token of claims, as the TokenRequest API and the token controller do. */
export function signToken(key: string, claims: Plain): string {
	const head = `${base64Url(JSON.stringify({ alg: 'RS256', kid: sha256Hex(key).slice(0, 43) }))}.${base64Url(JSON.stringify(claims))}`;
	return `${head}.${tokenSignature(key, head)}`;
}
