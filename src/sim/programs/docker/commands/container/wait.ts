// docker container wait: blocks until each has stopped, and prints its exit code.
import { json } from '../../client/api.ts';
import { forEach } from '../../client/parallel.ts';
import { out } from '../../cli.ts';
import { type Command, min } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { containerNames, path } from './common.ts';

const wait: Command = {
	name: 'wait',
	use: 'wait CONTAINER [CONTAINER...]',
	short: 'Block until one or more containers stop, then print their exit codes',
	also: 'docker container wait, docker wait',
	args: min(1),
	complete: containerNames(false),
	*run(cli, _flags, args) {
		return yield* forEach(args, function* (name) {
			const result = yield* json<{ StatusCode: number } | undefined>(cli, 'POST', path(name, '/wait'));
			// The engine went away before it knew.
			if (!result) throw new Failure('unexpected EOF');
			yield* out(`${result.StatusCode}\n`);
		});
	}
};
export default wait;
