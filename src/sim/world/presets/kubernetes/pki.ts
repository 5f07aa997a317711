// The certificates and kubeconfigs that kubeadm makes: files of the control plane and of each node. Modelled certificates (values/x509.ts).
import type { LayerEntry } from '../../../kernel/index.ts';
import { base64, utf8 } from '../../../values/index.ts';
import { encodeCertificate, encodePem } from '../../../values/x509.ts';

/** A year, as kubeadm gives; authorities get ten. In seconds. */
const year = 31_536_000;

interface Subject {
	readonly commonName: string;
	readonly organization?: readonly string[];
	readonly names?: readonly string[];
	readonly issuer: string;
	readonly years?: number;
}

/** The files of a cluster made at `epoch` (µs): control plane and kubeconfigs. `server` is the API server's address. */
export function pki(epoch: number, server: string, node: string): LayerEntry[] {
	const from = Math.floor(epoch / 1e6) - 900;
	const certificate = ({ commonName, organization = [], names = [], issuer, years = 1 }: Subject): string =>
		encodeCertificate({ commonName, organization, names, issuer, notBefore: from, notAfter: from + years * year });
	const key = (name: string): string => encodePem('RSA PRIVATE KEY', utf8(`key of ${name}`));
	const ca = authority(epoch);
	const files: LayerEntry[] = [];
	const put = (path: string, text: string, mode = 0o644): void => void files.push({ path: `etc/kubernetes/${path}`, type: 'file', mode, text });
	const pair = (path: string, subject: Subject): void => {
		put(`pki/${path}.crt`, certificate(subject));
		put(`pki/${path}.key`, key(subject.commonName), 0o600);
	};
	put('pki/ca.crt', ca);
	put('pki/ca.key', key('kubernetes'), 0o600);
	pair('front-proxy-ca', { commonName: 'front-proxy-ca', issuer: 'front-proxy-ca', years: 10 });
	pair('etcd/ca', { commonName: 'etcd-ca', issuer: 'etcd-ca', years: 10 });
	const apiNames = [
		node,
		'kubernetes',
		'kubernetes.default',
		'kubernetes.default.svc',
		'kubernetes.default.svc.cluster.local',
		'10.96.0.1',
		server,
		'127.0.0.1',
		'localhost'
	];
	pair('apiserver', { commonName: 'kube-apiserver', names: apiNames, issuer: 'kubernetes' });
	pair('apiserver-kubelet-client', { commonName: 'kube-apiserver-kubelet-client', organization: ['kubeadm:cluster-admins'], issuer: 'kubernetes' });
	pair('apiserver-etcd-client', { commonName: 'kube-apiserver-etcd-client', issuer: 'etcd-ca' });
	pair('front-proxy-client', { commonName: 'front-proxy-client', issuer: 'front-proxy-ca' });
	pair('etcd/server', { commonName: node, names: [node, 'localhost', server, '127.0.0.1'], issuer: 'etcd-ca' });
	pair('etcd/peer', { commonName: node, names: [node, 'localhost', server, '127.0.0.1'], issuer: 'etcd-ca' });
	pair('etcd/healthcheck-client', { commonName: 'kube-etcd-healthcheck-client', issuer: 'etcd-ca' });
	put('pki/sa.key', key('service accounts'), 0o600);
	put('pki/sa.pub', encodePem('PUBLIC KEY', utf8('service accounts')));
	// FIDELITY: the real controller manager's controllers act as service accounts of their own; ours act as one, which may do all they may.
	const users: readonly (readonly [file: string, user: string, groups: readonly string[]])[] = [
		['admin.conf', 'kubernetes-admin', ['kubeadm:cluster-admins']],
		['super-admin.conf', 'kubernetes-super-admin', ['system:masters']],
		['controller-manager.conf', 'system:kube-controller-manager', ['system:masters']],
		['scheduler.conf', 'system:kube-scheduler', []]
	];
	for (const [file, user, groups] of users)
		put(file, kubeconfig(`https://${server}:6443`, ca, user, certificate({ commonName: user, organization: groups, issuer: 'kubernetes' }), key(user)), 0o600);
	put('kubelet.conf', nodeKubeconfig(epoch, server, node), 0o600);
	const admin = files.find((file) => file.path === 'etc/kubernetes/admin.conf');
	files.push({ path: 'root/.kube', type: 'dir' }, { path: 'root/.kube/config', type: 'file', mode: 0o600, text: admin?.text ?? '' });
	return files;
}

/** The certificate of the cluster's authority. */
export function authority(epoch: number): string {
	const from = Math.floor(epoch / 1e6) - 900;
	return encodeCertificate({ commonName: 'kubernetes', organization: [], names: [], issuer: 'kubernetes', notBefore: from, notAfter: from + 10 * year });
}

/** A node's own kubeconfig. */
export function nodeKubeconfig(epoch: number, server: string, node: string): string {
	const from = Math.floor(epoch / 1e6) - 900;
	const commonName = `system:node:${node}`;
	const own = encodeCertificate({ commonName, organization: ['system:nodes'], names: [], issuer: 'kubernetes', notBefore: from, notAfter: from + year });
	return kubeconfig(`https://${server}:6443`, authority(epoch), commonName, own, 'x');
}

function kubeconfig(server: string, ca: string, user: string, certificate: string, key: string): string {
	const data = (text: string): string => base64(utf8(text));
	const context = `${user}@kubernetes`;
	return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${data(ca)}
    server: ${server}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: ${user}
  name: ${context}
current-context: ${context}
kind: Config
users:
- name: ${user}
  user:
    client-certificate-data: ${data(certificate)}
    client-key-data: ${data(key)}
`;
}
