// How large a binary is, and how long its parts take to compile. Measured with the real toolchain (go1.26.8, linux/amd64, CGO_ENABLED=0), one program
// per package, and scaled to the releases the images have. FIDELITY: packages' parts are added up; the real linker drops what nothing calls.
import { standard } from '../std/index.ts';

/** Bytes of an empty program; what each package adds beyond those it needs. */
const empty = 1_821_604;
const parts: Readonly<Record<string, number>> = {
	os: 318_000,
	fmt: 257_000,
	time: 60_000,
	strings: 20_000,
	strconv: 20_000,
	sort: 8_000,
	bufio: 24_000,
	bytes: 20_000,
	context: 60_000,
	'os/signal': 30_000,
	log: 60_000,
	'log/slog': 420_000,
	flag: 70_000,
	'encoding/json': 300_000,
	'encoding/base64': 12_000,
	'encoding/hex': 8_000,
	regexp: 380_000,
	'math/rand': 17_000,
	'math/big': 300_000,
	net: 740_000,
	'net/url': 30_000,
	'net/http': 4_940_000,
	'path/filepath': 30_000,
	'text/template': 1_690_000,
	'html/template': 1_120_000,
	'crypto/sha256': 60_000,
	'crypto/md5': 20_000,
	'crypto/rand': 60_000,
	testing: 700_000
};
/** The real packages' own needs that count: what theirs drag in beside what ours import. */
const drags: Readonly<Record<string, readonly string[]>> = {
	fmt: ['os', 'strconv'],
	os: [],
	log: ['fmt', 'time'],
	'net/http': ['fmt', 'net', 'net/url', 'time', 'context', 'bufio', 'strings', 'strconv', 'log', 'bytes', 'path/filepath'],
	net: ['os', 'time', 'context', 'fmt'],
	'encoding/json': ['fmt', 'strconv', 'bytes'],
	'text/template': ['fmt', 'net/url', 'strings'],
	'html/template': ['text/template', 'encoding/json'],
	'log/slog': ['log', 'encoding/json'],
	flag: ['fmt', 'time'],
	regexp: ['fmt', 'strings'],
	'os/signal': ['os', 'context'],
	testing: ['fmt', 'flag', 'time', 'bytes', 'bufio', 'strings']
};
const scale = 0.92;

/** Standard packages a set of imports needs, as the real ones do. */
export function closure(imports: Iterable<string>): Set<string> {
	const out = new Set<string>();
	const visit = (path: string): void => {
		if (out.has(path) || !standard[path]) return;
		out.add(path);
		for (const d of drags[path] ?? []) visit(d);
	};
	for (const i of imports) visit(i);
	return out;
}
/** Bytes of a binary. `source`: bytes of the learner's and modules' sources. `stripped`: -s -w. */
export function binarySize(std: ReadonlySet<string>, source: number, stripped: boolean, dynamic: boolean): number {
	let size = empty;
	for (const p of std) size += parts[p] ?? 5_000;
	size = size * scale + source * 6 + (dynamic ? 72_000 : 0);
	const rest = 0.66 + 0.03 * Math.min(1, Math.max(0, (size - 2_300_000) / 5_000_000));
	return Math.round(stripped ? size * rest : size);
}
/** µs of one processor to compile a standard package, or the runtime (''), and bytes of its object file. */
export const compileCost = (path: string): { us: number; bytes: number } => {
	const size = path === '' ? empty : (parts[path] ?? 5_000);
	return { us: Math.round(size * 2.4), bytes: Math.round(size * 3) };
};
