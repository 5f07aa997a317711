// The swarm's part of docker info.
import { humanDuration } from '../../../../values/index.ts';
import type { Info } from './info-type.ts';

/** The lines below "Swarm: active"; none when the node is in no swarm. */
export function swarmLines({ Swarm: swarm }: Info): string[] {
	if (!swarm || swarm.LocalNodeState === 'inactive' || swarm.LocalNodeState === 'locked') return [];
	const lines = [`  NodeID: ${swarm.NodeID ?? ''}`];
	if ((swarm.Error ?? '') !== '') lines.push(`  Error: ${swarm.Error}`);
	lines.push(`  Is Manager: ${swarm.ControlAvailable === true}`);
	const cluster = swarm.Cluster;
	if (cluster && swarm.ControlAvailable === true && (swarm.Error ?? '') === '' && swarm.LocalNodeState !== 'error') {
		const { Spec: spec } = cluster;
		lines.push(`  ClusterID: ${cluster.ID}`, `  Managers: ${swarm.Managers ?? 0}`, `  Nodes: ${swarm.Nodes ?? 0}`);
		if (cluster.DefaultAddrPool)
			lines.push(`  Default Address Pool: ${cluster.DefaultAddrPool.map((pool) => `${pool}  `).join('')}`, `  SubnetSize: ${cluster.SubnetSize ?? 0}`);
		if ((cluster.DataPathPort ?? 0) > 0) lines.push(`  Data Path Port: ${cluster.DataPathPort}`);
		lines.push('  Orchestration:', `   Task History Retention Limit: ${spec.Orchestration?.TaskHistoryRetentionLimit ?? 0}`);
		lines.push('  Raft:', `   Snapshot Interval: ${spec.Raft?.SnapshotInterval ?? 0}`);
		if (spec.Raft?.KeepOldSnapshots !== undefined) lines.push(`   Number of Old Snapshots to Retain: ${spec.Raft.KeepOldSnapshots}`);
		lines.push(`   Heartbeat Tick: ${spec.Raft?.HeartbeatTick ?? 0}`, `   Election Tick: ${spec.Raft?.ElectionTick ?? 0}`);
		lines.push('  Dispatcher:', `   Heartbeat Period: ${humanDuration((spec.Dispatcher?.HeartbeatPeriod ?? 0) / 1000)}`);
		lines.push(
			'  CA Configuration:',
			`   Expiry Duration: ${humanDuration((spec.CAConfig?.NodeCertExpiry ?? 0) / 1000)}`,
			`   Force Rotate: ${spec.CAConfig?.ForceRotate ?? 0}`
		);
		lines.push(
			`  Autolock Managers: ${spec.EncryptionConfig?.AutoLockManagers === true}`,
			`  Root Rotation In Progress: ${cluster.RootRotationInProgress === true}`
		);
	}
	lines.push(`  Node Address: ${swarm.NodeAddr ?? ''}`);
	const managers = (swarm.RemoteManagers ?? []).map((manager) => `   ${manager.Addr}`).sort();
	if (managers.length > 0) lines.push('  Manager Addresses:', ...managers);
	return lines;
}
