// docker volume create. Cluster volumes (swarm) are sent as the engine wants them, without topologies.
import { json } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, max } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { pairs } from '../../opts/cut.ts';
import { f } from '../../flags/flag.ts';
import { validateLabel } from '../../opts/validate.ts';

const clusterFlags = ['group', 'scope', 'sharing', 'availability', 'type', 'limit-bytes', 'required-bytes'];

const create: Command = {
	name: 'create',
	use: 'create [OPTIONS] [VOLUME]',
	short: 'Create a volume',
	args: max(1),
	flags: [
		f('string', 'availability', '', 'Cluster Volume availability ("active", "pause", "drain")', { def: 'active', version: '1.42', swarm: 'manager' }),
		f('string', 'driver', 'd', 'Specify volume driver name', { def: 'local' }),
		f('string', 'group', '', 'Cluster Volume group (cluster volumes)', { version: '1.42', swarm: 'manager' }),
		f('list', 'label', '', 'Set metadata for a volume', { check: validateLabel }),
		f('bytes', 'limit-bytes', '', 'Minimum size of the Cluster Volume in bytes', { version: '1.42', swarm: 'manager' }),
		f('string', 'name', '', 'Specify volume name', { hidden: true }),
		f('map', 'opt', 'o', 'Set driver specific options'),
		f('bytes', 'required-bytes', '', 'Maximum size of the Cluster Volume in bytes', { version: '1.42', swarm: 'manager' }),
		f('string', 'scope', '', 'Cluster Volume access scope ("single", "multi")', { def: 'single', version: '1.42', swarm: 'manager' }),
		f('map', 'secret', '', 'Cluster Volume secrets', { version: '1.42', swarm: 'manager' }),
		f('string', 'sharing', '', 'Cluster Volume access sharing ("none", "readonly", "onewriter", "all")', { def: 'none', version: '1.42', swarm: 'manager' }),
		f('list', 'topology-preferred', '', 'A topology that the Cluster Volume would be preferred in', { version: '1.42', swarm: 'manager' }),
		f('list', 'topology-required', '', 'A topology that the Cluster Volume must be accessible from', { version: '1.42', swarm: 'manager' }),
		f('string', 'type', '', 'Cluster Volume access type ("mount", "block")', { def: 'block', version: '1.42', swarm: 'manager' })
	],
	*run(cli, flags, args) {
		let name = flags.text('name');
		if (args.length === 1) {
			if (name !== '') throw new Failure('conflicting options: cannot specify a volume-name through both --name and as a positional arg');
			name = args[0] ?? '';
		}
		const cluster = clusterFlags.some((flag) => flags.changed(flag));
		const access = flags.text('type') === 'mount' ? { MountVolume: {} } : flags.text('type') === 'block' ? { BlockVolume: {} } : {};
		const spec = {
			Group: flags.text('group'),
			AccessMode: { Scope: flags.text('scope'), Sharing: flags.text('sharing'), ...access },
			CapacityRange: { RequiredBytes: flags.number('required-bytes'), LimitBytes: flags.number('limit-bytes') },
			Secrets: Object.entries(flags.map('secret')).map(([Key, Secret]) => ({ Key, Secret })),
			Availability: flags.text('availability')
		};
		const some = (field: string, map: Readonly<Record<string, string>>): object => (Object.keys(map).length === 0 ? {} : { [field]: map });
		const body = {
			...(cluster ? { ClusterVolumeSpec: spec } : {}),
			Driver: flags.text('driver'),
			...some('DriverOpts', flags.map('opt')),
			...some('Labels', pairs(flags.list('label'))),
			...(name === '' ? {} : { Name: name })
		};
		const volume = yield* json<{ Name: string }>(cli, 'POST', '/volumes/create', { body: { json: body } });
		yield* out(`${volume.Name}\n`);
		return 0;
	}
};
export default create;
