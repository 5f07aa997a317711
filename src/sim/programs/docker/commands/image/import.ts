// docker image import: an image of one layer from a tarball.
import { stream } from '../../client/api.ts';
import { type Command, min } from '../../command.ts';
import { readAll, readFileOr } from '../../files.ts';
import { showProgress } from '../../progress.ts';
import { fullName, parseReference } from '../../reference.ts';
import { f } from '../../flags/flag.ts';

const importCommand: Command = {
	name: 'import',
	use: 'import [OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
	short: 'Import the contents from a tarball to create a filesystem image',
	also: 'docker image import, docker import',
	args: min(1),
	flags: [
		f('list', 'change', 'c', 'Apply Dockerfile instruction to the created image'),
		f('string', 'message', 'm', 'Set commit message for imported image'),
		f('string', 'platform', '', 'Set platform if server is multi-platform capable', { version: '1.32' })
	],
	*run(cli, flags, args) {
		const [source = '', target = ''] = args;
		const remote = /^https?:\/\//.test(source);
		const body = remote ? undefined : source === '-' ? yield* readAll(0) : yield* readFileOr(source);
		if (target !== '') parseReference(target);
		const reference = target === '' ? undefined : parseReference(target);
		const progress = yield* stream(cli, 'POST', '/images/create', {
			query: {
				fromSrc: remote ? source : '-',
				repo: reference ? fullName(reference) : '',
				tag: reference?.tag,
				message: flags.text('message'),
				platform: flags.text('platform').toLowerCase(),
				changes: flags.list('change')
			},
			...(body === undefined ? {} : { body, headers: { 'Content-Type': 'application/x-tar' } })
		});
		yield* showProgress(progress, 1);
		return 0;
	}
};
export default importCommand;
