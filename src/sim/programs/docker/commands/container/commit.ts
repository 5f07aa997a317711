// docker container commit: an image of a container's changes.
import { json } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, range } from '../../command.ts';
import { fullName, parseReference, withLatest } from '../../reference.ts';
import { Failure } from '../../failure.ts';
import { containerNames } from './common.ts';
import { f } from '../../flags/flag.ts';

const commit: Command = {
	name: 'commit',
	use: 'commit [OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
	short: "Create a new image from a container's changes",
	also: 'docker container commit, docker commit',
	args: range(1, 2),
	flags: [
		f('string', 'author', 'a', 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")'),
		f('list', 'change', 'c', 'Apply Dockerfile instruction to the created image'),
		f('string', 'message', 'm', 'Commit message'),
		f('bool', 'pause', 'p', 'Pause container during commit', { def: 'true' })
	],
	complete: containerNames(false),
	*run(cli, flags, args) {
		const [container = '', target = ''] = args;
		const reference = target === '' ? undefined : parseReference(target);
		if (reference?.digest !== undefined) throw new Failure('refusing to create a tag with a digest reference');
		const created = yield* json<{ Id: string }>(cli, 'POST', '/commit', {
			query: {
				container,
				repo: [reference ? fullName(reference) : ''],
				tag: [(reference && withLatest(reference).tag) ?? ''],
				comment: [flags.text('message')],
				author: [flags.text('author')],
				changes: flags.list('change'),
				pause: flags.bool('pause') ? undefined : '0'
			}
		});
		yield* out(`${created.Id}\n`);
		return 0;
	}
};
export default commit;
