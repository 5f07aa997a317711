// dd: copies in blocks, with conversions and a report. GNU coreutils 9.
// Leaves out conv=block/unblock/ebcdic and most iflag/oflag values (accepted, without effect). The report's time is the machine's.
import { Errno, type Sys } from '../../engine/sys.ts';
import { close, fstat, ftruncate, fsync, lseek, monotonic, open, read, write } from '../../kernel/index.ts';
import { humanCount } from './lib/count.ts';
import { formatNumber } from './lib/format.ts';
import { Exit, attempt, showGnuText, utility, type Tool } from './lib/tool.ts';

const units: Readonly<Record<string, number>> = {
	c: 1,
	w: 2,
	b: 512,
	kB: 1000,
	K: 1024,
	k: 1024,
	MB: 1_000_000,
	M: 1 << 20,
	GB: 1e9,
	G: 1 << 30,
	T: 1024 * (1 << 30),
	KiB: 1024,
	MiB: 1 << 20,
	GiB: 1 << 30
};

function count(tool: Tool, text: string): number {
	let value = 1;
	for (const part of text.split('x')) {
		const match = /^(\d+)([a-zA-Z]*)$/.exec(part);
		const unit = match?.[2] ? units[match[2]] : 1;
		if (!match || unit === undefined) tool.die(`invalid number: ${tool.quote(text)}`);
		value *= Number(match[1]) * unit;
	}
	return value;
}

const names = ['if', 'of', 'bs', 'ibs', 'obs', 'cbs', 'count', 'skip', 'seek', 'iseek', 'oseek', 'conv', 'iflag', 'oflag', 'status'];
const conversions = [
	'ascii',
	'ebcdic',
	'ibm',
	'block',
	'unblock',
	'lcase',
	'ucase',
	'sparse',
	'swab',
	'sync',
	'excl',
	'nocreat',
	'notrunc',
	'noerror',
	'fdatasync',
	'fsync'
];

interface Job {
	input: number;
	output: number;
	ibs: number;
	obs: number;
	limit: number;
	countBytes: boolean;
	conv: ReadonlySet<string>;
}
interface Tally {
	inFull: number;
	inPart: number;
	outFull: number;
	outPart: number;
	bytes: number;
}

function converted(block: Uint8Array, conv: ReadonlySet<string>): Uint8Array {
	if (!conv.has('ucase') && !conv.has('lcase') && !conv.has('swab')) return block;
	const out = Uint8Array.from(block);
	if (conv.has('swab')) for (let i = 0; i + 1 < out.length; i += 2) [out[i], out[i + 1]] = [out[i + 1] ?? 0, out[i] ?? 0];
	for (let i = 0; i < out.length; i++) {
		const c = out[i] ?? 0;
		if (conv.has('ucase') && c >= 97 && c <= 122) out[i] = c - 32;
		if (conv.has('lcase') && c >= 65 && c <= 90) out[i] = c + 32;
	}
	return out;
}

function* copy(tool: Tool, job: Job, tally: Tally): Sys<Errno | undefined> {
	const { ibs, obs, conv } = job;
	let held = new Uint8Array(0) as Uint8Array;
	let left = job.limit;
	const put = function* (block: Uint8Array): Sys<void> {
		yield* write(job.output, block);
		tally.bytes += block.length;
		if (block.length === obs) tally.outFull++;
		else tally.outPart++;
	};
	try {
		while (left > 0) {
			const part = yield* read(job.input, job.countBytes ? Math.min(ibs, left) : ibs);
			if (part.length === 0) break;
			left -= job.countBytes ? part.length : 1;
			if (part.length === ibs) tally.inFull++;
			else tally.inPart++;
			let block = converted(part, conv);
			if (conv.has('sync') && block.length < ibs) {
				const padded = new Uint8Array(ibs);
				padded.set(block);
				block = padded;
			}
			if (ibs === obs) {
				yield* put(block);
				continue;
			}
			const joined = new Uint8Array(held.length + block.length);
			joined.set(held);
			joined.set(block, held.length);
			let at = 0;
			for (; joined.length - at >= obs; at += obs) yield* put(joined.subarray(at, at + obs));
			held = joined.subarray(at);
		}
		if (held.length > 0) yield* put(held);
	} catch (error) {
		if (error instanceof Errno) return error;
		throw error;
	}
	return undefined;
}

export const dd = utility('dd', function* (tool: Tool): Sys<number> {
	const set = new Map<string, string>();
	for (const arg of tool.args) {
		if (arg === '--help' || arg === '--version') yield* showGnuText(tool, arg === '--help' ? 'help' : 'version', 'dd');
		const at = arg.indexOf('=');
		const key = arg.slice(0, Math.max(0, at));
		if (!names.includes(key)) tool.usage(`unrecognized operand ${tool.quote(arg)}`);
		set.set(key, key === 'conv' && set.has('conv') ? `${set.get('conv')},${arg.slice(at + 1)}` : arg.slice(at + 1));
	}
	const size = (key: string, otherwise: number): number => {
		const text = set.get('bs') ?? set.get(key);
		if (text === undefined) return otherwise;
		const value = count(tool, text);
		if (value === 0) tool.die(`invalid number: ${tool.quote(text)}`);
		return value;
	};
	const [ibs, obs] = [size('ibs', 512), size('obs', 512)];
	const amount = (...keys: string[]): number => keys.reduce((all, key) => all + (set.has(key) ? count(tool, set.get(key) ?? '') : 0), 0);
	const conv = new Set((set.get('conv') ?? '').split(',').filter((one) => one !== ''));
	for (const one of conv) if (!conversions.includes(one)) tool.usage(`invalid conversion: ${tool.quote(one)}`);
	const status = set.get('status') ?? '';
	if (!['', 'none', 'noxfer', 'progress'].includes(status)) tool.usage(`invalid status level: ${tool.quote(status)}`);
	const flags = `${set.get('iflag') ?? ''},${set.get('oflag') ?? ''}`.split(',');
	const from = set.get('if');
	const input = from === undefined ? 0 : yield* attempt(open(from));
	if (input instanceof Errno)
		tool.die(tool.busybox ? `can't open '${from}': ${input.message}` : `failed to open ${tool.quoteFile(from ?? '')}: ${input.message}`);
	const to = set.get('of');
	const seek = amount('seek', 'oseek') * (flags.includes('seek_bytes') ? 1 : obs);
	const trunc = !conv.has('notrunc');
	const output =
		to === undefined
			? 1
			: yield* attempt(
					open(to, { write: true, create: !conv.has('nocreat'), trunc: trunc && seek === 0, excl: conv.has('excl'), append: flags.includes('append') })
				);
	if (output instanceof Errno)
		tool.die(tool.busybox ? `can't open '${to}': ${output.message}` : `failed to open ${tool.quoteFile(to ?? '')}: ${output.message}`);
	if (to !== undefined && seek > 0) {
		if (trunc && (yield* fstat(output)).type === 'file') yield* ftruncate(output, Math.min(seek, (yield* fstat(output)).size));
		yield* lseek(output, seek);
	}
	const skip = amount('skip', 'iseek') * (flags.includes('skip_bytes') ? 1 : ibs);
	if (skip > 0) {
		const moved = yield* attempt(lseek(input, skip));
		if (moved instanceof Errno)
			for (let left = skip; left > 0;) {
				const part = yield* read(input, Math.min(left, 65_536));
				if (part.length === 0) break;
				left -= part.length;
			}
	}
	const start = yield* monotonic();
	const tally: Tally = { inFull: 0, inPart: 0, outFull: 0, outPart: 0, bytes: 0 };
	const limit = set.has('count') ? amount('count') : Infinity;
	const failed = yield* copy(tool, { input, output, ibs, obs, limit, countBytes: flags.includes('count_bytes'), conv }, tally);
	if (!failed && (conv.has('fsync') || conv.has('fdatasync'))) yield* attempt(fsync(output));
	if (failed)
		yield* tool.error(
			`${tool.name}: error ${failed.code === 'EISDIR' ? `reading ${tool.quoteFile(from ?? 'standard input')}` : `writing ${tool.quoteFile(to ?? 'standard output')}`}: ${failed.message}\n`
		);
	if (to !== undefined) yield* close(output);
	if (status !== 'none') yield* tool.error(report(tool, tally, (yield* monotonic()) - start, status === 'noxfer'));
	if (failed) throw new Exit(1);
	return 0;
});

function report(tool: Tool, t: Tally, us: number, brief: boolean): string {
	const records = `${t.inFull}+${t.inPart} records in\n${t.outFull}+${t.outPart} records out\n`;
	if (brief) return records;
	const seconds = Math.max(us, 1) / 1_000_000;
	const si = (n: number): string => `${humanCount(n, 1000).replace(/([a-zA-Z])$/, ' $1')}B`;
	const iec = (n: number): string => humanCount(n).replace(/([A-Z])$/, ' $1iB');
	// At least kB, in three digits or so.
	let [speed, power] = [t.bytes / seconds / 1000, 0];
	for (; speed >= 1000 && power < 4; power++) speed /= 1000;
	const rate = `${speed.toFixed(1).length > 4 ? speed.toFixed(0) : speed.toFixed(1)} ${'kMGTP'[power]}B/s`;
	if (tool.busybox)
		return `${records}${t.bytes} bytes (${humanCount(t.bytes)}B) copied, ${seconds.toFixed(6)} seconds, ${humanCount(Math.round(t.bytes / seconds))}B/s\n`;
	const sizes = t.bytes < 1000 ? '' : t.bytes < 1024 ? ` (${si(t.bytes)})` : ` (${si(t.bytes)}, ${iec(t.bytes)})`;
	return `${records}${t.bytes} byte${t.bytes === 1 ? '' : 's'}${sizes} copied, ${formatNumber(seconds, { flags: '', width: 0, precision: 6, letter: 'g' })} s, ${rate}\n`;
}
