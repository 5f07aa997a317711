// The server's plain paths: /version, /healthz, /livez, /readyz with their verbose lists.
import type { Memory } from './memory.ts';
import { plainText, type ApiRequest, type Outcome } from './request.ts';

export const version = {
	major: '1',
	minor: '36',
	emulationMajor: '1',
	emulationMinor: '36',
	minCompatibilityMajor: '1',
	minCompatibilityMinor: '35',
	gitVersion: 'v1.36.3',
	gitCommit: '0000000000000000000000000000000000000000',
	gitTreeState: 'clean',
	buildDate: '2026-07-15T00:00:00Z',
	goVersion: 'go1.26.8',
	compiler: 'gc',
	platform: 'linux/amd64'
};
const hooks = [
	'start-apiserver-admission-initializer',
	'generic-apiserver-start-informers',
	'priority-and-fairness-config-consumer',
	'priority-and-fairness-filter',
	'storage-object-count-tracker-hook',
	'start-apiextensions-informers',
	'start-apiextensions-controllers',
	'crd-informer-synced',
	'start-system-namespaces-controller',
	'peer-endpoint-reconciler-controller',
	'start-cluster-authentication-info-controller',
	'start-kube-apiserver-identity-lease-controller',
	'start-kube-apiserver-identity-lease-garbage-collector',
	'storage-readiness',
	'start-legacy-token-tracking-controller',
	'start-service-ip-repair-controllers',
	'rbac/bootstrap-roles',
	'scheduling/bootstrap-system-priority-classes',
	'priority-and-fairness-config-producer',
	'bootstrap-controller',
	'start-kubernetes-service-cidr-controller',
	'aggregator-reload-proxy-client-cert',
	'start-kube-aggregator-informers',
	'apiservice-status-local-available-controller',
	'apiservice-status-remote-available-controller',
	'apiservice-registration-controller',
	'apiservice-discovery-controller',
	'kube-apiserver-autoregistration',
	'autoregister-completion',
	'apiservice-openapi-controller',
	'apiservice-openapiv3-controller'
];

/** Answers the health paths; undefined for others. */
export function health(m: Memory, request: ApiRequest): Outcome | undefined {
	const name = request.info.path.split('/')[1] ?? '';
	if (name !== 'healthz' && name !== 'livez' && name !== 'readyz') return undefined;
	// Nothing fails and nobody wants the list: what probes ask every second.
	if (m.ready && m.etcdError === '' && m.hooks.size === 0 && !request.info.query.has('verbose')) return plainText('ok');
	const pending = (hook: string): boolean => m.hooks.has(hook);
	const checks: [string, boolean][] = [
		['ping', true],
		['log', true],
		['etcd', m.ready && m.etcdError === ''],
		...(name === 'readyz'
			? ([
					['etcd-readiness', m.ready && m.etcdError === ''],
					['informer-sync', m.ready]
				] as [string, boolean][])
			: []),
		...hooks.map((hook): [string, boolean] => [hook === 'autoregister-completion' ? hook : `poststarthook/${hook}`, name === 'livez' || !pending(hook)]),
		...(name === 'readyz' ? ([['shutdown', true]] as [string, boolean][]) : [])
	];
	const failed = checks.filter(([, good]) => !good);
	const verbose = request.info.query.has('verbose') || failed.length > 0;
	const lines = checks.map(([check, good]) => (good ? `[+]${check} ok` : `[-]${check} failed: reason withheld`)).join('\n');
	if (failed.length > 0) return plainText(`${lines}\n${name} check failed\n`, 500);
	return verbose ? plainText(`${lines}\n${name} check passed\n`) : plainText('ok');
}
