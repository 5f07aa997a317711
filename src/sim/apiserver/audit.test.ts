import { expect, it } from 'vitest';
import { lineOf } from './audit.ts';
import { anonymous } from './authn.ts';
import { requestInfo } from './request-info.ts';

const asked = (method: string, target: string, agent: string) => ({
	info: requestInfo(method, target),
	method,
	headers: { 'User-Agent': agent },
	body: undefined,
	client: 4,
	sourceIP: '192.168.49.3',
	now: 1_795_161_600_123_456,
	random: '',
	user: anonymous,
	warnings: []
});

it('writes an event of a request about an object as one line of JSON, quotes and all', () => {
	const user = { name: 'system:node:"worker"', uid: 'u1', groups: ['system:nodes', 'system:authenticated'] };
	const request = asked('PUT', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker?timeout=10s&x=%22', 'kubelet/v1.36.3');
	const line = lineOf(request, user, { allowed: true, reason: 'RBAC: allowed by ClusterRoleBinding "a"' }, 200, 'Metadata', 31);
	expect(line.endsWith('}\n')).toBe(true);
	expect(JSON.parse(line)).toEqual({
		kind: 'Event',
		apiVersion: 'audit.k8s.io/v1',
		level: 'Metadata',
		auditID: `0000001f-0000-4000-8000-${request.now.toString(16).padStart(12, '0').slice(-12)}`,
		stage: 'ResponseComplete',
		requestURI: '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker?timeout=10s&x="',
		verb: 'update',
		user: { username: 'system:node:"worker"', uid: 'u1', groups: ['system:nodes', 'system:authenticated'] },
		sourceIPs: ['192.168.49.3'],
		userAgent: 'kubelet/v1.36.3',
		objectRef: { resource: 'leases', namespace: 'kube-node-lease', name: 'worker', apiGroup: 'coordination.k8s.io', apiVersion: 'v1' },
		responseStatus: { metadata: {}, code: 200 },
		requestReceivedTimestamp: '2026-11-20T08:00:00.123456Z',
		stageTimestamp: '2026-11-20T08:00:00.123456Z',
		annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': 'RBAC: allowed by ClusterRoleBinding "a"' }
	});
});

it('leaves out the object of a plain path', () => {
	const line = lineOf(asked('GET', '/readyz', 'kube-probe/1.36'), anonymous, { allowed: false, reason: '' }, 403, 'Metadata', 0);
	expect(line).toBe(
		`{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"00000000-0000-4000-8000-${(1_795_161_600_123_456).toString(16).padStart(12, '0').slice(-12)}","stage":"ResponseComplete","requestURI":"/readyz","verb":"get","user":{"username":"system:anonymous","groups":["system:unauthenticated"]},"sourceIPs":["192.168.49.3"],"userAgent":"kube-probe/1.36","responseStatus":{"metadata":{},"code":403},"requestReceivedTimestamp":"2026-11-20T08:00:00.123456Z","stageTimestamp":"2026-11-20T08:00:00.123456Z","annotations":{"authorization.k8s.io/decision":"forbid","authorization.k8s.io/reason":""}}\n`
	);
});
