// docker container diff: what changed against the image (A, C, D).
import { json } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, exact } from '../../command.ts';
import { containerNames, path } from './common.ts';

const kinds = ['C', 'A', 'D'];

const diff: Command = {
	name: 'diff',
	use: 'diff CONTAINER',
	short: "Inspect changes to files or directories on a container's filesystem",
	also: 'docker container diff, docker diff',
	args: exact(1),
	complete: containerNames(false),
	*run(cli, _flags, args) {
		const [name = ''] = args;
		const changes = yield* json<readonly { Kind: number; Path: string }[] | null>(cli, 'GET', path(name, '/changes'));
		yield* out((changes ?? []).map((change) => `${kinds[change.Kind] ?? ''} ${change.Path}\n`).join(''));
		return 0;
	}
};
export default diff;
