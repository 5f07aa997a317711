import { expect, test } from 'vitest';
import { etcdctl, etcdutl } from '../etcd/index.ts';
import { readPath } from '../kernel/host.ts';
import { text } from '../values/bytes.ts';
import { kill } from '../kernel/index.ts';
import { controlPlane, type ControlPlane } from './harness.ts';
import { create, list, remove } from './rest.ts';

const tls = [
	'--endpoints=https://127.0.0.1:2379',
	'--cacert=/etc/kubernetes/pki/etcd/ca.crt',
	'--cert=/etc/kubernetes/pki/apiserver-etcd-client.crt',
	'--key=/etc/kubernetes/pki/sa.key'
];
const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { a: 'b' } });

function printed(plane: ControlPlane, program: string, ...words: string[]): string {
	const before = text(readPath(plane.kernel, '/console')).length;
	plane.start(program, [program, ...(program === 'etcdctl' ? tls : []), ...words]);
	plane.advance(8);
	return text(readPath(plane.kernel, '/console')).slice(before);
}

test('etcdctl reads and writes what the API server stores, so the store can be looked into', () => {
	const plane = controlPlane({ etcdctl, etcdutl });
	plane.advance(2);
	plane.run(() => create('v1/configmaps', configMap('one')));
	expect(printed(plane, 'etcdctl', 'get', '/registry/configmaps/default', '--prefix', '--keys-only')).toBe('/registry/configmaps/default/one\n\n');
	expect(printed(plane, 'etcdctl', 'put', 'foo', 'bar')).toBe('OK\n');
	expect(printed(plane, 'etcdctl', 'get', 'foo')).toBe('foo\nbar\n');
	expect(printed(plane, 'etcdctl', 'get', 'foo', '--print-value-only')).toBe('bar\n');
	expect(printed(plane, 'etcdctl', 'del', 'foo')).toBe('1\n');
	expect(printed(plane, 'etcdctl', 'member', 'list')).toMatch(
		/^[0-9a-f]{16}, started, control-plane, http:\/\/localhost:2380, https:\/\/127\.0\.0\.1:2379, false\n$/
	);
	expect(printed(plane, 'etcdctl', 'bogus')).toContain('Error: unknown command "bogus" for "etcdctl"');
	expect(plane.bugs).toEqual([]);
});

test('a snapshot restored into a new directory brings the past back, so backups can be practised', () => {
	const plane = controlPlane({ etcdctl, etcdutl });
	plane.advance(2);
	plane.run(() => create('v1/configmaps', configMap('kept')));
	expect(printed(plane, 'etcdctl', 'snapshot', 'save', '/backup.db')).toContain('Snapshot saved at /backup.db\n');
	plane.run(() => remove('v1/configmaps', 'default/kept'));
	expect(printed(plane, 'etcdutl', 'snapshot', 'restore', '/backup.db', '--data-dir', '/var/lib/etcd2')).toContain('restored snapshot');
	const pid = plane.pidOf('etcd');
	const argv = plane.kernel.state.processes.get(pid)?.argv ?? [];
	const server = plane.pidOf('kube-apiserver');
	const flags = plane.kernel.state.processes.get(server)?.argv ?? [];
	plane.run(function* () {
		yield* kill(server, 'KILL');
		yield* kill(pid, 'KILL');
	});
	plane.advance(1);
	plane.start(
		'etcd',
		argv.map((word) => word.replace('/var/lib/etcd', '/var/lib/etcd2'))
	);
	plane.advance(1);
	plane.start('kube-apiserver', flags);
	plane.advance(3);
	expect(plane.run(() => list('v1/configmaps', { namespace: 'default' })).items.map((item) => item.metadata.name)).toEqual(['kept']);
	expect(plane.bugs).toEqual([]);
});
