// The certificate authority that the simulated internet's servers are signed by, and the bundle by which machines and images trust it.
import { encodeCertificate } from '../values/x509.ts';

/** Far past and far future, in seconds since the Unix epoch: 2013 and 2038. */
const validity = { notBefore: 1_375_358_400, notAfter: 2_147_468_400 };
export const publicAuthority = {
	commonName: 'DigiCert Global Root G2',
	organization: ['DigiCert Inc'],
	names: [],
	issuer: 'DigiCert Global Root G2',
	...validity
} as const;

/** A server's certificate, signed by it. */
export const publicCertificate = (
	names: readonly string[]
): { commonName: string; organization: readonly string[]; names: readonly string[]; issuer: string; notBefore: number; notAfter: number } => ({
	commonName: names[0] ?? '',
	organization: [],
	names,
	issuer: publicAuthority.commonName,
	...validity
});

/** /etc/ssl/certs/ca-certificates.crt. */
export const publicBundle: string = encodeCertificate(publicAuthority);
