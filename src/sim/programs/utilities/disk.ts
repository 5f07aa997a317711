// df and du: space on file systems and in trees.
import { call, Errno, type Sys } from '../../engine/sys.ts';
import { lstat, readdir, readText, stat, statfs } from '../../kernel/index.ts';
import { humanCount, parseBlockSize, parseCount, type BlockSize } from './lib/count.ts';
import { getopt } from './lib/getopt.ts';
import { globMatch } from './lib/glob.ts';
import { baseName, joinPath } from './lib/paths.ts';
import { attempt, utility, type Tool } from './lib/tool.ts';
import { busyboxHuman } from './ls-long.ts';

interface Row {
	source: string;
	type: string;
	target: string;
	blocks: number;
	free: number;
	files: number;
	filesFree: number;
}

function* mounted(): Sys<{ source: string; target: string; type: string }[]> {
	const text = yield* attempt(readText('/proc/self/mounts'));
	if (text instanceof Errno) return [];
	return text
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => {
			const [source = '', target = '', type = ''] = line.split(' ');
			return { source, target: target.replaceAll('\\040', ' '), type };
		});
}

const pseudo = new Set(['proc', 'sysfs', 'cgroup2', 'devpts', 'mqueue', 'securityfs', 'nsfs', 'bpf', 'tracefs', 'debugfs']);

function blockSizeOf(tool: Tool, text = '1024'): BlockSize {
	const size = parseBlockSize(text);
	if (size === undefined) tool.die(`invalid -B argument '${text}'`);
	return size;
}

export const df = utility('df', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'aB:hHiklmPt:Tx:v',
		long: [
			'all=a',
			'block-size:=B',
			'human-readable=h',
			'si=H',
			'inodes=i',
			'local=l',
			'portability=P',
			'print-type=T',
			'type:=t',
			'exclude-type:=x',
			'total',
			'output::=output',
			'sync',
			'no-sync'
		]
	});
	const rows: Row[] = [];
	const add = function* (path: string, source?: string, target?: string): Sys<void> {
		const info = yield* attempt(statfs(path));
		if (info instanceof Errno)
			return yield* tool.warn(tool.busybox ? `${path}: ${info.code === 'ENOENT' ? "can't find mount point" : info.message}` : `${path}: ${info.message}`);
		rows.push({
			source: source ?? info.source,
			type: info.type,
			target: target ?? info.target,
			blocks: info.blocks,
			free: info.free,
			files: info.files,
			filesFree: info.filesFree
		});
	};
	if (options.operands.length > 0) for (const path of options.operands) yield* add(path);
	else {
		const seen = new Set<number>();
		for (const one of yield* mounted()) {
			if (!options.has('a') && pseudo.has(one.type)) continue;
			const info = yield* attempt(stat(one.target));
			if (info instanceof Errno || (!options.has('a') && seen.has(info.dev))) continue;
			seen.add(info.dev);
			const before = rows.length;
			yield* add(one.target, one.source, one.target);
			if (!options.has('a') && rows.length > before && rows[before]?.blocks === 0) rows.length = before;
		}
	}
	const wanted = options.options.filter(([key]) => key === 't').map(([, value]) => value);
	const unwanted = options.options.filter(([key]) => key === 'x').map(([, value]) => value);
	const shown = rows.filter((row) => (wanted.length === 0 || wanted.includes(row.type)) && !unwanted.includes(row.type));
	if (shown.length === 0) {
		if (tool.status === 0) yield* tool.warn('no file systems processed');
		return tool.status;
	}
	const asked = blockSizeOf(tool, options.get('B'));
	const human = options.has('h') ? 1024 : options.has('H') ? 1000 : asked.human;
	const block = options.has('m') ? 1 << 20 : asked.unit;
	const size = (blocks: number): string =>
		human === 1024 && tool.busybox
			? busyboxHuman(blocks * 4096)
			: human
				? humanCount(blocks * 4096, human as 1024)
				: `${Math.ceil((blocks * 4096) / block)}${asked.suffix}`;
	const percent = (used: number, total: number): string => (total === 0 ? '-' : `${Math.ceil((used * 100) / total)}%`);
	if (options.has('total'))
		shown.push({
			source: 'total',
			type: '-',
			target: '-',
			blocks: shown.reduce((n, r) => n + r.blocks, 0),
			free: shown.reduce((n, r) => n + r.free, 0),
			files: shown.reduce((n, r) => n + r.files, 0),
			filesFree: shown.reduce((n, r) => n + r.filesFree, 0)
		});
	const inodes = options.has('i');
	const table: string[][] = [];
	const head = inodes
		? ['Inodes', 'IUsed', 'IFree', 'IUse%']
		: [
				human ? 'Size' : options.has('P') ? `${block}-blocks` : `${block === 1024 ? '1K' : humanCount(block)}-blocks`,
				'Used',
				human ? 'Avail' : 'Available',
				options.has('P') ? 'Capacity' : 'Use%'
			];
	const type = options.has('T');
	const output = (options.get('output') ?? '').split(',').filter((name) => name !== '');
	const cells = (row: Row): Record<string, string> => ({
		source: row.source,
		fstype: row.type,
		size: size(row.blocks),
		used: size(row.blocks - row.free),
		avail: size(row.free),
		pcent: percent(row.blocks - row.free, row.blocks),
		target: row.target,
		itotal: String(row.files),
		iused: String(row.files - row.filesFree),
		iavail: String(row.filesFree),
		ipcent: percent(row.files - row.filesFree, row.files),
		file: '-'
	});
	const names =
		output.length > 0
			? output
			: ['source', ...(type ? ['fstype'] : []), ...(inodes ? ['itotal', 'iused', 'iavail', 'ipcent'] : ['size', 'used', 'avail', 'pcent']), 'target'];
	const titles: Readonly<Record<string, string>> = {
		source: 'Filesystem',
		fstype: 'Type',
		size: head[0] ?? '',
		used: 'Used',
		avail: human ? 'Avail' : 'Available'.slice(0, output.length > 0 ? 5 : 9),
		pcent: options.has('P') ? 'Capacity' : 'Use%',
		target: 'Mounted on',
		itotal: 'Inodes',
		iused: 'IUsed',
		iavail: 'IFree',
		ipcent: 'IUse%',
		file: 'File'
	};
	table.push(names.map((name) => titles[name] ?? name));
	for (const row of shown) table.push(names.map((name) => cells(row)[name] ?? ''));
	if (tool.busybox) {
		yield* tool.put(
			`Filesystem           ${type ? 'Type       ' : ''}${inodes ? '    Inodes      Used Available Use%' : human ? '     Size      Used Available Use%' : `${block === 1024 ? '1K' : humanCount(block)}-blocks      Used Available Use%`} Mounted on\n`
		);
		for (const row of shown) {
			const c = cells(row);
			const source = (c['source'] ?? '').length > 20 ? `${c['source']}\n${' '.repeat(20)}` : (c['source'] ?? '').padEnd(20);
			yield* tool.put(
				`${source} ${type ? `${(c['fstype'] ?? '').padEnd(10)} ` : ''}${(inodes ? (c['itotal'] ?? '') : (c['size'] ?? '')).padStart(9)} ${(inodes ? c['iused'] : c['used'])?.padStart(9)} ${(inodes ? c['iavail'] : c['avail'])?.padStart(9)} ${(inodes ? c['ipcent'] : c['pcent'])?.padStart(3)} ${c['target']}\n`
			);
		}
		return tool.status;
	}
	const least: Readonly<Record<string, number>> = { source: 14, size: 5, used: 5, avail: 5, pcent: 4, itotal: 5, iused: 5, iavail: 5, ipcent: 4, fstype: 4 };
	const widths = names.map((name, i) => Math.max(least[name] ?? 0, ...table.map((row) => (row[i] ?? '').length)));
	for (const row of table)
		yield* tool.put(
			`${row.map((cell, i) => (i === row.length - 1 ? cell : names[i] === 'source' || names[i] === 'fstype' || names[i] === 'target' ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' ')}\n`
		);
	return tool.status;
});

interface DuRules {
	all: boolean;
	apparent: boolean;
	maxDepth: number;
	separate: boolean;
	oneFs: boolean;
	exclude: readonly string[];
	count: (bytes: number) => string;
	seen: Set<string>;
	threshold: number;
}

export const du = utility('du', function* (tool: Tool) {
	const options = yield* getopt(tool, {
		short: 'aB:bcDd:HhklLmPSst:xX:0',
		long: [
			'all=a',
			'apparent-size=apparent',
			'block-size:=B',
			'bytes=b',
			'total=c',
			'dereference=L',
			'max-depth:=d',
			'human-readable=h',
			'summarize=s',
			'separate-dirs=S',
			'one-file-system=x',
			'exclude:=exclude',
			'si',
			'threshold:=t',
			'count-links=l',
			'null=0',
			'time::=time',
			'inodes'
		]
	});
	const asked = blockSizeOf(tool, options.get('B'));
	const human = options.has('h') ? 1024 : options.has('si') ? 1000 : asked.human;
	const block = options.has('b') ? 1 : options.has('m') ? 1 << 20 : asked.unit;
	const depth = options.get('d');
	if (depth !== undefined && !/^\d+$/.test(depth)) tool.usage(`invalid maximum depth ${tool.quote(depth)}`);
	if (!tool.busybox && options.has('a') && options.has('s')) tool.usage('cannot both summarize and show all entries');
	if (!tool.busybox && options.has('s') && depth !== undefined) {
		if (Number(depth) === 0) yield* tool.warn('warning: summarizing is the same as using --max-depth=0', 0);
		else tool.usage(`warning: summarizing conflicts with --max-depth=${depth}`);
	}
	const rules: DuRules = {
		all: options.has('a'),
		apparent: options.has('apparent') || options.has('b'),
		maxDepth: options.has('s') ? 0 : depth === undefined ? Infinity : Number(depth),
		separate: options.has('S'),
		oneFs: options.has('x'),
		exclude: options.options.filter(([key]) => key === 'exclude').map(([, value]) => value),
		count: (bytes) => (human ? (tool.busybox ? busyboxHuman(bytes) : humanCount(bytes, human as 1024)) : `${Math.ceil(bytes / block)}${asked.suffix}`),
		seen: new Set(),
		threshold: parseCount(options.get('t') ?? '0') ?? 0
	};
	const end = options.has('0') ? '\0' : '\n';
	const visit = function* (path: string, level: number): Sys<number> {
		const info = yield* attempt(options.has('L') || (level === 0 && options.has('D')) ? stat(path) : lstat(path));
		if (info instanceof Errno) {
			yield* tool.warn(tool.busybox ? `${path}: ${info.message}` : `cannot access ${tool.quoteFile(path)}: ${info.message}`);
			return 0;
		}
		if (rules.exclude.some((glob) => globMatch(glob, baseName(path)) || globMatch(glob, path))) return 0;
		if (info.nlink > 1 && info.type !== 'dir' && !options.has('l')) {
			const key = `${info.dev}:${info.ino}`;
			if (rules.seen.has(key)) return 0;
			rules.seen.add(key);
		}
		let total = rules.apparent ? (info.type === 'file' || info.type === 'symlink' || info.type === 'dir' ? info.size : 0) : info.blocks * 512;
		let own = total;
		if (info.type === 'dir') {
			const entries = yield* attempt(readdir(path));
			if (entries instanceof Errno)
				yield* tool.warn(tool.busybox ? `can't open '${path}': ${entries.message}` : `cannot read directory ${tool.quoteFile(path)}: ${entries.message}`);
			else
				for (const entry of entries) {
					const size = yield* call(visit(joinPath(path, entry.name), level + 1));
					total += size;
					if (entry.type !== 'dir') own += size;
				}
		}
		if (level <= rules.maxDepth && (info.type === 'dir' || rules.all || level === 0) && (rules.separate ? own : total) >= rules.threshold)
			yield* tool.put(`${rules.count(rules.separate ? own : total)}\t${path}${end}`);
		return total;
	};
	let grand = 0;
	for (const path of options.operands.length === 0 ? ['.'] : options.operands) grand += yield* visit(path, 0);
	if (options.has('c')) yield* tool.put(`${rules.count(grand)}\ttotal${end}`);
	return tool.status;
});
