// mkdir and rmdir: makes and removes directories.
import { Errno, type Sys } from '../../engine/sys.ts';
import { chmod, mkdir as mkdirCall, rmdir as rmdirCall, stat, umask } from '../../kernel/index.ts';
import { checkOperands, getopt } from './lib/getopt.ts';
import { applyMode, parseMode } from './lib/mode.ts';
import { dirName } from './lib/paths.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

/** Makes one directory, with parents when asked; answers whether it worked. */
function* make(tool: Tool, path: string, parents: boolean, verbose: boolean, mode: number | undefined): Sys<void> {
	if (parents) {
		const parts = path.split('/');
		for (let i = 1; i < parts.length; i++) {
			const parent = parts.slice(0, i).join('/');
			if (parent === '' || parts.slice(i).every((part) => part === '')) continue;
			const made = yield* attempt(mkdirCall(parent));
			if (!(made instanceof Errno)) {
				if (verbose) yield* tool.put(tool.busybox ? `created directory: '${parent}'\n` : `${tool.name}: created directory ${tool.quoteFile(parent)}\n`);
			} else if (made.code !== 'EEXIST') {
				return yield* tool.warn(
					tool.busybox ? `can't create directory '${parent}': ${made.message}` : `cannot create directory ${quoteLike(tool, parent)}: ${made.message}`
				);
			} else {
				const info = yield* attempt(stat(parent));
				if (!(info instanceof Errno) && info.type !== 'dir') {
					const message = new Errno('ENOTDIR').message;
					return yield* tool.warn(
						tool.busybox ? `can't create directory '${path}': ${message}` : `cannot create directory ${quoteLike(tool, parent)}: ${message}`
					);
				}
			}
		}
	}
	const made = yield* attempt(mkdirCall(path));
	if (made instanceof Errno) {
		if (parents && made.code === 'EEXIST') {
			const info = yield* attempt(stat(path));
			if (!(info instanceof Errno) && info.type === 'dir') return;
		}
		return yield* tool.warn(
			tool.busybox ? `can't create directory '${path}': ${made.message}` : `cannot create directory ${quoteLike(tool, path)}: ${made.message}`
		);
	}
	if (mode !== undefined) yield* chmod(path, mode);
	if (verbose) yield* tool.put(tool.busybox ? `created directory: '${path}'\n` : `${tool.name}: created directory ${tool.quoteFile(path)}\n`);
}

/** mkdir and rmdir use quote(), not the shell's quoting, for names. */
const quoteLike = (tool: Tool, name: string): string => tool.quote(name);

export const mkdir = utility('mkdir', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'm:pvZ', long: ['mode:=m', 'parents=p', 'verbose=v', 'context::=Z'] });
	yield* checkOperands(tool, options.operands, 1);
	const text = options.get('m');
	let mode: number | undefined;
	if (text !== undefined) {
		const change = parseMode(text);
		if (!change) tool.die(tool.busybox ? `invalid mode '${text}'` : `invalid mode ${tool.quote(text)}`);
		mode = applyMode(0o777, true, change, yield* umask());
	}
	for (const path of options.operands) yield* make(tool, path, options.has('p'), options.has('v'), mode);
});

export const rmdir = utility('rmdir', function* (tool: Tool) {
	const options = yield* getopt(tool, { short: 'pv', long: ['parents=p', 'verbose=v', 'ignore-fail-on-non-empty'] });
	yield* checkOperands(tool, options.operands, 1);
	for (const operand of options.operands) {
		let path = operand;
		for (;;) {
			if (options.has('v')) yield* tool.put(`${tool.name}: removing directory, ${tool.quoteFile(path)}\n`);
			const failed = yield* attempt(rmdirCall(path));
			if (failed instanceof Errno) {
				if (failed.code === 'ENOTEMPTY' && options.has('ignore-fail-on-non-empty')) break;
				const what = path === operand ? 'failed to remove' : 'failed to remove directory';
				yield* tool.warn(tool.busybox ? `'${path}': ${failed.message}` : `${what} ${tool.quoteFile(path)}: ${failed.message}`);
				break;
			}
			const parent = dirName(path);
			if (!options.has('p') || parent === '.' || parent === '/') break;
			path = parent;
		}
	}
});
