// gzip, gunzip, zcat: whole files through deflate.
import { gzipSync } from 'fflate';
import { call, Errno, type Sys } from '../../engine/sys.ts';
import { chmod, isatty, readAll, readdir, readFile, stat, unlink, utimes, writeFile } from '../../kernel/index.ts';
import { headerLength, readMembers, type Members } from './archive/members.ts';
import { getopt } from './lib/getopt.ts';
import { baseName } from './lib/paths.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';

/** -r: the files below a directory. */
function* below(name: string): Sys<string[]> {
	const info = yield* attempt(stat(name));
	if (info instanceof Errno || info.type !== 'dir') return [name];
	const out: string[] = [];
	for (const entry of yield* readdir(name)) out.push(...(yield* call(below(`${name}/${entry.name}`))));
	return out;
}

/** Endings gunzip takes off, besides that of -S. */
const endings = ['.gz', '.z', '.taz', '.tgz', '-gz', '-z', '_z', '.Z'];

/** gzip's ratio counts the compressed data alone, without header and checksum. */
const ratio = (whole: number, packed: number): string => (whole === 0 ? '0.0' : ((100 * (whole - packed)) / whole).toFixed(1));
function* run(tool: Tool, kind: 'gzip' | 'gunzip' | 'zcat'): Sys<number> {
	if (!tool.busybox) tool.hintText = `Try \`${tool.name} --help' for more information.\n`;
	const options = yield* getopt(tool, {
		short: 'acdfhklLnNqrS:tvVZ123456789',
		long: [
			'stdout=c',
			'to-stdout=c',
			'decompress=d',
			'uncompress=d',
			'force=f',
			'keep=k',
			'list=l',
			'no-name=n',
			'name=N',
			'quiet=q',
			'recursive=r',
			'suffix:=S',
			'test=t',
			'verbose=v',
			'fast=1',
			'best=9'
		],
		help: kind
	});
	const said = tool.busybox ? tool.name : 'gzip';
	if (!tool.busybox && options.has('Z')) throw new Exit(1, "gzip: -Z not supported in this version\nTry `gzip --help' for more information.\n");
	const expand = kind !== 'gzip' || options.has('d') || options.has('t') || options.has('l');
	const toStdout = kind === 'zcat' || options.has('c');
	const suffix = options.get('S') ?? '.gz';
	const level = Number(options.options.findLast(([key]) => /^[1-9]$/.test(key))?.[0] ?? 6) as 6;
	const work = (bytes: Uint8Array, name: string): Members => {
		if (!expand) return { data: gzipSync(bytes, { level, mtime: 0, ...(name !== '' && !options.has('n') && { filename: baseName(name) }) }) };
		if (bytes.length === 0) return { data: bytes, fault: 'unexpected end of file', fatal: true };
		if (bytes[0] === 0x1f && bytes[1] === 0x8b) return readMembers(bytes);
		// -cdf: what is not compressed goes through as it is.
		return options.has('f') && toStdout ? { data: bytes } : { data: new Uint8Array(0), fault: 'not in gzip format' };
	};
	/** Says what is wrong, which ends gzip when nothing can come after it. */
	const tell = function* (found: Members, name: string): Sys<void> {
		const said = found.fault ?? (found.garbage ? 'decompression OK, trailing garbage ignored' : undefined);
		if (said === undefined) return;
		if (tool.busybox) {
			if (found.fault === undefined) return;
			yield* tool.error(`${tool.name}: invalid magic\n`);
		} else for (const line of said.split('\n')) yield* tool.error(`\ngzip: ${name}: ${line}\n`);
		// A warning is 2, an error 1 whatever came before.
		if (found.fault !== undefined) tool.status = 1;
		else if (tool.status === 0) tool.status = 2;
		if (found.fatal && !tool.busybox) throw new Exit(1, '');
	};
	const headerOf = (bytes: Uint8Array): number => headerLength(bytes) ?? 10;
	const totals = { files: 0, packed: 0, whole: 0, data: 0 };
	const names: string[] = [];
	for (const name of options.operands) names.push(...(options.has('r') ? yield* below(name) : [name]));
	for (const name of options.operands.length === 0 ? ['-'] : names) {
		if (name === '-') {
			if (!expand && (yield* isatty(1)) && !options.has('f')) {
				yield* tool.error(`${tool.name}: compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h\n`);
				return 1;
			}
			const bytes = yield* readAll(0);
			const found = work(bytes, '');
			const out = found.data;
			if (!options.has('t') && !(found.fault && tool.busybox)) yield* tool.putBytes(out);
			yield* tell(found, 'stdin');
			if (found.fault) return 1;
			if (options.has('v') && !tool.busybox) yield* tool.error(expand ? ` OK\n` : `${ratio(bytes.length, out.length - 18).padStart(5)}%\n`);
			continue;
		}
		let path = name;
		let info = yield* attempt(stat(path));
		if (info instanceof Errno && expand && ![suffix, ...(tool.busybox ? [] : endings)].some((one) => path.endsWith(one))) {
			const more = yield* attempt(stat(path + suffix));
			if (!(more instanceof Errno)) [path, info] = [path + suffix, more];
			else path = name + suffix;
		}
		if (info instanceof Errno) {
			yield* tool.error(tool.busybox ? `${tool.name}: ${name}: ${info.message}\n` : `gzip: ${path}: ${info.message}\n`);
			tool.status = 1;
			continue;
		}
		if (info.type === 'dir') {
			yield* tool.error(`${said}: ${path} is a directory -- ignored\n`);
			tool.status = 2;
			continue;
		}
		const ending = [suffix, ...(tool.busybox ? [] : endings)].find((one) => path.endsWith(one) && path.length > one.length);
		const target = expand
			? /\.t[ag]z$/.test(path)
				? path.replace(/\.t[ag]z$/, '.tar')
				: ending !== undefined
					? path.slice(0, -ending.length)
					: undefined
			: path + suffix;
		if (target === undefined && !toStdout && !options.has('t') && !options.has('l')) {
			yield* tool.error(tool.busybox ? `${tool.name}: ${path}: unknown suffix - ignored\n` : `${said}: ${path}: unknown suffix -- ignored\n`);
			tool.status = tool.busybox ? 1 : 2;
			continue;
		}
		if (!expand && path.endsWith(suffix) && !options.has('f') && !toStdout) {
			// What -r comes upon is passed over in silence.
			if (tool.busybox || (!options.has('q') && !(options.has('r') && !options.operands.includes(path))))
				yield* tool.error(`${said}: ${path} already has ${suffix} suffix -- unchanged\n`);
			if (tool.busybox) tool.status = 2;
			continue;
		}
		const bytes = yield* attempt(readFile(path));
		if (bytes instanceof Errno) {
			yield* tool.warn(`${path}: ${bytes.message}`);
			continue;
		}
		const found = work(bytes, path);
		const out = found.data;
		if (found.fault && toStdout && !tool.busybox) yield* tool.putBytes(out);
		yield* tell(found, path);
		if (found.fault) continue;
		if (options.has('t')) continue;
		if (options.has('l')) {
			const listed = (packed: number, whole: number, saved: string, of: string): string =>
				`${String(packed).padStart(19)} ${String(whole).padStart(19)} ${saved.padStart(5)}% ${of}\n`;
			if (totals.files++ === 0) yield* tool.put('         compressed        uncompressed  ratio uncompressed_name\n');
			// The length that the last member gives is taken for the whole's.
			const whole = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
			yield* tool.put(listed(bytes.length, whole, ratio(whole, bytes.length - headerOf(bytes) - 8), target ?? path));
			totals.packed += bytes.length;
			totals.whole += whole;
			// Of the headers gzip takes the last one's off.
			totals.data = totals.packed - headerOf(bytes) - 8;
			continue;
		}
		if (toStdout) {
			yield* tool.putBytes(out);
			if (options.has('v') && !tool.busybox)
				yield* tool.error(
					`${path}:\t${(expand ? ratio(out.length, bytes.length - 18) : ratio(bytes.length, out.length - headerOf(out) - 8)).padStart(5)}% -- replaced with stdout\n`
				);
			continue;
		}
		const to = target ?? '';
		if (!((yield* attempt(stat(to))) instanceof Errno) && !options.has('f')) {
			yield* tool.error(tool.busybox ? `${tool.name}: can't open '${to}': File exists\n` : `${said}: ${to} already exists;\tnot overwritten\n`);
			tool.status = tool.busybox ? 1 : 2;
			continue;
		}
		yield* writeFile(to, out);
		yield* chmod(to, info.mode);
		yield* utimes(to, info.atime, info.mtime);
		if (options.has('v'))
			yield* tool.error(
				`${path}:\t${(expand ? ratio(out.length, bytes.length - headerOf(bytes) - 8) : ratio(bytes.length, out.length - headerOf(out) - 8)).padStart(5)}% -- ${options.has('k') ? 'created' : 'replaced with'} ${to}\n`
			);
		if (!options.has('k')) yield* unlink(path);
	}
	if (totals.files > 0 && names.length > 1)
		yield* tool.put(`${String(totals.packed).padStart(19)} ${String(totals.whole).padStart(19)} ${ratio(totals.whole, totals.data).padStart(5)}% (totals)\n`);
	return tool.status;
}

export const gzip = utility('gzip', (tool: Tool) => run(tool, 'gzip'));
export const gunzip = utility('gunzip', (tool: Tool) => run(tool, 'gunzip'));
export const zcat = utility('zcat', (tool: Tool) => run(tool, 'zcat'));
