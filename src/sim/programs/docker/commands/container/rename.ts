// docker container rename.
import { call } from '../../client/api.ts';
import { err } from '../../cli.ts';
import { type Command, exact } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { containerNames, path } from './common.ts';

const rename: Command = {
	name: 'rename',
	use: 'rename CONTAINER NEW_NAME',
	short: 'Rename a container',
	also: 'docker container rename, docker rename',
	args: exact(2),
	complete: containerNames(true),
	*run(cli, _flags, args) {
		const [from = '', to = ''] = args.map((arg) => arg.trim());
		if (from === '' || to === '') throw new Failure('Error: Neither old nor new names may be empty');
		try {
			yield* call(cli, 'POST', path(from, '/rename'), { query: { name: to } });
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			yield* err(`${e.text}\n`);
			throw new Failure(`Error: failed to rename container named ${from}`);
		}
		return 0;
	}
};
export default rename;
