// What the cluster fuzz does: rows of kubectl commands and of faults. Faults end by themselves or by `repair`, after which what was asked for must come true.
import type { Input } from '../inputs.ts';
import type { Action, Draw } from './actions.ts';

const env = { HOME: '/root', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', KUBECONFIG: '/etc/kubernetes/admin.conf' };
const shell = (host: string, process: number, script: string): Input[] => [
	{ kind: 'process.start', host, process, options: { path: '/bin/bash', argv: ['bash', '-c', script], env } }
];
const drawn = (weight: number, script: (draw: Draw) => string): Action => ({
	weight,
	inputs: (draw, hosts, process) => shell(hosts[0] ?? '', process, script(draw))
});
const one = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T;
const applied = (text: string): string => `kubectl apply -f - <<'X'\n${text}\nX`;

const container = (image: string, more = ''): string => `{name: c, image: "${image}"${more}}`;
const images = ['nginx:1.26', 'nginx:1.27', 'redis:7'] as const;
const probe = ', readinessProbe: {exec: {command: [ls, /]}, periodSeconds: 1}';
const template = (name: string, spec: string): string =>
	`{metadata: {labels: {app: ${name}}}, spec: {terminationGracePeriodSeconds: 1, containers: [${spec}]}}`;
const set = (kind: string, name: string, replicas: number, spec: string, more = ''): string =>
	`{apiVersion: apps/v1, kind: ${kind}, metadata: {name: ${name}}, spec: {${kind === 'DaemonSet' ? '' : `replicas: ${replicas}, `}selector: {matchLabels: {app: ${name}}}, ${more}template: ${template(name, spec)}}}`;
const deployment = (draw: Draw): string => `d${draw(2)}`;

/** Components that come back after a kill: by their unit, or as static pods by the kubelet. */
const components = [
	'kubelet',
	'containerd',
	'kube-apiserver',
	'etcd',
	'kube-scheduler',
	'kube-controller-manager',
	'kube-proxy',
	'coredns',
	'nginx',
	'redis-server'
];

export const clusterScripts: readonly Action[] = [
	drawn(5, (draw) => applied(set('Deployment', deployment(draw), 1 + draw(3), container(one(draw, images), draw(2) ? '' : one(draw, ['', probe]))))),
	drawn(2, (draw) =>
		applied(set('Deployment', 'r', 1 + draw(2), container(one(draw, images)), `strategy: {type: ${one(draw, ['Recreate', 'RollingUpdate'])}}, `))
	),
	drawn(2, (draw) => applied(set('StatefulSet', 's', 1 + draw(3), container(one(draw, images)), 'serviceName: s, '))),
	drawn(1, (draw) => applied(set('DaemonSet', 'a', 1, container(one(draw, images))))),
	drawn(2, (draw) =>
		applied(
			`{apiVersion: batch/v1, kind: Job, metadata: {name: j${draw(2)}}, spec: {backoffLimit: 1, template: {spec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36", command: [sh, -c, "sleep ${draw(3)}; exit ${draw(4) ? 0 : 1}"]}]}}}}`
		)
	),
	drawn(3, (draw) => `kubectl scale deployment ${deployment(draw)} --replicas=${draw(4)}`),
	drawn(2, (draw) => `kubectl set image deployment/${deployment(draw)} c=${one(draw, images)}`),
	drawn(1, (draw) => `kubectl rollout restart deployment/${deployment(draw)}`),
	drawn(1, (draw) => `kubectl rollout undo deployment/${deployment(draw)}`),
	drawn(1, (draw) => `kubectl delete ${one(draw, ['deployment d0', 'statefulset s', 'daemonset a', 'job j0', 'deployment d1 --cascade=orphan'])} --wait=false`),
	drawn(1, (draw) => `kubectl expose deployment ${deployment(draw)} --port=80`),
	drawn(1, () =>
		applied(
			'{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}'
		)
	),
	drawn(1, () => 'kubectl create ns n; kubectl -n n create deployment y --image=nginx:1.27; kubectl delete ns n --wait=false'),
	drawn(1, (draw) => `kubectl label pods --all extra=v${draw(3)} --overwrite; kubectl annotate deployment ${deployment(draw)} note=n${draw(9)} --overwrite`),
	// faults
	drawn(
		4,
		(draw) => `kubectl delete pod $(kubectl get pods -o name | head -${1 + draw(3)} | cut -d/ -f2) ${one(draw, ['', '--force', '--wait=false', '--now'])}`
	),
	drawn(4, (draw) => `kill -9 $(pidof ${one(draw, components)})`),
	drawn(1, (draw) => `systemctl ${one(draw, ['restart', 'stop'])} ${one(draw, ['kubelet', 'containerd'])}`),
	drawn(1, (draw) => `kubectl ${one(draw, ['cordon', 'drain --ignore-daemonsets --force --timeout=5s'])} control-plane`),
	drawn(1, () => 'kubectl delete pods --all -n kube-system --wait=false'),
	{ weight: 1, inputs: (draw, hosts) => [{ kind: 'power', host: one(draw, hosts), on: false }] }
];

/** Ends every fault that does not end by itself. */
export const repair = (hosts: readonly string[], nodes: readonly string[], process: number): Input[] => [
	...hosts.map((host): Input => ({ kind: 'power', host, on: true })),
	...nodes.flatMap((node, i) => shell(node, process + 10 + i, 'systemctl start containerd kubelet')),
	...shell(
		hosts[0] ?? '',
		process,
		`for i in $(seq 100); do kubectl get --raw /readyz >/dev/null 2>&1 && break; sleep 1; done; kubectl uncordon ${nodes.join(' ')}; kubectl uncordon ${nodes.join(' ')}`
	)
];
