// zip 3.0 and unzip 6.00: archives with their own words. Leaves out encryption, splitting and filters on dates.
// Invariant: unzip makes what zip took, modes and times included.
import { call, Errno, type Sys } from '../../engine/sys.ts';
import { chmod, lstat, mkdirAll, read, readFile, readdir, readlink, rename, stat, symlink, unlink, utimes, writeFile } from '../../kernel/index.ts';
import { crc32, readZip, writeZip, zipEntry, type ZipEntry } from './archive/zip-format.ts';
import { formatDate, timeZone } from './lib/dates.ts';
import { getopt } from './lib/getopt.ts';
import { globMatch } from './lib/glob.ts';
import { dirName, joinPath } from './lib/paths.ts';
import { decode, encode } from './lib/text.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';

const percent = (entry: ZipEntry): string => (entry.data.length === 0 ? '0%' : `${100 - Math.round((100 * entry.packed.length) / entry.data.length)}%`);
const named = (name: string, patterns: readonly string[]): boolean => patterns.some((pattern) => globMatch(pattern, name));

export const zip = utility(
	'zip',
	function* (tool: Tool): Sys<number> {
		const options = yield* getopt(tool, {
			short: '0123456789djmqruvFfTDxXyei@',
			long: ['recurse-paths=r', 'quiet=q', 'junk-paths=j', 'move=m', 'delete=d', 'update=u', 'freshen=f', 'symlinks=y', 'exclude=x', 'test=T']
		});
		const [given, ...rest] = options.operands;
		if (given === undefined) throw new Exit(16, 'zip error: Nothing to do!\n');
		const archive = /\.[^/.]+$/.test(given) ? given : `${given}.zip`;
		// -x takes the operands that follow it.
		const cut = tool.args.findIndex((arg) => arg === '-x' || arg === '--exclude');
		const excluded = cut < 0 ? [] : tool.args.slice(cut + 1).filter((arg) => !arg.startsWith('-'));
		const names = rest.filter((name) => !excluded.includes(name));
		const old = yield* attempt(readFile(archive));
		const before = old instanceof Errno ? [] : readZip(old);
		if (before === undefined)
			throw new Exit(
				3,
				`  zip warning: missing end signature--probably not a zip file (did you\n  zip warning: remember to use binary mode when you transferred it?)\n  zip warning: (if you are trying to read a damaged archive try -F)\n\nzip error: Zip file structure invalid (${archive})\n`
			);
		const entries = [...before];
		const say = function* (text: string): Sys<void> {
			if (!options.has('q')) yield* tool.put(text);
		};
		if (options.has('d')) {
			for (let i = entries.length - 1; i >= 0; i--)
				if (named(entries[i]?.name ?? '', names)) {
					yield* say(`deleting: ${entries[i]?.name}\n`);
					entries.splice(i, 1);
				}
			if (entries.length === before.length)
				throw new Exit(12, `  zip warning: name not matched: ${names.join(' ')}\n\nzip error: Nothing to do! (${archive})\n`);
			if (entries.length === 0) yield* unlink(archive);
			else yield* writeFile(archive, writeZip(entries));
			return 0;
		}
		const taken: string[] = [];
		let missing = 0;
		const add = function* (path: string): Sys<void> {
			const clean = path.replace(/^(?:\.?\/+)+/, '').replace(/\/+$/, '');
			const info = yield* attempt(options.has('y') ? lstat(path) : stat(path));
			if (info instanceof Errno) {
				missing++;
				return yield* tool.put(`\tzip warning: name not matched: ${path}\n`);
			}
			const isDir = info.type === 'dir';
			const own = options.has('j') ? (clean.split('/').pop() ?? clean) : clean;
			const name = isDir ? `${own}/` : own;
			const skip =
				(isDir && options.has('j')) || clean === '' || clean === '.' || (options.has('D') && isDir) || named(name, excluded) || named(path, excluded);
			if (!skip) {
				const data = isDir ? new Uint8Array(0) : info.type === 'symlink' ? encode(yield* readlink(path)) : yield* attempt(readFile(path));
				if (data instanceof Errno) return yield* tool.error(`\tzip warning: ${data.message}\n\tzip warning: could not open for reading: ${path}\n`);
				const entry = zipEntry(name, data, { mode: info.mode, mtime: info.mtime, symlink: info.type === 'symlink', level: options.has('0') ? 0 : 6 });
				const at = entries.findIndex((one) => one.name === name);
				if (at >= 0 && options.has('u') && (entries[at]?.mtime ?? 0) >= info.mtime - 2_000_000) return;
				if (at < 0 && options.has('f')) return;
				if (at >= 0) entries[at] = entry;
				else entries.push(entry);
				taken.push(path);
				yield* say(
					`${at >= 0 ? (options.has('f') ? 'freshening' : 'updating') : '  adding'}: ${name} (${entry.method === 8 ? 'deflated' : 'stored'} ${percent(entry)})\n`
				);
			}
			if (isDir && options.has('r')) for (const child of yield* readdir(path)) yield* call(add(joinPath(path, child.name)));
		};
		const list = options.has('@')
			? decode(yield* readStdin())
					.split('\n')
					.filter((line) => line !== '')
			: names;
		for (const name of list) yield* add(name);
		if (entries.length === 0 || (taken.length === 0 && missing > 0)) {
			yield* tool.put(`\nzip error: Nothing to do! (${archive})\n`);
			return 12;
		}
		yield* writeFile(`${archive}.tmp`, writeZip(entries));
		yield* rename(`${archive}.tmp`, archive);
		if (options.has('m')) for (const path of taken.reverse()) yield* attempt(unlink(path));
		return 0;
	},
	{ usageStatus: 16 }
);

function* readStdin(): Sys<Uint8Array> {
	const parts: number[] = [];
	for (let part = yield* read(0); part.length > 0; part = yield* read(0)) parts.push(...part);
	return Uint8Array.from(parts);
}

function* listing(tool: Tool, archive: string, entries: readonly ZipEntry[], verbose: boolean, quiet: boolean): Sys<void> {
	const zone = yield* timeZone(tool.env);
	const total = entries.reduce((all, one) => all + one.data.length, 0);
	const packed = entries.reduce((all, one) => all + one.packed.length, 0);
	const ratio = (size: number, small: number): string => `${size === 0 ? 0 : Math.max(0, Math.round(100 * (1 - small / size)))}%`;
	const files = `${entries.length} file${entries.length === 1 ? '' : 's'}`;
	if (!quiet) yield* tool.put(`Archive:  ${archive}\n`);
	if (verbose) {
		yield* tool.put(' Length   Method    Size  Cmpr    Date    Time   CRC-32   Name\n--------  ------  ------- ---- ---------- ----- --------  ----\n');
		for (const one of entries)
			yield* tool.put(
				`${String(one.data.length).padStart(8)}  ${one.method === 8 ? 'Defl:N' : 'Stored'} ${String(one.packed.length).padStart(8)} ${ratio(one.data.length, one.packed.length).padStart(4)} ${formatDate(one.mtime, '%Y-%m-%d %H:%M', zone)} ${one.crc.toString(16).padStart(8, '0')}  ${one.name}\n`
			);
		return yield* tool.put(
			`--------          -------  ---                            -------\n${String(total).padStart(8)}         ${String(packed).padStart(8)} ${ratio(total, packed).padStart(4)}                            ${files}\n`
		);
	}
	if (!quiet) yield* tool.put('  Length      Date    Time    Name\n---------  ---------- -----   ----\n');
	for (const one of entries) yield* tool.put(`${String(one.data.length).padStart(9)}  ${formatDate(one.mtime, '%Y-%m-%d %H:%M', zone)}   ${one.name}\n`);
	if (!quiet) yield* tool.put(`---------                     -------\n${String(total).padStart(9)}                     ${files}\n`);
}

export const unzip = utility(
	'unzip',
	function* (tool: Tool): Sys<number> {
		const options = yield* getopt(tool, { short: '12aAbBcCd:DfjKlLMnopPqtTuUvVWx:XzZ' });
		const [archive, ...wanted] = options.operands;
		if (archive === undefined) {
			yield* tool.put(
				'UnZip 6.00 of 20 April 2009, by Debian. Original by Info-ZIP.\n\nUsage: unzip [-Z] [-opts[modifiers]] file[.zip] [list] [-x xlist] [-d exdir]\n'
			);
			return 0;
		}
		let path = archive;
		let bytes = yield* attempt(readFile(path));
		if (bytes instanceof Errno && !path.endsWith('.zip')) bytes = yield* attempt(readFile((path = `${archive}.zip`)));
		if (bytes instanceof Errno) throw new Exit(9, `unzip:  cannot find or open ${archive}, ${archive}.zip or ${archive}.ZIP.\n`);
		const entries = readZip(bytes);
		const quiet = options.has('q');
		if (!entries) {
			yield* tool.flush();
			throw new Exit(
				9,
				`${quiet || options.has('p') ? `[${path}]\n` : `Archive:  ${path}\n`}  End-of-central-directory signature not found.  Either this file is not\n  a zipfile, or it constitutes one disk of a multi-part archive.  In the\n  latter case the central directory and zipfile comment will be found on\n  the last disk(s) of this archive.\nunzip:  cannot find zipfile directory in one of ${path} or\n        ${path}.zip, and cannot find ${path}.ZIP, period.\n`
			);
		}
		const dropped = options.options.filter(([key]) => key === 'x').map(([, value]) => value);
		const chosen = entries.filter((one) => (wanted.length === 0 || named(one.name, wanted)) && !named(one.name, dropped));
		if (options.has('Z')) {
			for (const one of chosen) yield* tool.put(`${one.name}\n`);
			return 0;
		}
		if (options.has('l') || (options.has('v') && !options.has('t'))) {
			yield* listing(tool, path, chosen, options.has('v'), quiet);
			return chosen.length === 0 ? 11 : 0;
		}
		if (options.has('p') || options.has('c')) {
			for (const one of chosen) {
				if (options.has('c')) yield* tool.put(`${one === chosen[0] && !quiet ? `Archive:  ${path}\n` : ''}  inflating: ${one.name}  \n`);
				yield* tool.putBytes(one.data);
			}
			return 0;
		}
		if (!quiet) yield* tool.put(`Archive:  ${path}\n`);
		if (options.has('t')) {
			for (const one of chosen) if (!quiet) yield* tool.put(`    testing: ${one.name.padEnd(22)}   ${crc32(one.data) === one.crc ? 'OK' : 'bad CRC'}\n`);
			yield* tool.put(`No errors detected in compressed data of ${path}.\n`);
			return 0;
		}
		const root = options.get('d') ?? '';
		for (const pattern of wanted) if (!entries.some((one) => named(one.name, [pattern]))) yield* tool.error(`caution: filename not matched:  ${pattern}\n`);
		for (const one of chosen) yield* extract(tool, one, root, { quiet, over: options.has('o'), never: options.has('n'), flat: options.has('j') });
		return chosen.length === 0 && wanted.length > 0 ? 11 : tool.status;
	},
	{ usageStatus: 10 }
);

function* extract(tool: Tool, one: ZipEntry, root: string, o: { quiet: boolean; over: boolean; never: boolean; flat: boolean }): Sys<void> {
	const inside = o.flat ? (one.name.split('/').pop() ?? '') : one.name.replace(/^\/+/, '').replaceAll('../', '');
	if (inside === '') return;
	const to = root === '' ? inside : joinPath(root, inside);
	const say = (word: string): Sys<void> => (o.quiet ? tool.put('') : tool.put(`${word}: ${word.includes('creating') ? to : `${to.padEnd(22)}  `}\n`));
	if (one.name.endsWith('/')) {
		if ((yield* attempt(stat(to))) instanceof Errno) {
			yield* mkdirAll(to);
			yield* chmod(to, one.mode);
			yield* say('   creating');
		}
		return;
	}
	const there = yield* attempt(lstat(to));
	if (!(there instanceof Errno) && !o.over) {
		if (o.never) return;
		yield* tool.flush();
		yield* tool.error(`replace ${to}? [y]es, [n]o, [A]ll, [N]one, [r]ename: `);
		const answer = decode(yield* read(0, 64));
		if (answer === '') {
			yield* tool.error(' NULL\n(EOF or read error, treating as "[N]one" ...)\n');
			o.never = true;
			tool.status = 1;
			return;
		}
		if (/^A/.test(answer)) o.over = true;
		if (/^[nN]/.test(answer)) {
			if (answer.startsWith('N')) o.never = true;
			return;
		}
	}
	if (dirName(to) !== '.') yield* mkdirAll(dirName(to));
	if (!(there instanceof Errno)) yield* unlink(to);
	if (one.symlink) {
		yield* symlink(decode(one.data), to);
		return yield* say('    linking');
	}
	yield* writeFile(to, one.data);
	yield* chmod(to, one.mode);
	yield* utimes(to, one.mtime, one.mtime);
	yield* say(one.method === 8 ? '  inflating' : ' extracting');
}
