import { describe, expect, test } from 'vitest';
import { logLine, parseSnapshot, snapshotText } from './disk.ts';
import { compact, eventsSince, grant, newKeyspace, range, revoke, transact } from './keyspace.ts';

const filled = () => {
	const space = newKeyspace();
	transact(space, { op: 'put', key: '/a', value: 1 });
	transact(space, { op: 'put', key: '/b', value: 2 });
	transact(space, { op: 'put', key: '/a', value: 3 });
	return space;
};

describe('etcd key space', () => {
	test('each writing transaction is one revision, so clients can order them', () => {
		const space = filled();
		expect(range(space, { op: 'range', key: '/a' })).toEqual({
			revision: 4,
			kvs: [{ key: '/a', value: 3, createRevision: 2, modRevision: 4, version: 2, lease: 0 }],
			count: 1,
			more: false
		});
		expect(range(space, { op: 'range', key: '/', prefix: '/', limit: 1 })).toMatchObject({ count: 2, more: true, kvs: [{ key: '/a' }] });
	});
	test('the past can be read until it is compacted, so watchers can catch up', () => {
		const space = filled();
		expect(range(space, { op: 'range', key: '/a', revision: 2 }).kvs?.[0]?.value).toBe(1);
		expect(range(space, { op: 'range', key: '/', prefix: '/', revision: 2 }).kvs?.map((kv) => kv.key)).toEqual(['/a']);
		expect(eventsSince(space, { key: '', prefix: '', startRevision: 3 })?.map((event) => [event.type, event.kv.key, event.kv.modRevision])).toEqual([
			['PUT', '/b', 3],
			['PUT', '/a', 4]
		]);
		compact(space, 3);
		expect(range(space, { op: 'range', key: '/a', revision: 2 }).error).toBe('etcdserver: mvcc: required revision has been compacted');
		expect(eventsSince(space, { key: '', prefix: '', startRevision: 3 })).toBe(null);
		expect(range(space, { op: 'range', key: '/a', revision: 99 }).error).toBe('etcdserver: mvcc: required revision is a future revision');
	});
	test('a transaction compares before it writes, so nobody overwrites what he has not seen', () => {
		const space = filled();
		const attempt = (equals: number) =>
			transact(space, {
				op: 'txn',
				compare: [{ key: '/a', target: 'mod', equals }],
				success: [
					{ op: 'put', key: '/a', value: 4 },
					{ op: 'delete', key: '/b' }
				],
				failure: [{ op: 'range', key: '/a' }]
			});
		expect(attempt(2).response).toMatchObject({ succeeded: false, revision: 4, responses: [{ kvs: [{ value: 3 }] }] });
		const done = attempt(4);
		expect([done.response.succeeded, done.response.revision, done.events.map((e) => e.kv.modRevision)]).toEqual([true, 5, [5, 5]]);
		expect(range(space, { op: 'range', key: '/b' }).count).toBe(0);
	});
	test('a lease takes its keys with it, so events expire', () => {
		const space = filled();
		const lease = grant(space, 60, 0);
		transact(space, { op: 'put', key: '/e', value: 'x', lease: lease.id });
		expect(revoke(space, lease.id).map((event) => [event.type, event.kv.key])).toEqual([['DELETE', '/e']]);
		expect([range(space, { op: 'range', key: '/e' }).count, space.revision]).toEqual([0, 6]);
	});
	test('a snapshot holds every key with its revisions, so a restore continues', () => {
		const space = filled();
		const back = parseSnapshot(snapshotText(space));
		expect([...back.keys.values()]).toEqual([...space.keys.values()]);
		expect(back.revision).toBe(4);
		expect(logLine(5, transact(space, { op: 'delete', key: '/a' }).events)).toBe('{"revision":5,"delete":["/a"]}\n');
	});
});
