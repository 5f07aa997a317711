import { describe, expect, test } from 'vitest';
import { settle, type Sys } from '../engine/index.ts';
import { kill, sleep, type Program } from '../kernel/index.ts';
import { keyOf, type Pod } from '../kinds/index.ts';
import { loadKubeconfig, useConfig } from './config.ts';
import { ApiError } from './errors.ts';
import { controlPlane, kubeconfig, type ControlPlane } from './harness.ts';
import { apiMemory, type HasApi } from './memory.ts';
import { enqueue, done } from './queue.ts';
import { controllerThreads, startControllers, type Controller } from './controller.ts';
import { informerThreads, startInformers, waitForSync, type Informers } from './reflector.ts';
import { create, get, list, patch, remove, requestValue, update, updateStatus, type Draft } from './rest.ts';
import { cached, cachedByIndex } from './store.ts';
import { writePath } from '../kernel/host.ts';
import { utf8 } from '../values/bytes.ts';

const configMap = (name: string, data: Record<string, string>, namespace = 'default'): Draft => ({
	apiVersion: 'v1',
	kind: 'ConfigMap',
	metadata: { name, namespace },
	data
});
const pod = (name: string, labels: Record<string, string> = {}): Draft => ({
	apiVersion: 'v1',
	kind: 'Pod',
	metadata: { name, namespace: 'default', labels },
	spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] }
});
const account: Draft = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } };

function up(extra: Readonly<Record<string, Program>> = {}): ControlPlane {
	const plane = controlPlane(extra);
	plane.advance(2);
	plane.run(() => create('v1/serviceaccounts', account));
	return plane;
}
function failureOf(plane: ControlPlane, run: () => Sys<unknown>, config?: string): string {
	try {
		plane.run(run, 60, config);
	} catch (error) {
		if (error instanceof ApiError) return `${error.code} ${error.reason}: ${error.message}`;
		throw error;
	}
	return 'no error';
}

describe('the API of a control plane', () => {
	const plane = up();
	test('objects are stored, read, changed and deleted, so it is an API', () => {
		const made = plane.run(() => create('v1/configmaps', configMap('a', { x: 'y' })));
		expect(made).toMatchObject({
			apiVersion: 'v1',
			kind: 'ConfigMap',
			metadata: { name: 'a', namespace: 'default', creationTimestamp: expect.stringMatching(/^2026-11-20T/) },
			data: { x: 'y' }
		});
		expect(plane.run(() => get('v1/configmaps', 'default/a'))).toEqual(made);
		const changed = plane.run(() => update('v1/configmaps', { ...made, data: { x: 'z' } }));
		expect(Number(changed.metadata.resourceVersion)).toBe(Number(made.metadata.resourceVersion) + 1);
		expect(plane.run(() => update('v1/configmaps', changed)).metadata.resourceVersion).toBe(changed.metadata.resourceVersion);
		expect(failureOf(plane, () => update('v1/configmaps', { ...made, data: {} }))).toBe(
			'409 Conflict: Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again'
		);
		expect(failureOf(plane, () => create('v1/configmaps', configMap('a', {})))).toBe('409 AlreadyExists: configmaps "a" already exists');
		expect(plane.run(() => remove('v1/configmaps', 'default/a'))).toMatchObject({
			kind: 'Status',
			status: 'Success',
			details: { name: 'a', kind: 'configmaps', uid: made.metadata.uid }
		});
		expect(failureOf(plane, () => get('v1/configmaps', 'default/a'))).toBe('404 NotFound: configmaps "a" not found');
	});

	test('a dry run answers and stores nothing, so it is a dry run', () => {
		expect(plane.run(() => create('v1/configmaps', configMap('dry', {}), { dryRun: true })).metadata.name).toBe('dry');
		expect(failureOf(plane, () => get('v1/configmaps', 'default/dry'))).toBe('404 NotFound: configmaps "dry" not found');
	});

	test('generated names use the safe alphabet, so they are as the real ones', () => {
		const made = plane.run(() => create('v1/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'web-', namespace: 'default' } }));
		expect(made.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
	});

	test('lists have pages and selectors, so large ones can be read', () => {
		plane.run(function* () {
			for (let i = 0; i < 5; i++) yield* create('v1/pods', pod(`p${i}`, { n: String(i % 2) }));
		});
		const first = plane.run(() => list('v1/pods', { namespace: 'default', limit: 2 }));
		expect([first.items.map((p) => p.metadata.name), first.metadata.remainingItemCount]).toEqual([['p0', 'p1'], 3]);
		const next = plane.run(() => list('v1/pods', { namespace: 'default', limit: 2, continue: first.metadata.continue ?? '' }));
		expect(next.items.map((p) => p.metadata.name)).toEqual(['p2', 'p3']);
		expect(plane.run(() => list('v1/pods', { labelSelector: 'n=1' })).items.map((p) => p.metadata.name)).toEqual(['p1', 'p3']);
		expect(plane.run(() => list('v1/pods', { fieldSelector: 'metadata.name=p4' })).items.length).toBe(1);
		expect(failureOf(plane, () => list('v1/pods', { fieldSelector: 'spec.bogus=1' }))).toBe('400 BadRequest: field label not supported: spec.bogus');
	});

	test('a pod is completed by defaults and admission, so it is what the real server stores', () => {
		const made = plane.run(() => get('v1/pods', 'default/p0'));
		expect(made.spec).toMatchObject({
			containers: [
				{
					name: 'c',
					image: 'nginx:1.27',
					imagePullPolicy: 'IfNotPresent',
					resources: {},
					terminationMessagePath: '/dev/termination-log',
					terminationMessagePolicy: 'File',
					volumeMounts: [{ mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }]
				}
			],
			dnsPolicy: 'ClusterFirst',
			enableServiceLinks: true,
			preemptionPolicy: 'PreemptLowerPriority',
			priority: 0,
			restartPolicy: 'Always',
			schedulerName: 'default-scheduler',
			serviceAccount: 'default',
			terminationGracePeriodSeconds: 30,
			tolerations: [
				{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
				{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }
			]
		});
		expect(made.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
	});

	test('status and spec have separate writers, so a kubelet cannot change a spec', () => {
		const made = plane.run(() => get('v1/pods', 'default/p0'));
		const written = plane.run(() => updateStatus('v1/pods', { ...made, spec: { containers: [] }, status: { phase: 'Running' } } as Pod));
		expect([written.spec?.containers.length, written.status?.phase, written.metadata.generation]).toEqual([1, 'Running', 1]);
		expect(written.metadata.managedFields?.map((m) => [m.manager, m.operation, m.subresource])).toEqual([
			['kubectl', 'Update', undefined],
			['kubectl', 'Update', 'status']
		]);
	});

	test('strategic merge patches merge containers by name, so kubectl set image works', () => {
		const patched = plane.run(() => patch('v1/pods', 'default/p1', { spec: { containers: [{ name: 'c', image: 'nginx:1.28' }] } }));
		expect(patched.spec?.containers.map((c) => [c.name, c.image, c.imagePullPolicy])).toEqual([['c', 'nginx:1.28', 'IfNotPresent']]);
		expect(failureOf(plane, () => patch('v1/pods', 'default/p1', { spec: { restartPolicy: 'Never' } })).split('\n')[0]).toBe(
			'422 Invalid: Pod "p1" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'
		);
	});

	test('server-side apply knows its owners, so conflicts are named', () => {
		const apply = (color: string, fieldManager: string, force = false) =>
			patch(
				'v1/configmaps',
				'default/shared',
				{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shared' }, data: { color, size: 'large' } },
				{ type: 'apply', fieldManager, force }
			);
		plane.run(() => apply('blue', 'kubectl'));
		expect(failureOf(plane, () => apply('red', 'alice'))).toBe('409 Conflict: Apply failed with 1 conflict: conflict with "kubectl": .data.color');
		const forced = plane.run(() => apply('red', 'alice', true));
		expect(forced.metadata.managedFields?.map((m) => [m.manager, m.fieldsV1])).toEqual([
			['alice', { 'f:data': { 'f:color': {}, 'f:size': {} } }],
			['kubectl', { 'f:data': { 'f:size': {} } }]
		]);
	});

	test('RBAC decides for everyone else, so a stranger may do nothing', () => {
		writePath(plane.kernel, '/dave.conf', utf8(kubeconfig('dave', ['devs'])), 0o600);
		expect(failureOf(plane, () => list('v1/pods', { namespace: 'default' }), '/dave.conf')).toBe(
			'403 Forbidden: pods is forbidden: User "dave" cannot list resource "pods" in API group "" in the namespace "default"'
		);
		plane.run(() =>
			create('rbac.authorization.k8s.io/v1/rolebindings', {
				apiVersion: 'rbac.authorization.k8s.io/v1',
				kind: 'RoleBinding',
				metadata: { name: 'dave', namespace: 'default' },
				roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
				subjects: [{ kind: 'User', name: 'dave' }]
			})
		);
		expect(plane.run(() => list('v1/pods', { namespace: 'default' }), 60, '/dave.conf').items.length).toBe(5);
		expect(failureOf(plane, () => remove('v1/pods', 'default/p0'), '/dave.conf')).toBe(
			'403 Forbidden: pods "p0" is forbidden: User "dave" cannot delete resource "pods" in API group "" in the namespace "default"'
		);
	});

	test('a token of a service account speaks for it, so pods can use the API', () => {
		const answer = plane.run(() =>
			requestValue('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', {
				apiVersion: 'authentication.k8s.io/v1',
				kind: 'TokenRequest',
				spec: {}
			})
		) as { status: { token: string } };
		const review = plane.run(() =>
			requestValue('POST', '/apis/authentication.k8s.io/v1/tokenreviews', {
				apiVersion: 'authentication.k8s.io/v1',
				kind: 'TokenReview',
				spec: { token: answer.status.token }
			})
		);
		expect(review).toMatchObject({
			status: {
				authenticated: true,
				user: {
					username: 'system:serviceaccount:default:default',
					groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated']
				}
			}
		});
		expect(plane.bugs).toEqual([]);
	});
});

describe('informers and queues', () => {
	interface Memory extends HasApi {
		events: string[];
	}
	const informers: Informers<Memory> = {
		configmaps: {
			resource: 'v1/configmaps',
			onEvent: (m, event) => void (m.events.push(`${event.type} ${event.object.metadata.name}`), enqueue(m, 'copier', keyOf(event.object)))
		},
		secrets: { resource: 'v1/secrets', indexes: ['owners'] }
	};
	const copier: Controller = {
		name: 'copier',
		*reconcile(key) {
			const source = yield* cached('v1/configmaps', key);
			if (!source || !source.metadata.labels?.copy) return done;
			if ((yield* cachedByIndex('v1/secrets', 'owners', source.metadata.uid)).length > 0) return done;
			yield* create('v1/secrets', {
				apiVersion: 'v1',
				kind: 'Secret',
				metadata: {
					generateName: 'copy-',
					namespace: source.metadata.namespace ?? '',
					ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: source.metadata.name, uid: source.metadata.uid }]
				}
			});
			return done;
		}
	};
	const program: Program = {
		name: 'copier',
		memory: (): Memory => ({ api: apiMemory(), events: [] }),
		threads: { ...informerThreads(informers), ...controllerThreads([copier]) },
		*main(context) {
			if (context.settled === undefined) {
				yield* useConfig(yield* loadKubeconfig('/etc/kubernetes/admin.conf', 'copier/v1'));
				yield* startInformers(informers);
				yield* waitForSync(['v1/configmaps', 'v1/secrets']);
				yield* startControllers([copier]);
			}
			for (;;) {
				yield* settle(true);
				yield* sleep(3_600_000_000);
			}
		}
	};
	const labelled = (name: string): Draft => ({ ...configMap(name, {}), metadata: { name, namespace: 'default', labels: { copy: 'yes' } } });

	test('a controller reacts once to each object, also over deaths of etcd and the API server, so it converges', () => {
		const plane = up({ copier: program });
		plane.start('copier');
		plane.advance(1);
		plane.run(() => create('v1/configmaps', labelled('one')));
		plane.advance(1);
		const secrets = (): number => plane.run(() => list('v1/secrets', { namespace: 'default' })).items.length;
		expect(secrets()).toBe(1);
		const restart = (name: string, argv: readonly string[]): void => {
			const pid = plane.pidOf(name);
			plane.run(() => kill(pid, 'KILL'));
			plane.advance(3);
			expect(plane.pidOf(name)).toBe(0);
			plane.start(name, argv);
			plane.advance(5);
		};
		const before = plane.run(() => list('v1/configmaps')).metadata.resourceVersion;
		const flags = (name: string): readonly string[] => plane.kernel.state.processes.get(plane.pidOf(name))?.argv ?? [];
		restart('etcd', flags('etcd'));
		expect(plane.run(() => list('v1/configmaps')).metadata.resourceVersion).toBe(before);
		plane.run(() => create('v1/configmaps', labelled('two')));
		plane.advance(1);
		expect(secrets()).toBe(2);
		restart('kube-apiserver', flags('kube-apiserver'));
		plane.advance(40);
		plane.run(() => create('v1/configmaps', labelled('three')));
		plane.advance(2);
		expect(secrets()).toBe(3);
		expect(plane.bugs).toEqual([]);
	});
});
