// The authority's certificate as a PEM text, for config maps that publish it.
import { encodeCertificate } from '../values/x509.ts';

/** FIDELITY: made of the name alone, when the file itself is not at hand. */
export const encodePlainCa = (commonName: string): string =>
	encodeCertificate({ commonName, organization: [], names: [], issuer: commonName, notBefore: 0, notAfter: 4_102_444_800 });
