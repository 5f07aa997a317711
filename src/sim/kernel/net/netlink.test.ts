import { describe, expect, test } from 'vitest';
import { Errno, type Sys } from '../../engine/sys.ts';
import { netlink } from '../calls.ts';
import type { NetlinkRequest } from './netlink.ts';
import { addBridge, newRig, plug } from './rig.ts';

/** What requests answer: their errno or what they are. */
function* each(...requests: NetlinkRequest[]): Sys<unknown[]> {
	const out: unknown[] = [];
	for (const request of requests) {
		try {
			out.push(yield* netlink(request));
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
			out.push(error.code);
		}
	}
	return out;
}

describe('netlink', () => {
	test('links: what is shown, and the errnos', () => {
		const rig = newRig(1);
		addBridge(rig, 1, 'br0', '10.0.0.1/24');
		const ns = rig.namespace(1, 'c');
		plug(rig, 1, ns, 'br0', 'veth1', '10.0.0.2/24', '10.0.0.1');
		const [links] = rig.run(1, () => each({ op: 'links' })) as [{ name: string; mac: string }[]];
		expect(links.map(({ mac: _mac, ...link }) => link)).toEqual([
			{
				index: 1,
				name: 'lo',
				kind: 'lo',
				mtu: 65_536,
				up: true,
				carrier: true,
				addresses: ['127.0.0.1/8', '::1/128'],
				rx: { bytes: 0, packets: 0 },
				tx: { bytes: 0, packets: 0 }
			},
			{
				index: 2,
				name: 'br0',
				kind: 'bridge',
				mtu: 1500,
				up: true,
				carrier: true,
				addresses: ['10.0.0.1/24'],
				rx: { bytes: 0, packets: 0 },
				tx: { bytes: 0, packets: 0 }
			},
			{
				index: 3,
				name: 'veth1',
				kind: 'veth',
				mtu: 1500,
				up: true,
				carrier: true,
				addresses: [],
				master: 'br0',
				peer: { netns: ns, index: 2 },
				rx: { bytes: 0, packets: 0 },
				tx: { bytes: 0, packets: 0 }
			}
		]);
		expect(links[2]?.mac).toMatch(/^[0-9a-f][26ae](:[0-9a-f]{2}){5}$/);
		expect(
			rig.run(1, () =>
				each(
					{ op: 'link.add', name: 'br0', kind: 'bridge' },
					{ op: 'link.add', name: 'a-name-too-long-for-linux', kind: 'dummy' },
					{ op: 'link.delete', name: 'nope' },
					{ op: 'link.delete', name: 'lo' },
					{ op: 'link.set', name: 'veth1', master: 'lo' },
					{ op: 'link.set', name: 'veth1', netns: 12 },
					{ op: 'address.add', dev: 'br0', address: '10.0.0.1/24' },
					{ op: 'address.delete', dev: 'br0', address: '10.9.9.9/24' },
					{ op: 'address.add', dev: 'br0', address: '10.0.0.256/24' },
					{ op: 'link.delete', name: 'veth1' }
				)
			)
		).toEqual(['EEXIST', 'EINVAL', 'ENODEV', 'EOPNOTSUPP', 'EOPNOTSUPP', 'EINVAL', 'EEXIST', 'EADDRNOTAVAIL', 'EINVAL', undefined]);
		expect(rig.run(1, () => each({ op: 'links' }), ns)).toMatchObject([[{ name: 'lo' }]]);
		expect(rig.run(1, () => each({ op: 'routes' }), ns)).toEqual([[]]);
	});

	test('routes: connected ones come and go with addresses and links', () => {
		const rig = newRig(1);
		const routes = [
			{ to: 'default', via: '10.0.0.254', dev: 'd0' },
			{ to: '10.0.0.0/24', dev: 'd0', src: '10.0.0.1', scope: 'link', proto: 'kernel' },
			{ to: '10.1.0.0/16', via: '10.0.0.9', dev: 'd0', metric: 50 }
		];
		const answers = rig.run(1, () =>
			each(
				{ op: 'link.add', name: 'd0', kind: 'dummy' },
				{ op: 'address.add', dev: 'd0', address: '10.0.0.1/24' },
				{ op: 'routes' },
				{ op: 'route.add', route: { to: '10.2.0.0/16', dev: 'd0' } },
				{ op: 'link.set', name: 'd0', up: true },
				{ op: 'route.add', route: { to: 'default', via: '10.0.0.254', dev: '' } },
				{ op: 'route.add', route: { to: 'default', via: '10.0.0.254', dev: 'd0' } },
				{ op: 'route.add', route: { to: '10.1.0.0/16', via: '10.0.0.9', dev: 'd0', metric: 50 } },
				{ op: 'route.add', route: { to: '10.3.0.0/16', via: '10.9.0.9', dev: 'd0' } },
				{ op: 'route.add', route: { to: '10.3.0.1/16', dev: 'd0' } },
				{ op: 'routes' },
				{ op: 'route.delete', to: '10.77.0.0/16' },
				{ op: 'link.set', name: 'd0', up: false },
				{ op: 'routes' },
				{ op: 'link.set', name: 'd0', up: true },
				{ op: 'routes' }
			)
		);
		expect(answers.slice(2)).toEqual([
			[],
			'ENETDOWN',
			undefined,
			undefined,
			'EEXIST',
			undefined,
			'ENETUNREACH',
			'EINVAL',
			routes,
			'ESRCH',
			undefined,
			[],
			undefined,
			[routes[1]]
		]);
	});

	test('an address of two links stays when one goes, so other pods are still reached: it does', () => {
		const rig = newRig(1);
		const [one, two] = [rig.namespace(1, 'one'), rig.namespace(1, 'two')];
		const pod = (name: string, inside: number, ip: string): NetlinkRequest[] => [
			{ op: 'link.add', name, kind: 'veth', peer: 'eth0', peerNetns: inside },
			{ op: 'address.add', dev: 'eth0', address: `${ip}/32`, inside },
			{ op: 'link.set', name: 'eth0', up: true, inside },
			{ op: 'link.set', name, up: true },
			{ op: 'address.add', dev: name, address: '10.0.0.1/32' }
		];
		const route = { op: 'route.add', route: { to: '10.9.0.0/24', dev: 'a', src: '10.0.0.1', scope: 'link' } } as const;
		const done = rig.run(1, () => each(...pod('a', one, '10.0.0.2'), ...pod('b', two, '10.0.0.3'), { op: 'link.delete', name: 'b' }, route));
		expect(done.slice(-2)).not.toContain('EINVAL');
	});

	test('rules: chains, targets and their errnos, replaced all at once', () => {
		const rig = newRig(1);
		const answers = rig.run(1, () =>
			each(
				{ op: 'rule.add', table: 'filter', chain: 'NOPE', rule: { target: 'DROP' } },
				{ op: 'rule.add', table: 'filter', chain: 'INPUT', rule: { target: 'NOPE' } },
				{ op: 'rule.add', table: 'filter', chain: 'INPUT', rule: { target: 'MASQUERADE' } },
				{ op: 'rule.add', table: 'nat', chain: 'PREROUTING', rule: { target: 'MASQUERADE' } },
				{ op: 'chain.add', table: 'filter', chain: 'MINE' },
				{ op: 'chain.add', table: 'filter', chain: 'MINE' },
				{ op: 'rule.add', table: 'filter', chain: 'INPUT', rule: { target: 'MINE' } },
				{ op: 'chain.delete', table: 'filter', chain: 'MINE' },
				{ op: 'rule.delete', table: 'filter', chain: 'INPUT', rule: { target: 'DROP' } },
				{
					op: 'rules.replace',
					table: 'filter',
					prefix: 'KUBE-',
					chains: { 'KUBE-A': [{ target: 'KUBE-B' }], 'KUBE-B': [{ target: 'DROP', source: '10.0.0.0/8' }] }
				},
				{ op: 'rules.replace', table: 'filter', prefix: 'KUBE-', chains: { 'KUBE-A': [{ target: 'KUBE-B' }] } },
				{ op: 'rules', table: 'filter' },
				{ op: 'rules.replace', table: 'filter', prefix: 'KUBE-', chains: {} },
				{ op: 'rules', table: 'filter' }
			)
		);
		const base = {
			FORWARD: { policy: 'ACCEPT', rules: [] },
			INPUT: { policy: 'ACCEPT', rules: [{ target: 'MINE' }] },
			MINE: { rules: [] },
			OUTPUT: { policy: 'ACCEPT', rules: [] }
		};
		expect(answers).toEqual([
			'ENOENT',
			'ENOENT',
			'EINVAL',
			'EINVAL',
			undefined,
			'EEXIST',
			undefined,
			'EBUSY',
			'ENOENT',
			undefined,
			'ENOENT',
			{ chains: { ...base, 'KUBE-A': { rules: [{ target: 'KUBE-B' }] }, 'KUBE-B': { rules: [{ target: 'DROP', source: '10.0.0.0/8' }] } } },
			undefined,
			{ chains: base }
		]);
	});

	test('changes need CAP_NET_ADMIN; a named namespace lives without a process', () => {
		const rig = newRig(1);
		const plain = rig.start(1, () => each({ op: 'links' }, { op: 'link.add', name: 'x', kind: 'dummy' }, { op: 'rules', table: 'nat' }), undefined, {
			capabilities: []
		});
		rig.advance(10_000);
		expect(plain.result().slice(1)).toEqual(['EPERM', 'EPERM']);
		const answers = rig.run(1, function* () {
			const [ino] = yield* each({ op: 'netns.add', name: 'blue' });
			return yield* each(
				{ op: 'netns.add', name: 'blue' },
				{ op: 'link.add', name: 'v0', kind: 'veth', peer: 'v1', peerNetns: ino as number },
				{ op: 'links', inside: ino as number },
				{ op: 'netns.delete', name: 'blue' },
				{ op: 'netns.list' },
				{ op: 'link.delete', name: 'v0' }
			);
		});
		expect(answers).toMatchObject(['EEXIST', { name: 'v0' }, [{ name: 'lo', up: false }, { name: 'v1' }], undefined, [], 'ENODEV']);
	});
});
