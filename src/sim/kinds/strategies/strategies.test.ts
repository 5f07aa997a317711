import { describe, expect, test } from 'vitest';
import { FieldErrors, errorText } from '../field-errors.ts';
import { kinds } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import type { Plain } from '../decode.ts';
import { cronError } from './batch.ts';
import { podColumns } from './pods.ts';
import type { Pod } from '../generated/types.ts';

const now = 1_795_154_400_000_000;
const at = (seconds: number): string => new Date(now / 1000 - seconds * 1000).toISOString().replace('.000Z', 'Z');
const meta = (name: string, more: Plain = {}): Plain => ({ name, namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: at(65), ...more });
function errorsOf(ref: string, body: Plain): string[] {
	const kind = kinds.get(ref);
	const object = structuredClone({ apiVersion: kind?.apiVersion, kind: kind?.row.kind, metadata: meta('web'), ...body }) as unknown as KubeObject;
	kind?.strategy.defaults?.(object as never);
	const errors = new FieldErrors();
	kind?.strategy.validate?.(object, errors);
	return errors.list.map(errorText);
}
const row = (ref: string, object: Plain): unknown => kinds.get(ref)?.strategy.row?.({ metadata: meta('web'), ...object } as unknown as KubeObject, { now });

describe('validation', () => {
	test('a deployment is told everything that is wrong, so one try is enough', () => {
		expect(
			errorsOf('apps/v1/deployments', {
				spec: {
					replicas: -1,
					selector: { matchLabels: { app: 'web' } },
					template: { metadata: { labels: { app: 'www' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'Web' }] } }
				}
			})
		).toEqual([
			'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
			'spec.template.metadata.labels: Invalid value: {"app":"www"}: `selector` does not match template `labels`',
			`spec.template.spec.containers[0].name: Invalid value: "Web": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
			'spec.template.spec.containers[0].image: Required value',
			'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'
		]);
	});
	test('probes, resources and mounts are checked where they stand, so paths lead to the line', () => {
		expect(
			errorsOf('v1/pods', {
				spec: {
					containers: [
						{
							name: 'a',
							image: 'x',
							readinessProbe: { tcpSocket: { port: 80 }, httpGet: { port: 0 } },
							resources: { requests: { cpu: '2' }, limits: { cpu: '1' } },
							volumeMounts: [{ name: 'd', mountPath: '/d' }]
						}
					]
				}
			})
		).toEqual([
			'spec.containers[0].volumeMounts[0].name: Not found: "d"',
			'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
			'spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive',
			'spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type'
		]);
	});
	test('schedules are parsed as robfig/cron does, so its complaints are ours', () => {
		expect([cronError('bad'), cronError('*/5 * * * *'), cronError('60 * * * *'), cronError('@hourly'), cronError('0 0 * * mon-fri')]).toEqual([
			'expected exactly 5 fields, found 1: [bad]',
			undefined,
			'end of range (60) above maximum (59): 60',
			undefined,
			undefined
		]);
	});
	test('every kind with validation accepts an empty object without throwing, so no manifest can crash the server', () => {
		for (const kind of kinds.values()) {
			const object = {
				apiVersion: kind.apiVersion,
				kind: kind.row.kind,
				metadata: meta('x'),
				...(kind.type.f.spec ? { spec: { names: {}, template: {}, jobTemplate: {}, scaleTargetRef: {} } } : {}),
				roleRef: {},
				involvedObject: {},
				names: {}
			} as unknown as KubeObject;
			expect(() => {
				kind.strategy.defaults?.(object as never);
				kind.strategy.validate?.(object, new FieldErrors());
			}, kind.ref).not.toThrow();
		}
	});
});

describe('tables', () => {
	test('a pod shows what its containers do, so STATUS is a consequence', () => {
		const pod = (status: Plain, spec: Plain = {}): string => {
			const {
				ready,
				status: text,
				restarts
			} = podColumns({ metadata: meta('p'), spec: { containers: [{ name: 'c' }], ...spec }, status } as unknown as Pod, { now });
			return `${ready} ${text} ${restarts}`;
		};
		expect(pod({ phase: 'Pending' })).toBe('0/1 Pending 0');
		expect(pod({ phase: 'Pending', containerStatuses: [{ name: 'c', restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }] })).toBe(
			'0/1 ContainerCreating 0'
		);
		expect(pod({ phase: 'Running', containerStatuses: [{ name: 'c', restartCount: 0, ready: true, state: { running: {} } }] })).toBe('1/1 Running 0');
		expect(
			pod({
				phase: 'Running',
				containerStatuses: [
					{ name: 'c', restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { finishedAt: at(20) } } }
				]
			})
		).toBe('0/1 CrashLoopBackOff 3 (20s ago)');
		expect(
			pod(
				{ phase: 'Pending', initContainerStatuses: [{ name: 'i', restartCount: 0, state: { running: {} } }] },
				{ initContainers: [{ name: 'i' }, { name: 'j' }] }
			)
		).toBe('0/1 Init:0/2 0');
		expect(pod({ phase: 'Succeeded', containerStatuses: [{ name: 'c', restartCount: 0, state: { terminated: { reason: 'Completed', exitCode: 0 } } }] })).toBe(
			'0/1 Completed 0'
		);
	});
	test('services, jobs, claims and autoscalers have the columns of printers.go, so get reads as the real one', () => {
		expect(
			row('v1/services', {
				spec: {
					type: 'NodePort',
					clusterIP: '10.96.0.5',
					clusterIPs: ['10.96.0.5'],
					ports: [{ port: 80, nodePort: 30123, protocol: 'TCP' }],
					selector: { app: 'web' }
				}
			})
		).toEqual(['web', 'NodePort', '10.96.0.5', '<none>', '80:30123/TCP', '65s', 'app=web']);
		expect(
			row('batch/v1/jobs', { spec: { parallelism: 3, template: { spec: { containers: [{ name: 'c', image: 'i' }] } } }, status: { startTime: at(5) } })
		).toEqual(['web', 'Running', '0/1 of 3', '5s', '65s', 'c', 'i', '<none>']);
		expect(row('v1/persistentvolumeclaims', { spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'standard' }, status: { phase: 'Pending' } })).toEqual([
			'web',
			'Pending',
			'',
			'',
			'',
			'standard',
			'<unset>',
			'65s',
			'<unset>'
		]);
		expect(
			row('autoscaling/v2/horizontalpodautoscalers', {
				spec: {
					scaleTargetRef: { kind: 'Deployment', name: 'web' },
					minReplicas: 1,
					maxReplicas: 3,
					metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }]
				}
			})
		).toEqual(['web', 'Deployment/web', 'cpu: <unknown>/50%', '1', 3, 0, '65s']);
	});
});
