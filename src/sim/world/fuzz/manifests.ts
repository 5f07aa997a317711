// Manifests by seed: an object of some kind that is valid, changed in ways that keep it so, and in half of them with one mistake whose field is known.
import type { Draw } from './actions.ts';

type Plain = { [key: string]: unknown };
const one = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T;

const container = { name: 'c', image: 'nginx:1.27' };
const pod = { containers: [container] };
const template = { metadata: { labels: { app: 'a' } }, spec: pod };
const selector = { matchLabels: { app: 'a' } };
const base = (apiVersion: string, kind: string, rest: Plain): Plain => ({ apiVersion, kind, metadata: { name: 'a' }, ...rest });

/** A mistake: a value put at a path (undefined: removed), and the field the server must name; "400 …" for what cannot be decoded. */
type Mistake = readonly [path: string, value: unknown, field: string];
export interface Row {
	readonly resource: string;
	readonly valid: Plain;
	/** Where a pod spec is. */
	readonly pods?: string;
	readonly mistakes: readonly Mistake[];
}

const named: readonly Mistake[] = [
	['metadata.name', 'Bad_Name', 'metadata.name'],
	['metadata.name', '', 'metadata.name'],
	['metadata.labels', { 'a b': 'c' }, 'metadata.labels'],
	['metadata.labels', { a: 'x y' }, 'metadata.labels'],
	['metadata.annotations', { '/': 'c' }, 'metadata.annotations'],
	['metadata.labels', 'x', '400 ObjectMeta.metadata.labels'],
	['metadata.nosuch', 1, '400 unknown field "metadata.nosuch"']
];
const podMistakes: readonly Mistake[] = [
	['containers', [], 'containers'],
	['containers', 'x', '400 PodSpec.'],
	['containers.0.name', undefined, 'containers[0].name'],
	['containers.0.name', 'Bad_Name', 'containers[0].name'],
	['containers.0.image', undefined, 'containers[0].image'],
	['containers.0.imagePullPolicy', 'Foo', 'containers[0].imagePullPolicy'],
	['containers.0.ports', [{ containerPort: 0 }], 'containers[0].ports[0].containerPort'],
	['containers.0.ports', [{ containerPort: 70_000 }], 'containers[0].ports[0].containerPort'],
	['containers.0.ports', [{ containerPort: 80, protocol: 'FOO' }], 'containers[0].ports[0].protocol'],
	['containers.0.ports', [{ containerPort: 'x' }], '400 ContainerPort.'],
	['containers.0.resources', { limits: { cpu: '1' }, requests: { cpu: '2' } }, 'containers[0].resources.requests'],
	['containers.0.resources', { limits: { cpu: '-1' } }, 'containers[0].resources.limits[cpu]'],
	['containers.0.volumeMounts', [{ name: 'nosuch', mountPath: '/x' }], 'containers[0].volumeMounts[0].name'],
	['containers.0.volumeMounts', [{ name: 'nosuch' }], 'containers[0].volumeMounts[0].mountPath'],
	['containers.0.env', [{ name: '' }], 'containers[0].env[0].name'],
	['containers.0.env', [{ name: 'a', value: 1 }], '400 EnvVar.'],
	['containers.0.livenessProbe', {}, 'containers[0].livenessProbe'],
	['containers.0.livenessProbe', { tcpSocket: { port: 0 } }, 'containers[0].livenessProbe.tcpSocket.port'],
	['containers.0.livenessProbe', { tcpSocket: { port: 80 }, successThreshold: 2 }, 'containers[0].livenessProbe.successThreshold'],
	['containers.0.nosuch', 1, '400 unknown field'],
	['containers.1', { name: 'c', image: 'x' }, 'containers[1].name'],
	['volumes', [{ name: 'v' }, { name: 'v' }], 'volumes[1].name'],
	['volumes', [{ name: 'Bad_' }], 'volumes[0].name'],
	['volumes', [{ name: 'v', secret: {} }], 'volumes[0].secret.secretName'],
	['dnsPolicy', 'Foo', 'dnsPolicy'],
	['nodeName', 'Bad Name', 'nodeName'],
	['tolerations', [{ operator: 'Foo' }], 'tolerations[0].operator'],
	['tolerations', [{ key: 'a', operator: 'Exists', value: 'b' }], 'tolerations[0].operator'],
	['restartPolicy', 'Sometimes', 'restartPolicy'],
	['nosuch', 1, '400 unknown field']
];
const workload = (more: readonly Mistake[]): readonly Mistake[] => [
	...named,
	['spec.template.metadata.labels', { app: 'b' }, 'spec.template.metadata.labels'],
	['spec.replicas', 'two', '400 Spec.spec.replicas'],
	...more
];

export const rows: readonly Row[] = [
	{
		resource: 'v1/pods',
		valid: base('v1', 'Pod', { spec: pod }),
		pods: 'spec',
		mistakes: [...named, ['spec.activeDeadlineSeconds', 0, 'spec.activeDeadlineSeconds']]
	},
	{
		resource: 'apps/v1/deployments',
		valid: base('apps/v1', 'Deployment', { spec: { selector, template } }),
		pods: 'spec.template.spec',
		mistakes: workload([
			['spec.replicas', -1, 'spec.replicas'],
			['spec.selector', undefined, 'spec.selector'],
			['spec.minReadySeconds', -1, 'spec.minReadySeconds'],
			['spec.revisionHistoryLimit', -1, 'spec.revisionHistoryLimit'],
			['spec.strategy', { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }, 'spec.strategy.rollingUpdate.maxUnavailable'],
			['spec.template.spec.restartPolicy', 'Never', 'spec.template.spec.restartPolicy']
		])
	},
	{
		resource: 'apps/v1/statefulsets',
		valid: base('apps/v1', 'StatefulSet', { spec: { selector, serviceName: 'a', template } }),
		pods: 'spec.template.spec',
		mistakes: workload([
			['spec.replicas', -1, 'spec.replicas'],
			['spec.podManagementPolicy', 'Foo', 'spec.podManagementPolicy']
		])
	},
	{
		resource: 'apps/v1/daemonsets',
		valid: base('apps/v1', 'DaemonSet', { spec: { selector, template } }),
		pods: 'spec.template.spec',
		mistakes: [...named, ['spec.updateStrategy', { type: 'Foo' }, 'spec.updateStrategy.type'], ['spec.minReadySeconds', -1, 'spec.minReadySeconds']]
	},
	{
		resource: 'batch/v1/jobs',
		valid: base('batch/v1', 'Job', { spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } } }),
		pods: 'spec.template.spec',
		mistakes: [
			...named,
			['spec.completions', -1, 'spec.completions'],
			['spec.parallelism', -1, 'spec.parallelism'],
			['spec.backoffLimit', -1, 'spec.backoffLimit'],
			['spec.template.spec.restartPolicy', 'Always', 'spec.template.spec.restartPolicy']
		]
	},
	{
		resource: 'batch/v1/cronjobs',
		valid: base('batch/v1', 'CronJob', { spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } } } } }),
		pods: 'spec.jobTemplate.spec.template.spec',
		mistakes: [
			...named,
			['spec.schedule', '', 'spec.schedule'],
			['spec.schedule', 'every day', 'spec.schedule'],
			['spec.concurrencyPolicy', 'Foo', 'spec.concurrencyPolicy'],
			['spec.startingDeadlineSeconds', -1, 'spec.startingDeadlineSeconds']
		]
	},
	{
		resource: 'v1/services',
		valid: base('v1', 'Service', { spec: { selector: { app: 'a' }, ports: [{ port: 80 }] } }),
		mistakes: [
			...named,
			['spec.ports', [], 'spec.ports'],
			['spec.ports.0.port', 0, 'spec.ports[0].port'],
			['spec.ports.0.protocol', 'FOO', 'spec.ports[0].protocol'],
			['spec.ports.1', { port: 81 }, 'spec.ports[0].name'],
			['spec.type', 'Foo', 'spec.type'],
			['spec.sessionAffinity', 'Foo', 'spec.sessionAffinity'],
			['spec.clusterIP', 'x', 'spec.clusterIPs[0]'],
			['spec.ports.0.port', 'x', '400 ServicePort.']
		]
	},
	{
		resource: 'v1/configmaps',
		valid: base('v1', 'ConfigMap', { data: { a: '1' } }),
		mistakes: [...named, ['data', { 'a b': 'x' }, 'data[a b]'], ['data', { a: 1 }, '400 ConfigMap.data']]
	},
	{
		resource: 'v1/secrets',
		valid: base('v1', 'Secret', { stringData: { a: '1' } }),
		mistakes: [...named, ['type', 'kubernetes.io/tls', 'data[tls.crt]'], ['data', { a: '!' }, '400 illegal base64 data']]
	},
	{
		resource: 'networking.k8s.io/v1/ingresses',
		valid: base('networking.k8s.io/v1', 'Ingress', {
			spec: { rules: [{ host: 'a.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }] } }] }
		}),
		mistakes: [
			...named,
			['spec', {}, 'spec'],
			['spec.rules.0.host', 'Bad_Host', 'spec.rules[0].host'],
			['spec.rules.0.http.paths.0.path', 'x', 'spec.rules[0].http.paths[0].path'],
			['spec.rules.0.http.paths.0.pathType', undefined, 'spec.rules[0].http.paths[0].pathType']
		]
	},
	{
		resource: 'policy/v1/poddisruptionbudgets',
		valid: base('policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: 1, selector } }),
		mistakes: [...named, ['spec.maxUnavailable', 1, 'spec'], ['spec.minAvailable', '150%', 'spec.minAvailable'], ['spec.minAvailable', -1, 'spec.minAvailable']]
	},
	{
		resource: 'autoscaling/v2/horizontalpodautoscalers',
		valid: base('autoscaling/v2', 'HorizontalPodAutoscaler', {
			spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } }
		}),
		mistakes: [
			...named,
			['spec.maxReplicas', 0, 'spec.maxReplicas'],
			['spec.minReplicas', 9, 'spec.maxReplicas'],
			['spec.scaleTargetRef.name', '', 'spec.scaleTargetRef.name'],
			['spec.scaleTargetRef.kind', '', 'spec.scaleTargetRef.kind']
		]
	},
	{
		resource: 'v1/persistentvolumeclaims',
		valid: base('v1', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }),
		mistakes: [
			...named,
			['spec.accessModes', [], 'spec.accessModes'],
			['spec.accessModes', ['Foo'], 'spec.accessModes'],
			['spec.resources', {}, 'spec.resources[storage]'],
			['spec.resources', { requests: { storage: 'x' } }, '400 quantities must match']
		]
	},
	{
		resource: 'rbac.authorization.k8s.io/v1/roles',
		valid: base('rbac.authorization.k8s.io/v1', 'Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }),
		mistakes: [
			['rules.0.verbs', [], 'rules[0].verbs'],
			['rules.0.resources', undefined, 'rules[0].resources'],
			['rules.0.apiGroups', undefined, 'rules[0].apiGroups'],
			['rules.0.nonResourceURLs', ['/x'], 'rules[0].nonResourceURLs']
		]
	},
	{
		resource: 'rbac.authorization.k8s.io/v1/rolebindings',
		valid: base('rbac.authorization.k8s.io/v1', 'RoleBinding', {
			roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
			subjects: [{ kind: 'User', name: 'u', apiGroup: 'rbac.authorization.k8s.io' }]
		}),
		mistakes: [
			['roleRef.name', '', 'roleRef.name'],
			['subjects.0.kind', 'Foo', 'subjects[0].kind'],
			['subjects.0.name', '', 'subjects[0].name']
		]
	},
	{
		resource: 'storage.k8s.io/v1/storageclasses',
		valid: base('storage.k8s.io/v1', 'StorageClass', { provisioner: 'example.com/p' }),
		mistakes: [...named, ['provisioner', '', 'provisioner'], ['reclaimPolicy', 'Foo', 'reclaimPolicy'], ['volumeBindingMode', 'Foo', 'volumeBindingMode']]
	},
	{
		resource: 'networking.k8s.io/v1/networkpolicies',
		valid: base('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {} } }),
		mistakes: [...named, ['spec.policyTypes', ['Foo'], 'spec.policyTypes[0]'], ['spec.ingress', [{ ports: [{ port: 0 }] }], 'spec.ingress[0].ports[0].port']]
	},
	{ resource: 'v1/namespaces', valid: base('v1', 'Namespace', {}), mistakes: named },
	{ resource: 'v1/serviceaccounts', valid: base('v1', 'ServiceAccount', {}), mistakes: named },
	{
		resource: 'scheduling.k8s.io/v1/priorityclasses',
		valid: base('scheduling.k8s.io/v1', 'PriorityClass', { value: 1 }),
		mistakes: [...named, ['value', 2_000_000_000, 'value'], ['value', 'x', '400 PriorityClass.value']]
	}
];

/** Changes of a pod spec that keep it valid. */
const tweaks: readonly ((draw: Draw) => readonly [path: string, value: unknown])[] = [
	(draw) => ['containers.0.image', one(draw, ['redis:7', 'busybox', 'reg.example:5000/a/b:c', 'a@sha256:'.padEnd(73, '0')])],
	(draw) => ['containers.0.ports', Array.from({ length: 1 + draw(3) }, (_, i) => ({ containerPort: 1 + draw(60_000), name: `p${i}` }))],
	(draw) => [
		'containers.0.env',
		[
			{ name: `V${draw(9)}`, value: String(draw(99)) },
			{ name: 'N', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }
		]
	],
	(draw) => ['containers.0.resources', { requests: { cpu: `${1 + draw(900)}m` }, limits: { cpu: '1', memory: `${1 + draw(900)}Mi` } }],
	(draw) => ['containers.0.livenessProbe', { httpGet: { port: 1 + draw(9000), path: '/x' }, periodSeconds: 1 + draw(30) }],
	(draw) => ['containers.0.command', Array.from({ length: 1 + draw(3) }, () => one(draw, ['sh', '-c', 'sleep 1']))],
	() => ['containers.0.securityContext', { runAsNonRoot: true, runAsUser: 1000, capabilities: { drop: ['ALL'] } }],
	(draw) => ['terminationGracePeriodSeconds', draw(90)],
	(draw) => ['nodeSelector', { disk: one(draw, ['ssd', 'hdd']) }],
	() => [
		'tolerations',
		[
			{ key: 'a', operator: 'Exists' },
			{ key: 'b', value: 'c', effect: 'NoSchedule' }
		]
	],
	(draw) => ['dnsPolicy', one(draw, ['Default', 'ClusterFirst', 'None']) === 'None' ? 'ClusterFirst' : 'Default'],
	() => ['securityContext', { fsGroup: 2000 }]
];

/** The same object with a value at a path ("spec.containers.0.name"); undefined removes. */
function withAt(object: unknown, path: readonly string[], value: unknown): unknown {
	const [key = '', ...rest] = path;
	if (Array.isArray(object) || (object === undefined && /^\d+$/.test(key))) {
		const copy: unknown[] = Array.isArray(object) ? [...(object as readonly unknown[])] : [];
		copy[Number(key)] = rest.length === 0 ? value : withAt(copy[Number(key)], rest, value);
		return copy;
	}
	const copy: Plain = { ...(object as Plain) };
	const next = rest.length === 0 ? value : withAt(copy[key], rest, value);
	if (next === undefined) delete copy[key];
	else copy[key] = next;
	return copy;
}

export interface Manifest {
	readonly resource: string;
	readonly object: Plain;
	/** What is wrong with it, as the server must say it; undefined: nothing. */
	readonly field?: string;
}

export function drawManifest(draw: Draw): Manifest {
	const row = one(draw, rows);
	let object: unknown = row.valid;
	if (draw(2)) object = withAt(object, ['metadata', 'labels'], { app: 'a', tier: `t${draw(9)}` });
	if (draw(3) === 0) object = withAt(object, ['metadata', 'annotations'], { 'example.com/note': `n ${draw(99)}` });
	if (row.pods !== undefined) {
		for (let n = draw(4); n > 0; n--) {
			const [path, value] = one(draw, tweaks)(draw);
			object = withAt(object, [...row.pods.split('.'), ...path.split('.')], value);
		}
	}
	if (draw(2)) return { resource: row.resource, object: object as Plain };
	const within = row.pods !== undefined && draw(2) === 1;
	const prefix = within ? `${row.pods}.` : '';
	const [path, value, field] = one(draw, within ? podMistakes : row.mistakes);
	object = withAt(object, `${prefix}${path}`.split('.'), value);
	return { resource: row.resource, object: object as Plain, field: field.startsWith('400') ? field : `${prefix}${field}` };
}
