// tee: copies standard input to standard output and to files.
import { Errno } from '../../engine/sys.ts';
import { open, read, sigaction, write } from '../../kernel/index.ts';
import { choose } from './lib/choose.ts';
import { getopt } from './lib/getopt.ts';
import { quoteName } from './lib/quote.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

export const tee = utility('tee', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'aip', long: ['append=a', 'ignore-interrupts=i', 'output-error::=p'] });
	const mode = options.get('p');
	if (mode && !tool.busybox) choose(tool, '--output-error', mode, [['warn'], ['warn-nopipe'], ['exit'], ['exit-nopipe']]);
	if (options.has('i')) yield* sigaction('INT', 'ignore');
	if (options.has('p')) yield* sigaction('PIPE', 'ignore');
	const append = options.has('a');
	const targets: { fd: number; name: string }[] = [{ fd: 1, name: 'standard output' }];
	for (const name of options.operands) {
		const fd = yield* attempt(open(name, { write: true, create: true, append, trunc: !append }));
		if (fd instanceof Errno) yield* tool.warn(tool.busybox ? `can't open '${name}': ${fd.message}` : `${quoteName(name)}: ${fd.message}`);
		else targets.push({ fd, name });
	}
	for (let part = yield* read(0); part.length > 0; part = yield* read(0)) {
		for (const target of [...targets]) {
			const failed = yield* attempt(write(target.fd, part));
			if (!(failed instanceof Errno)) continue;
			if (failed.code !== 'EPIPE' || !options.has('p')) yield* tool.warn(`${target.name}: ${failed.message}`);
			targets.splice(targets.indexOf(target), 1);
		}
		if (targets.length === 0) break;
	}
});
