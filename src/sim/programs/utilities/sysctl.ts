// sysctl (procps 4.0): the kernel's parameters under /proc/sys. Leaves out -p's patterns and --system's directories beyond /etc/sysctl.conf.
import { call, Errno, type Sys } from '../../engine/sys.ts';
import { readdir, readText, stat, writeFile } from '../../kernel/index.ts';
import { getopt } from './lib/getopt.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';

const pathOf = (name: string): string => `/proc/sys/${name.includes('/') ? name : name.replaceAll('.', '/')}`;
const nameOf = (path: string): string => path.replace('/proc/sys/', '').replaceAll('/', '.');

function* below(path: string): Sys<string[]> {
	const info = yield* attempt(stat(path));
	if (info instanceof Errno) return [];
	if (info.type !== 'dir') return [path];
	const out: string[] = [];
	for (const entry of yield* readdir(path)) out.push(...(yield* call(below(`${path}/${entry.name}`))));
	return out;
}

export const sysctl = utility('sysctl', function* (tool: Tool): Sys<number> {
	const options = yield* getopt(tool, {
		short: 'aAbeNnp::qr:wX',
		long: ['all=a', 'values=n', 'names=N', 'load::=p', 'quiet=q', 'write=w', 'ignore=e', 'system']
	});
	const show = function* (path: string): Sys<void> {
		const text = yield* attempt(readText(path));
		if (text instanceof Errno) return yield* tool.error(`sysctl: permission denied on key '${nameOf(path)}'\n`);
		for (const line of text.replace(/\n$/, '').split('\n'))
			yield* tool.put(options.has('N') ? `${nameOf(path)}\n` : options.has('n') ? `${line}\n` : `${nameOf(path)} = ${line}\n`);
	};
	const set = function* (name: string, value: string): Sys<void> {
		const path = pathOf(name);
		const failed = yield* attempt(stat(path));
		const wrote = failed instanceof Errno ? failed : yield* attempt(writeFile(path, `${value}\n`));
		if (wrote instanceof Errno) {
			tool.status = wrote.code === 'ENOENT' ? 255 : 1;
			yield* tool.error(
				wrote.code === 'ENOENT'
					? `sysctl: cannot stat ${path}: No such file or directory\n`
					: wrote.code === 'EACCES' || wrote.code === 'EPERM'
						? `sysctl: permission denied on key "${name}"\n`
						: `sysctl: setting key "${name}": ${wrote.message}\n`
			);
		} else if (!options.has('q')) yield* tool.put(options.has('n') ? `${value}\n` : `${name.replaceAll('/', '.')} = ${value}\n`);
	};
	if (options.has('a') || options.has('A') || options.has('X')) {
		for (const path of yield* below('/proc/sys')) yield* show(path);
		return 0;
	}
	if (options.has('p') || options.has('system')) {
		const file = options.get('p') || '/etc/sysctl.conf';
		const text = yield* attempt(readText(file));
		if (text instanceof Errno) {
			yield* tool.error(`sysctl: cannot open "${file}": ${text.message}\n`);
			return 255;
		}
		for (const line of text.split('\n')) {
			const match = /^\s*([^#;\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
			if (match) yield* set(match[1] ?? '', match[2] ?? '');
		}
		return tool.status;
	}
	if (options.operands.length === 0) {
		yield* tool.error('sysctl: no variables specified\n');
		return 1;
	}
	for (const operand of options.operands) {
		const at = operand.indexOf('=');
		if (at > 0) {
			yield* set(operand.slice(0, at).trim(), operand.slice(at + 1).trim());
			continue;
		}
		const path = pathOf(operand);
		const found = yield* below(path);
		if (found.length === 0) {
			yield* tool.error(`sysctl: cannot stat ${path}: No such file or directory\n`);
			tool.status = 255;
		}
		for (const one of found) yield* show(one);
	}
	return tool.status;
});
