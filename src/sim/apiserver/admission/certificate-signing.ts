// CertificateApproval, CertificateSigning, CertificateSubjectRestriction: who may approve and sign for a signer, and no client certificate for system:masters.
import { parseCertificateRequest } from '../../values/x509.ts';
import { text, unbase64 } from '../../values/bytes.ts';
import type { CertificateSigningRequest } from '../../kinds/index.ts';
import { authorize } from '../authz.ts';
import { forbidden } from '../status.ts';
import type { Admission } from './attributes.ts';

export const certificateSigning: Admission = {
	name: 'CertificateApproval',
	validate({ m, kind, operation, object, old, subresource, request, name }) {
		if (kind.ref !== 'certificates.k8s.io/v1/certificatesigningrequests') return;
		const draft = object as unknown as CertificateSigningRequest;
		if (operation === 'CREATE') {
			if (draft.spec.signerName !== 'kubernetes.io/kube-apiserver-client') return;
			const asked = parseCertificateRequest(text(unbase64(draft.spec.request)));
			if (asked?.organization.includes('system:masters'))
				throw forbidden(kind, name, 'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed');
			return;
		}
		if (operation !== 'UPDATE' || (subresource !== 'approval' && subresource !== 'status')) return;
		const signer = (old as CertificateSigningRequest | undefined)?.spec.signerName ?? '';
		const verb = subresource === 'approval' ? 'approve' : 'sign';
		const base = { user: request.user, verb, isResource: true, path: '', group: 'certificates.k8s.io', resource: 'signers', subresource: '', namespace: '' };
		const domain = signer.slice(0, signer.indexOf('/'));
		if (authorize(m, { ...base, name: signer }).allowed || authorize(m, { ...base, name: `${domain}/*` }).allowed) return;
		throw forbidden(kind, name, `user not permitted to ${verb} requests with signerName "${signer}"`);
	}
};
