// docker context import, from a tar. Zip files are not modelled.
import { goQuote, parseJson, text as decode } from '../../../../values/index.ts';
import { err, out } from '../../cli.ts';
import { type Command, exact } from '../../command.ts';
import { writeContext, type ContextMeta } from '../../context-store.ts';
import { Failure } from '../../failure.ts';
import { readAll, readFileOr } from '../../files.ts';
import { readTar } from '../../tar.ts';
import { checkNew } from './create.ts';

const importCommand: Command = {
	name: 'import',
	use: 'import CONTEXT FILE|-',
	short: 'Import a context from a tar or zip file',
	args: exact(2),
	*run(cli, _flags, args) {
		const [name = '', source = ''] = args;
		yield* checkNew(cli, name);
		const entries = readTar(source === '-' ? yield* readAll(0) : yield* readFileOr(source));
		if (!entries) throw new Failure('unexpected EOF');
		const bad = entries.find((entry) => entry.type === 'file' && entry.name !== 'meta.json' && !entry.name.startsWith('tls/'));
		if (bad) throw new Failure(`${bad.name}: unexpected context file`);
		const file = entries.find((entry) => entry.name === 'meta.json');
		if (!file) throw new Failure('invalid context: no metadata found');
		const meta = parseJson(decode(file.data)) as ContextMeta;
		yield* writeContext(cli, { Name: name, Metadata: meta.Metadata, Endpoints: meta.Endpoints });
		yield* out(`${name}\n`);
		yield* err(`Successfully imported context ${goQuote(name)}\n`);
		return 0;
	}
};
export default importCommand;
