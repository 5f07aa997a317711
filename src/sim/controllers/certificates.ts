// Certificate signing requests: approval of kubelets' own, signing of what is approved (pkg/controller/certificates: approver, signer).
// Signs for the four kubernetes.io signers with the cluster's authority; leaves out cleaning up old requests.
import { cached, create, done, update, type Controller, type Result } from '../client/index.ts';
import type { Sys } from '../engine/index.ts';
import { clock } from '../kernel/index.ts';
import type { CertificateSigningRequest } from '../kinds/index.ts';
import { base64, rfc3339, text, unbase64, utf8 } from '../values/index.ts';
import { encodeCertificate, parseCertificateRequest, type X509 } from '../values/x509.ts';

const ref = 'certificates.k8s.io/v1/certificatesigningrequests';
const nodeSigner = 'kubernetes.io/kube-apiserver-client-kubelet';
const year = 365 * 86_400;

const condition = (csr: CertificateSigningRequest, type: string) => csr.status?.conditions?.find((c) => c.type === type);
const requested = (csr: CertificateSigningRequest): X509 | undefined => parseCertificateRequest(text(unbase64(csr.spec.request)));

/** Whether a request is one for a node's client certificate. */
const forNode = (csr: CertificateSigningRequest, x509: X509): boolean =>
	csr.spec.signerName === nodeSigner && x509.organization.join() === 'system:nodes' && x509.commonName.startsWith('system:node:') && x509.names.length === 0;

export const approver: Controller = {
	name: 'csrapproving',
	*reconcile(key): Sys<Result> {
		const csr = yield* cached(ref, key);
		if (!csr || csr.status?.certificate || condition(csr, 'Approved') || condition(csr, 'Denied')) return done;
		const x509 = requested(csr);
		if (!x509 || !forNode(csr, x509)) return done;
		const recognizers = [
			...(csr.spec.username === x509.commonName
				? [{ subresource: 'selfnodeclient', message: 'Auto approving self kubelet client certificate after SubjectAccessReview.' }]
				: []),
			{ subresource: 'nodeclient', message: 'Auto approving kubelet client certificate after SubjectAccessReview.' }
		];
		for (const { subresource, message } of recognizers) {
			const resourceAttributes = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests', verb: 'create', subresource };
			const spec = { user: csr.spec.username ?? '', groups: csr.spec.groups ?? [], uid: csr.spec.uid ?? '', resourceAttributes };
			const review = yield* create(
				'authorization.k8s.io/v1/subjectaccessreviews',
				{ apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', metadata: {}, spec },
				{ noCache: true }
			);
			if (!review.status?.allowed) continue;
			const time = rfc3339(yield* clock());
			const conditions = [
				...(csr.status?.conditions ?? []),
				{ type: 'Approved', status: 'True', reason: 'AutoApproved', message, lastUpdateTime: time, lastTransitionTime: time }
			];
			yield* update(ref, { ...csr, status: { ...csr.status, conditions } }, { subresource: 'approval' });
			return done;
		}
		return done;
	}
};

/** Why a signer will not sign, by its rules of subject and usages; '' when it will. */
function refusal(csr: CertificateSigningRequest, x509: X509): string {
	const usages = csr.spec.usages ?? [];
	switch (csr.spec.signerName) {
		case 'kubernetes.io/kube-apiserver-client':
			return usages.includes('client auth') && !usages.includes('server auth') ? '' : 'usages did not match expected';
		case nodeSigner:
			return forNode(csr, x509) && usages.includes('client auth') ? '' : 'organization in CSR was not system:nodes';
		case 'kubernetes.io/kubelet-serving':
			return x509.organization.join() === 'system:nodes' && usages.includes('server auth') ? '' : 'organization in CSR was not system:nodes';
		default:
			return '';
	}
}

const signers: ReadonlySet<string> = new Set([
	'kubernetes.io/kube-apiserver-client',
	nodeSigner,
	'kubernetes.io/kubelet-serving',
	'kubernetes.io/legacy-unknown'
]);

export const signer: Controller = {
	name: 'csrsigning',
	workers: 5,
	*reconcile(key): Sys<Result> {
		const csr = yield* cached(ref, key);
		if (
			!csr ||
			csr.status?.certificate ||
			!condition(csr, 'Approved') ||
			condition(csr, 'Denied') ||
			condition(csr, 'Failed') ||
			!signers.has(csr.spec.signerName)
		)
			return done;
		const x509 = requested(csr);
		const now = yield* clock();
		const why = x509 ? refusal(csr, x509) : 'unable to parse csr';
		if (!x509 || why) {
			const time = rfc3339(now);
			const failed = { type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message: why, lastUpdateTime: time, lastTransitionTime: time };
			yield* update(ref, { ...csr, status: { ...csr.status, conditions: [...(csr.status?.conditions ?? []), failed] } }, { subresource: 'status' });
			return done;
		}
		const seconds = Math.min(year, Math.max(600, csr.spec.expirationSeconds ?? year));
		const from = Math.floor(now / 1_000_000) - 300;
		const pem = encodeCertificate({ ...x509, issuer: 'kubernetes', notBefore: from, notAfter: from + 300 + seconds });
		yield* update(ref, { ...csr, status: { ...csr.status, certificate: base64(utf8(pem)) } }, { subresource: 'status' });
		return done;
	}
};
