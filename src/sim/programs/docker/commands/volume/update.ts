// docker volume update: for cluster volumes only; the engine says so.
import { call, json } from '../../client/api.ts';
import { type Command, exact } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { volumePath } from './common.ts';
import { f } from '../../flags/flag.ts';

const update: Command = {
	name: 'update',
	use: 'update [OPTIONS] [VOLUME]',
	short: 'Update a volume (cluster volumes only)',
	version: '1.42',
	swarm: 'manager',
	args: exact(1),
	flags: [f('string', 'availability', '', 'Cluster Volume availability ("active", "pause", "drain")', { def: 'active', version: '1.42', swarm: 'manager' })],
	*run(cli, flags, args) {
		const [name = ''] = args;
		const volume = yield* json<{ ClusterVolume?: { ID: string; Version: { Index: number }; Spec: Readonly<Record<string, unknown>> } }>(
			cli,
			'GET',
			volumePath(name)
		);
		if (!volume.ClusterVolume) throw new Failure('can only update cluster volumes');
		const spec = flags.changed('availability') ? { ...volume.ClusterVolume.Spec, Availability: flags.text('availability') } : volume.ClusterVolume.Spec;
		yield* call(cli, 'PUT', volumePath(volume.ClusterVolume.ID), { query: { version: volume.ClusterVolume.Version.Index }, body: { json: { Spec: spec } } });
		return 0;
	}
};
export default update;
