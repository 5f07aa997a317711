// docker swarm …: making, joining and leaving a swarm.
import type { Sys } from '../../../../engine/index.ts';
import { call, json } from '../../client/api.ts';
import { out, type Cli } from '../../cli.ts';
import { type Command, exact, none } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { type Flags, f } from '../../flags/flag.ts';

interface Swarm {
	readonly JoinTokens: { readonly Worker: string; readonly Manager: string };
	readonly Spec: Readonly<Record<string, unknown>>;
	readonly Version: { readonly Index: number };
}
const inspectSwarm = (cli: Cli): Sys<Swarm> => json<Swarm>(cli, 'GET', '/swarm');

function availability(flags: Flags): { Availability: string } {
	if (!flags.changed('availability')) return { Availability: '' };
	const value = flags.text('availability').toLowerCase();
	if (!['active', 'pause', 'drain'].includes(value))
		throw new Failure(`invalid availability "${flags.text('availability')}", only active, pause and drain are supported`);
	return { Availability: value };
}

function* printJoin(cli: Cli, node: string, role: 'worker' | 'manager'): Sys<void> {
	const found = yield* json<{ ManagerStatus?: { Addr: string } | null }>(cli, 'GET', `/nodes/${node}`);
	const swarm = yield* inspectSwarm(cli);
	if (!found.ManagerStatus) return;
	const token = role === 'worker' ? swarm.JoinTokens.Worker : swarm.JoinTokens.Manager;
	yield* out(`To add a ${role} to this swarm, run the following command:\n\n    docker swarm join --token ${token} ${found.ManagerStatus.Addr}\n\n`);
}

const ca: Command = {
	name: 'ca',
	use: 'ca [OPTIONS]',
	short: 'Display and rotate the root CA',
	version: '1.30',
	swarm: 'manager',
	args: none,
	flags: [
		f('pem-file', 'ca-cert', '', 'Path to the PEM-formatted root CA certificate to use for the new cluster'),
		f('pem-file', 'ca-key', '', 'Path to the PEM-formatted root CA key to use for the new cluster'),
		f('duration', 'cert-expiry', '', 'Validity period for node certificates (ns|us|ms|s|m|h)', { def: '2160h0m0s' }),
		f('bool', 'detach', 'd', 'Exit immediately instead of waiting for the root rotation to converge'),
		f('external-ca', 'external-ca', '', 'Specifications of one or more certificate signing endpoints'),
		f('bool', 'quiet', 'q', 'Suppress progress output'),
		f('bool', 'rotate', '', 'Rotate the swarm CA - if no certificate or key are provided, new ones will be generated')
	],
	*run(cli, flags) {
		const swarm = yield* json<{ TLSInfo?: { TrustRoot: string } }>(cli, 'GET', '/swarm');
		if (flags.bool('rotate')) throw new Failure('rotating the root CA is not supported');
		yield* out(`${(swarm.TLSInfo?.TrustRoot ?? '').trim()}\n`);
		return 0;
	}
};
const init: Command = {
	name: 'init',
	use: 'init [OPTIONS]',
	short: 'Initialize a swarm',
	version: '1.24',
	swarm: '',
	args: none,
	flags: [
		f('string', 'advertise-addr', '', 'Advertised address (format: "<ip|interface>[:port]")'),
		f('bool', 'autolock', '', 'Enable manager autolocking (requiring an unlock key to start a stopped manager)'),
		f('string', 'availability', '', 'Availability of the node ("active", "pause", "drain")', { def: 'active' }),
		f('duration', 'cert-expiry', '', 'Validity period for node certificates (ns|us|ms|s|m|h)', { def: '2160h0m0s' }),
		f('string', 'data-path-addr', '', 'Address or interface to use for data path traffic (format: "<ip|interface>")', { version: '1.31' }),
		f(
			'uint32',
			'data-path-port',
			'',
			'Port number to use for data path traffic (1024 - 49151). If no value is set or is set to 0, the default port (4789) is used.',
			{ version: '1.40' }
		),
		f('ipNetSlice', 'default-addr-pool', '', 'default address pool in CIDR format', { version: '1.39' }),
		f('uint32', 'default-addr-pool-mask-length', '', 'default address pool subnet mask length', { def: '24', version: '1.39' }),
		f('duration', 'dispatcher-heartbeat', '', 'Dispatcher heartbeat period (ns|us|ms|s|m|h)', { def: '5s' }),
		f('external-ca', 'external-ca', '', 'Specifications of one or more certificate signing endpoints'),
		f('bool', 'force-new-cluster', '', 'Force create a new cluster from current state'),
		f('node-addr', 'listen-addr', '', 'Listen address (format: "<ip|interface>[:port]")', { def: '0.0.0.0:2377' }),
		f('uint64', 'max-snapshots', '', 'Number of additional Raft snapshots to retain', { version: '1.25' }),
		f('uint64', 'snapshot-interval', '', 'Number of log entries between Raft snapshots', { def: '10000', version: '1.25' }),
		f('int64', 'task-history-limit', '', 'Task history retention limit', { def: '5' })
	],
	*run(cli, flags) {
		const body = {
			ListenAddr: flags.text('listen-addr'),
			AdvertiseAddr: flags.text('advertise-addr'),
			DataPathAddr: flags.text('data-path-addr'),
			DataPathPort: flags.number('data-path-port'),
			DefaultAddrPool: flags.list('default-addr-pool'),
			ForceNewCluster: flags.bool('force-new-cluster'),
			Spec: {
				Labels: null,
				Orchestration: flags.changed('task-history-limit') ? { TaskHistoryRetentionLimit: flags.number('task-history-limit') } : {},
				Raft: { ElectionTick: 0, HeartbeatTick: 0 },
				Dispatcher: {},
				CAConfig: {},
				TaskDefaults: {},
				EncryptionConfig: { AutoLockManagers: flags.bool('autolock') }
			},
			AutoLockManagers: flags.bool('autolock'),
			...availability(flags),
			SubnetSize: flags.number('default-addr-pool-mask-length')
		};
		let node: string;
		try {
			node = yield* json<string>(cli, 'POST', '/swarm/init', { body: { json: body } });
		} catch (e) {
			if (e instanceof Failure && /could not choose an IP address to advertise|could not find the system's IP address/.test(e.text))
				throw new Failure(`${e.text} - specify one with --advertise-addr`);
			throw e;
		}
		yield* out(`Swarm initialized: current node (${node}) is now a manager.\n\n`);
		yield* printJoin(cli, node, 'worker');
		yield* out("To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.\n");
		return 0;
	}
};
const join: Command = {
	name: 'join',
	use: 'join [OPTIONS] HOST:PORT',
	short: 'Join a swarm as a node and/or manager',
	version: '1.24',
	swarm: '',
	args: exact(1),
	flags: [
		f('string', 'advertise-addr', '', 'Advertised address (format: "<ip|interface>[:port]")'),
		f('string', 'availability', '', 'Availability of the node ("active", "pause", "drain")', { def: 'active' }),
		f('string', 'data-path-addr', '', 'Address or interface to use for data path traffic (format: "<ip|interface>")', { version: '1.31' }),
		f('node-addr', 'listen-addr', '', 'Listen address (format: "<ip|interface>[:port]")', { def: '0.0.0.0:2377' }),
		f('string', 'token', '', 'Token for entry into the swarm')
	],
	*run(cli, flags, args) {
		const body = {
			ListenAddr: flags.text('listen-addr'),
			AdvertiseAddr: flags.text('advertise-addr'),
			DataPathAddr: flags.text('data-path-addr'),
			RemoteAddrs: [args[0]],
			JoinToken: flags.text('token'),
			...availability(flags)
		};
		yield* call(cli, 'POST', '/swarm/join', { body: { json: body } });
		const info = yield* json<{ Swarm: { ControlAvailable: boolean } }>(cli, 'GET', '/info');
		yield* out(`This node joined a swarm as a ${info.Swarm.ControlAvailable ? 'manager' : 'worker'}.\n`);
		return 0;
	}
};
const joinToken: Command = {
	name: 'join-token',
	use: 'join-token [OPTIONS] (worker|manager)',
	short: 'Manage join tokens',
	version: '1.24',
	swarm: 'manager',
	args: exact(1),
	flags: [f('bool', 'quiet', 'q', 'Only display token'), f('bool', 'rotate', '', 'Rotate join token')],
	*run(cli, flags, args) {
		const [role = ''] = args;
		if (role !== 'worker' && role !== 'manager') throw new Failure(`unknown role ${role}`);
		const quiet = flags.bool('quiet');
		if (flags.bool('rotate')) {
			const swarm = yield* inspectSwarm(cli);
			yield* call(cli, 'POST', '/swarm/update', {
				query: { version: swarm.Version.Index, rotateWorkerToken: String(role === 'worker'), rotateManagerToken: String(role === 'manager') },
				body: { json: swarm.Spec }
			});
			if (!quiet) yield* out(`Successfully rotated ${role} join token.\n\n`);
		}
		const swarm = yield* inspectSwarm(cli);
		if (quiet) {
			yield* out(`${role === 'worker' ? swarm.JoinTokens.Worker : swarm.JoinTokens.Manager}\n`);
			return 0;
		}
		const info = yield* json<{ Swarm: { NodeID: string } }>(cli, 'GET', '/info');
		yield* printJoin(cli, info.Swarm.NodeID, role);
		return 0;
	}
};
const leave: Command = {
	name: 'leave',
	use: 'leave [OPTIONS]',
	short: 'Leave the swarm',
	version: '1.24',
	swarm: 'active',
	args: none,
	flags: [f('bool', 'force', 'f', 'Force this node to leave the swarm, ignoring warnings')],
	*run(cli, flags) {
		yield* call(cli, 'POST', '/swarm/leave', { query: { force: flags.bool('force') } });
		yield* out('Node left the swarm.\n');
		return 0;
	}
};
const unlock: Command = {
	name: 'unlock',
	use: 'unlock',
	short: 'Unlock swarm',
	version: '1.24',
	swarm: 'manager',
	args: none,
	*run(cli) {
		const info = yield* json<{ Swarm: { LocalNodeState: string } }>(cli, 'GET', '/info');
		if (info.Swarm.LocalNodeState === 'inactive') throw new Failure('Error: This node is not part of a swarm');
		if (info.Swarm.LocalNodeState !== 'locked') throw new Failure('Error: swarm is not locked');
		throw new Failure('Error: swarm could not be unlocked: invalid key provided');
	}
};
const unlockKey: Command = {
	name: 'unlock-key',
	use: 'unlock-key [OPTIONS]',
	short: 'Manage the unlock key',
	version: '1.24',
	swarm: 'manager',
	args: none,
	flags: [f('bool', 'quiet', 'q', 'Only display token'), f('bool', 'rotate', '', 'Rotate unlock key')],
	*run(cli, flags) {
		const key = yield* json<{ UnlockKey: string }>(cli, 'GET', '/swarm/unlockkey');
		if (key.UnlockKey === '') throw new Failure('no unlock key is set');
		if (flags.bool('quiet')) yield* out(`${key.UnlockKey}\n`);
		else
			yield* out(
				`To unlock a swarm manager after it restarts, run the \`docker swarm unlock\`\ncommand and provide the following key:\n\n    ${key.UnlockKey}\n\nPlease remember to store this key in a password manager, since without it you\nwill not be able to restart the manager.\n`
			);
		return 0;
	}
};
const update: Command = {
	name: 'update',
	use: 'update [OPTIONS]',
	short: 'Update the swarm',
	version: '1.24',
	swarm: 'manager',
	args: none,
	flags: [
		f('bool', 'autolock', '', 'Change manager autolocking setting (true|false)'),
		f('duration', 'cert-expiry', '', 'Validity period for node certificates (ns|us|ms|s|m|h)', { def: '2160h0m0s' }),
		f('duration', 'dispatcher-heartbeat', '', 'Dispatcher heartbeat period (ns|us|ms|s|m|h)', { def: '5s' }),
		f('external-ca', 'external-ca', '', 'Specifications of one or more certificate signing endpoints'),
		f('uint64', 'max-snapshots', '', 'Number of additional Raft snapshots to retain', { version: '1.25' }),
		f('uint64', 'snapshot-interval', '', 'Number of log entries between Raft snapshots', { def: '10000', version: '1.25' }),
		f('int64', 'task-history-limit', '', 'Task history retention limit', { def: '5' })
	],
	*run(cli, flags) {
		const swarm = yield* inspectSwarm(cli);
		const spec = {
			...swarm.Spec,
			...(flags.changed('task-history-limit') ? { Orchestration: { TaskHistoryRetentionLimit: flags.number('task-history-limit') } } : {})
		};
		yield* call(cli, 'POST', '/swarm/update', {
			query: { version: swarm.Version.Index, rotateWorkerToken: 'false', rotateManagerToken: 'false', rotateManagerUnlockKey: 'false' },
			body: { json: spec }
		});
		yield* out('Swarm updated.\n');
		return 0;
	}
};

export const swarm: Command = {
	name: 'swarm',
	use: 'swarm',
	short: 'Manage Swarm',
	version: '1.24',
	swarm: '',
	args: none,
	subs: [ca, init, join, joinToken, leave, unlock, unlockKey, update]
};
