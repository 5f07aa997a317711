// docker context export: the metadata in a tar.
import { Errno } from '../../../../engine/index.ts';
import { close, isatty, open, write } from '../../../../kernel/index.ts';
import { encodeJson, goQuote, utf8 } from '../../../../values/index.ts';
import { err, out } from '../../cli.ts';
import { FILES, type Command, range, upTo } from '../../command.ts';
import { readContext, validateContextName } from '../../context-store.ts';
import { Failure } from '../../failure.ts';
import { goErrno } from '../../files.ts';
import { writeTar, type TarEntry } from '../../tar.ts';
import { contextNames } from './names.ts';

const entry = (name: string, type: TarEntry['type'], mode: number, data: Uint8Array): TarEntry => ({
	name,
	type,
	mode,
	uid: 0,
	gid: 0,
	mtime: 0,
	data,
	target: ''
});

const exportCommand: Command = {
	name: 'export',
	use: 'export [OPTIONS] CONTEXT [FILE|-]',
	short: 'Export a context to a tar archive FILE or a tar stream on STDOUT.',
	args: range(1, 2),
	complete: upTo(1, contextNames, FILES),
	*run(cli, _flags, args) {
		const [name = '', file = `${name}.dockercontext`] = args;
		if (name !== 'default') validateContextName(name);
		if (file === '-' && (yield* isatty(1))) throw new Failure('cowardly refusing to export to a terminal, specify a file path');
		const meta = yield* readContext(cli, name);
		const tar = writeTar([entry('meta.json', 'file', 0o644, utf8(encodeJson(meta))), entry('tls', 'dir', 0o700, new Uint8Array(0))]);
		if (file === '-') {
			yield* out(tar);
			return 0;
		}
		try {
			const fd = yield* open(file, { write: true, create: true, excl: true, mode: 0o600 });
			yield* write(fd, tar);
			yield* close(fd);
		} catch (e) {
			if (e instanceof Errno) throw new Failure(`open ${file}: ${goErrno(e)}`);
			throw e;
		}
		yield* err(`Written file ${goQuote(file)}\n`);
		return 0;
	}
};
export default exportCommand;
