// docker image rm, docker rmi.
import { encodeJson } from '../../../../values/index.ts';
import { json } from '../../client/api.ts';
import { err, out } from '../../cli.ts';
import { type Command, min, rename } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { parsePlatform } from '../../opts/platform.ts';
import { imageNames, imagePath } from './common.ts';
import { f } from '../../flags/flag.ts';

const rm: Command = {
	name: 'rm',
	use: 'rm [OPTIONS] IMAGE [IMAGE...]',
	short: 'Remove one or more images',
	aliases: ['rmi', 'remove'],
	also: 'docker image rm, docker image remove, docker rmi',
	args: min(1),
	flags: [
		f('bool', 'force', 'f', 'Force removal of the image'),
		f('bool', 'no-prune', '', 'Do not delete untagged parents'),
		f('stringSlice', 'platform', '', 'Remove only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")', { version: '1.50' })
	],
	complete: imageNames,
	*run(cli, flags, args) {
		const force = flags.bool('force');
		const platforms = flags.list('platform').map((platform) => encodeJson(parsePlatform(platform)));
		const errors: string[] = [];
		let fatal = false;
		for (const name of args) {
			try {
				const gone = yield* json<readonly { Deleted?: string; Untagged?: string }[] | null>(cli, 'DELETE', imagePath(name), {
					query: { force, noprune: flags.bool('no-prune'), platforms }
				});
				for (const one of gone ?? [])
					yield* out(one.Deleted === undefined || one.Deleted === '' ? `Untagged: ${one.Untagged ?? ''}\n` : `Deleted: ${one.Deleted}\n`);
			} catch (e) {
				if (!(e instanceof Failure)) throw e;
				if (e.status !== 404) fatal = true;
				errors.push(e.text);
			}
		}
		if (errors.length > 0) {
			if (!force || fatal) throw new Failure(errors.join('\n'));
			yield* err(`${errors.join('\n')}\n`);
		}
		return 0;
	}
};
export default rm;
/** The top-level name. */
export const rmi = rename(rm, 'rmi');
