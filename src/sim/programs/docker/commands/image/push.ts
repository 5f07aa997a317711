// docker image push.
import { authHeaders } from '../../auth.ts';
import { stream } from '../../client/api.ts';
import { err, out } from '../../cli.ts';
import { type Command, exact, upTo } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { parsePlatform } from '../../opts/platform.ts';
import { drain, showProgress } from '../../progress.ts';
import { fullName, fullString, parseReference, withLatest } from '../../reference.ts';
import { encodeJson } from '../../../../values/index.ts';
import { imageNames, imagePath } from './common.ts';
import { f } from '../../flags/flag.ts';

const push: Command = {
	name: 'push',
	use: 'push [OPTIONS] NAME[:TAG]',
	short: 'Upload an image to a registry',
	also: 'docker image push, docker push',
	top: 6,
	args: exact(1),
	flags: [
		f('bool', 'all-tags', 'a', 'Push all tags of an image to the repository'),
		f('bool', 'disable-content-trust', '', 'Skip image signing', { def: 'true' }),
		f(
			'string',
			'platform',
			'',
			`Push a platform-specific manifest as a single-platform image to the registry.
Image index won't be pushed, meaning that other manifests, including attestations won't be preserved.
'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)`,
			{ version: '1.46' }
		),
		f('bool', 'quiet', 'q', 'Suppress verbose output')
	],
	complete: upTo(1, imageNames),
	*run(cli, flags, args) {
		const [remote = ''] = args;
		const wanted = flags.text('platform');
		const platform = wanted === '' ? undefined : parsePlatform(wanted);
		if (platform) {
			yield* out(
				'i Info → Using --platform pushes only the specified platform manifest of a multi-platform image index.\n         Other components, like attestations, will not be included.\n         To push the complete multi-platform image, remove the --platform flag.\n         \n'
			);
		}
		const named = parseReference(remote);
		const bare = named.tag === undefined && named.digest === undefined;
		const all = flags.bool('all-tags');
		const quiet = flags.bool('quiet');
		if (all && !bare) throw new Failure("tag can't be used with --all-tags/-a");
		const reference = all ? named : withLatest(named);
		if (!all && bare && !quiet) yield* out(`Using default tag: ${reference.tag}\n`);
		if (reference.digest !== undefined) throw new Failure('cannot push a digest reference');
		const progress = yield* stream(cli, 'POST', imagePath(fullName(reference), '/push'), {
			query: { tag: reference.tag, platform: platform ? encodeJson(platform) : undefined },
			headers: authHeaders(cli, remote)
		});
		if (quiet) {
			yield* drain(progress);
			yield* out(`${fullString(reference)}\n`);
		} else
			yield* showProgress(progress, 1, function* () {
				yield* err('');
			});
		return 0;
	}
};
export default push;
