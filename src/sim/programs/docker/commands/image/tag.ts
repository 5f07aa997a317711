// docker image tag.
import { call } from '../../client/api.ts';
import { type Command, exact, upTo } from '../../command.ts';
import { goQuote } from '../../../../values/index.ts';
import { Failure } from '../../failure.ts';
import { fullName, parseReference, withLatest, type Reference } from '../../reference.ts';
import { imageNames, imagePath } from './common.ts';

function target(text: string): Reference {
	try {
		const reference = parseReference(text);
		if (reference.digest === undefined) return withLatest(reference);
	} catch (e) {
		if (e instanceof Failure) throw new Failure(`Error parsing reference: ${goQuote(text)} is not a valid repository/tag: ${e.text}`);
		throw e;
	}
	throw new Failure('refusing to create a tag with a digest reference');
}

const tag: Command = {
	name: 'tag',
	use: 'tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
	short: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
	also: 'docker image tag, docker tag',
	args: exact(2),
	interspersed: false,
	complete: upTo(2, imageNames),
	*run(cli, _flags, args) {
		const [source = '', name = ''] = args;
		if (!/^(sha256:)?[a-f0-9]{64}$/.test(source)) {
			try {
				parseReference(source);
			} catch (e) {
				if (e instanceof Failure) throw new Failure(`Error parsing reference: ${goQuote(source)} is not a valid repository/tag: ${e.text}`);
				throw e;
			}
		}
		const reference = target(name);
		yield* call(cli, 'POST', imagePath(source, '/tag'), { query: { repo: fullName(reference), tag: reference.tag } });
		return 0;
	}
};
export default tag;
