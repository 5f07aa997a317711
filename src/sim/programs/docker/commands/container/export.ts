// docker container export: the container's file system as a tar stream.
import { isatty } from '../../../../kernel/index.ts';
import { concat } from '../../../../values/index.ts';
import { download } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, exact } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { dirName, writeFile } from '../../files.ts';
import { checkDirectory } from '../../output-file.ts';
import { containerNames, path } from './common.ts';
import { f } from '../../flags/flag.ts';

const exportCommand: Command = {
	name: 'export',
	use: 'export [OPTIONS] CONTAINER',
	short: "Export a container's filesystem as a tar archive",
	also: 'docker container export, docker export',
	args: exact(1),
	flags: [f('string', 'output', 'o', 'Write to a file, instead of STDOUT')],
	complete: containerNames(true),
	*run(cli, flags, args) {
		const file = flags.text('output');
		if (file === '') {
			if (yield* isatty(1)) throw new Failure('cowardly refusing to save to a terminal. Use the -o flag or redirect');
			yield* download(cli, 'GET', path(args[0] ?? '', '/export'), {}, out);
			return 0;
		}
		yield* checkDirectory(dirName(file), 'failed to export container: ');
		const chunks: Uint8Array[] = [];
		yield* download(cli, 'GET', path(args[0] ?? '', '/export'), {}, function* (chunk) {
			chunks.push(chunk);
		});
		yield* writeFile(file, concat(chunks), 0o600);
		return 0;
	}
};
export default exportCommand;
