// The loops of kube-controller-manager that keep a status: budgets, quotas, roles, mirrored slices, certificates, replication – against a real API server.
import { expect, it } from 'vitest';
import { controlPlane, kubeconfig } from '../client/harness.ts';
import { create, get, list, patch, remove, update } from '../client/index.ts';
import { writePath } from '../kernel/host.ts';
import { utf8 } from '../values/bytes.ts';
import { base64, text, unbase64 } from '../values/index.ts';
import { encodeCertificateRequest, parseCertificate } from '../values/x509.ts';
import { kubeControllerManager } from './index.ts';

function cluster() {
	const plane = controlPlane({ 'kube-controller-manager': kubeControllerManager });
	writePath(plane.kernel, '/etc/kubernetes/controller-manager.conf', utf8(kubeconfig('system:kube-controller-manager', ['system:masters'])), 0o600);
	plane.advance(5);
	plane.start('kube-controller-manager');
	plane.advance(10);
	return plane;
}
const template = (app: string) => ({
	metadata: { labels: { app } },
	spec: { containers: [{ name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: '100m' } } }] }
});

it('keeps replicas of a ReplicationController, counts them in a quota and lets a budget say what may go', () => {
	const plane = cluster();
	plane.run(function* () {
		yield* create('v1/resourcequotas', {
			apiVersion: 'v1',
			kind: 'ResourceQuota',
			metadata: { name: 'q', namespace: 'default' },
			spec: { hard: { pods: '5', 'requests.cpu': '1' } }
		});
		yield* create('v1/replicationcontrollers', {
			apiVersion: 'v1',
			kind: 'ReplicationController',
			metadata: { name: 'rc', namespace: 'default' },
			spec: { replicas: 3, selector: { app: 'a' }, template: template('a') }
		});
		yield* create('policy/v1/poddisruptionbudgets', {
			apiVersion: 'policy/v1',
			kind: 'PodDisruptionBudget',
			metadata: { name: 'b', namespace: 'default' },
			spec: { minAvailable: '50%', selector: { matchLabels: { app: 'a' } } }
		});
	});
	plane.advance(5);
	const pods = plane.run(function* () {
		const { items } = yield* list('v1/pods', { namespace: 'default' });
		for (const pod of items)
			yield* patch(
				'v1/pods',
				`default/${pod.metadata.name}`,
				{ status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } },
				{ subresource: 'status' }
			);
		return items.length;
	});
	plane.advance(5);
	const seen = plane.run(function* () {
		const rc = yield* get('v1/replicationcontrollers', 'default/rc');
		const quota = yield* get('v1/resourcequotas', 'default/q');
		const { conditions, ...budget } = (yield* get('policy/v1/poddisruptionbudgets', 'default/b')).status ?? {};
		yield* patch('v1/replicationcontrollers', 'default/rc', { spec: { replicas: 1 } }, { type: 'merge' });
		return { rc: rc.status, used: quota.status?.used, budget, why: conditions?.map((c) => `${c.type} ${c.status} ${c.reason}`) };
	});
	plane.advance(5);
	const after = plane.run(function* () {
		return {
			used: (yield* get('v1/resourcequotas', 'default/q')).status?.used,
			allowed: (yield* get('policy/v1/poddisruptionbudgets', 'default/b')).status?.disruptionsAllowed
		};
	});
	expect({ pods, ...seen, after, bugs: plane.bugs }).toEqual({
		pods: 3,
		rc: { replicas: 3, fullyLabeledReplicas: 3, readyReplicas: 3, availableReplicas: 3, observedGeneration: 1 },
		used: { pods: '3', 'requests.cpu': '300m' },
		budget: { currentHealthy: 3, desiredHealthy: 2, disruptionsAllowed: 1, expectedPods: 3, observedGeneration: 1 },
		why: ['DisruptionAllowed True SufficientPods'],
		after: { used: { pods: '1', 'requests.cpu': '100m' }, allowed: 0 },
		bugs: []
	});
});

it('signs an approved request, aggregates roles and mirrors hand-written endpoints', () => {
	const plane = cluster();
	plane.run(function* () {
		const request = base64(utf8(encodeCertificateRequest({ commonName: 'dave', organization: ['devs'], names: [] })));
		const csr = yield* create('certificates.k8s.io/v1/certificatesigningrequests', {
			apiVersion: 'certificates.k8s.io/v1',
			kind: 'CertificateSigningRequest',
			metadata: { name: 'dave' },
			spec: { request, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], expirationSeconds: 86_400 }
		});
		yield* update(
			'certificates.k8s.io/v1/certificatesigningrequests',
			{ ...csr, status: { conditions: [{ type: 'Approved', status: 'True', reason: 'ByHand', message: 'ok' }] } },
			{ subresource: 'approval' }
		);
		const role = (name: string, rest: object) =>
			create('rbac.authorization.k8s.io/v1/clusterroles', {
				apiVersion: 'rbac.authorization.k8s.io/v1',
				kind: 'ClusterRole',
				metadata: { name, ...(name === 'part' ? { labels: { add: 'yes' } } : {}) },
				...rest
			});
		yield* role('whole', { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { add: 'yes' } }] }, rules: [] });
		yield* role('part', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] });
		yield* create('v1/services', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'db', namespace: 'default' }, spec: { ports: [{ port: 5432 }] } });
		yield* create('v1/endpoints', {
			apiVersion: 'v1',
			kind: 'Endpoints',
			metadata: { name: 'db', namespace: 'default' },
			subsets: [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ port: 5432 }] }]
		});
	});
	plane.advance(5);
	const seen = plane.run(function* () {
		const csr = yield* get('certificates.k8s.io/v1/certificatesigningrequests', 'dave');
		const signed = parseCertificate(text(unbase64(csr.status?.certificate ?? '')));
		const { items } = yield* list('discovery.k8s.io/v1/endpointslices', { namespace: 'default', labelSelector: 'kubernetes.io/service-name=db' });
		return {
			signed: signed && [signed.commonName, signed.organization.join(), signed.issuer, signed.notAfter - signed.notBefore],
			rules: (yield* get('rbac.authorization.k8s.io/v1/clusterroles', 'whole')).rules,
			slices: items.map((slice) => [
				slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'],
				slice.endpoints?.map((e) => e.addresses.join()).join(),
				slice.ports?.map((p) => p.port).join()
			])
		};
	});
	plane.run(function* () {
		yield* remove('v1/endpoints', 'default/db');
	});
	plane.advance(5);
	const left = plane.run(function* () {
		return (yield* list('discovery.k8s.io/v1/endpointslices', { namespace: 'default', labelSelector: 'kubernetes.io/service-name=db' })).items.length;
	});
	expect({ ...seen, left, bugs: plane.bugs }).toEqual({
		signed: ['dave', 'devs', 'kubernetes', 86_700],
		rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
		slices: [['endpointslicemirroring-controller.k8s.io', '192.0.2.7', '5432']],
		left: 0,
		bugs: []
	});
});
