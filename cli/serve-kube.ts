// `drydock serve --kube`: the API server of a simulated cluster for real clients, over plain HTTP: the modelled certificates are not DER
// (values/x509.ts), so there is nothing a real TLS stack could check. The bridge speaks for the client as the cluster's administrator.
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Certificate } from '#src/sim/kernel/index.ts';
import { parseCertificate } from '#src/sim/values/x509.ts';
import type { World } from '#src/sim/world/index.ts';
import type { Door } from './serve.ts';

/** The kubeconfig of a served cluster, as text. */
export const kubeconfigOf = (port: number): string =>
	[
		'apiVersion: v1',
		'kind: Config',
		'clusters:',
		'- name: kubernetes',
		`  cluster: {server: "http://localhost:${port}", insecure-skip-tls-verify: true}`,
		'contexts:',
		'- name: kubernetes-admin@kubernetes',
		'  context: {cluster: kubernetes, user: kubernetes-admin}',
		'current-context: kubernetes-admin@kubernetes',
		'users:',
		'- name: kubernetes-admin',
		'  user: {}',
		''
	].join('\n');

/** The administrator's certificate, as kubeadm left it on the control plane. */
function adminOf(world: World): Certificate {
	const file: unknown = parse(new TextDecoder().decode(world.readFile('control-plane', '/etc/kubernetes/admin.conf')));
	const data = (file as { users?: { user?: { 'client-certificate-data'?: string } }[] }).users?.[0]?.user?.['client-certificate-data'] ?? '';
	const certificate = parseCertificate(Buffer.from(data, 'base64').toString());
	if (!certificate) throw new Error('the cluster has no administrator (/etc/kubernetes/admin.conf)');
	return certificate;
}

export const kubeDoor: Door = {
	flag: '--kube',
	port: 6443,
	world: 'k8s-1',
	host: 'control-plane',
	address: { net: 'tcp', host: '192.168.49.2', port: 6443 },
	hello: (world) => ({ kind: 'tls-hello', serverName: '192.168.49.2', certificate: adminOf(world) }),
	ready(port) {
		const directory = join(tmpdir(), 'drydock');
		mkdirSync(directory, { recursive: true });
		const path = join(directory, `kubeconfig-${port}.yaml`);
		writeFileSync(path, kubeconfigOf(port), { mode: 0o600 });
		return `KUBECONFIG=${path}`;
	}
};
