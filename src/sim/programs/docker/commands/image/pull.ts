// docker image pull.
import { authHeaders } from '../../auth.ts';
import { stream } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, exact } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { drain, showProgress } from '../../progress.ts';
import { fullName, fullString, parseReference, withLatest } from '../../reference.ts';
import { f } from '../../flags/flag.ts';

const pull: Command = {
	name: 'pull',
	use: 'pull [OPTIONS] NAME[:TAG|@DIGEST]',
	short: 'Download an image from a registry',
	also: 'docker image pull, docker pull',
	top: 5,
	args: exact(1),
	flags: [
		f('bool', 'all-tags', 'a', 'Download all tagged images in the repository'),
		f('bool', 'disable-content-trust', '', 'Skip image verification', { def: 'true' }),
		f('string', 'platform', '', 'Set platform if server is multi-platform capable', { version: '1.32' }),
		f('bool', 'quiet', 'q', 'Suppress verbose output')
	],
	*run(cli, flags, args) {
		const [remote = ''] = args;
		const named = parseReference(remote);
		const bare = named.tag === undefined && named.digest === undefined;
		const all = flags.bool('all-tags');
		const quiet = flags.bool('quiet');
		if (all && !bare) throw new Failure("tag can't be used with --all-tags/-a");
		const reference = all ? named : withLatest(named);
		if (!all && bare && !quiet) yield* out(`Using default tag: ${reference.tag}\n`);
		const progress = yield* stream(cli, 'POST', '/images/create', {
			query: { fromImage: fullName(reference), tag: all ? undefined : (reference.digest ?? reference.tag), platform: flags.text('platform').toLowerCase() },
			headers: authHeaders(cli, remote)
		});
		if (quiet) yield* drain(progress);
		else yield* showProgress(progress, 1);
		yield* out(`${fullString(reference)}\n`);
		return 0;
	}
};
export default pull;
