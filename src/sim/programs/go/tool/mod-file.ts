// go.mod and go.sum: read, written as the go command formats them. Leaves out exclude, retract and tool blocks (kept nowhere).
import { sha256Hex, compareBytes } from '../../../values/index.ts';

export interface Requirement {
	readonly path: string;
	readonly version: string;
	readonly indirect: boolean;
}
export interface Replacement {
	readonly from: string;
	readonly to: string;
}
export interface ModFile {
	readonly module: string;
	readonly go: string;
	readonly toolchain: string;
	readonly require: readonly Requirement[];
	readonly replace: readonly Replacement[];
}
/** Parses go.mod; a string is the go command's complaint. */
export function parseMod(text: string, shown: string): ModFile | string {
	let [module, go, toolchain, block] = ['', '', '', ''];
	const require: Requirement[] = [];
	const replace: Replacement[] = [];
	const lines = text.split('\n');
	for (const [n, raw] of lines.entries()) {
		const indirect = /\/\/\s*indirect/.test(raw);
		const line = raw.replace(/\/\/.*$/, '').trim();
		if (line === '') continue;
		if (line === ')') {
			block = '';
			continue;
		}
		const words = line.split(/\s+/).map((w) => w.replace(/^"(.*)"$/, '$1'));
		if (words[1] === '(') {
			block = words[0] ?? '';
			continue;
		}
		const [verb = '', ...args] = block === '' ? words : [block, ...words];
		const where = `${shown}:${n + 1}`;
		if (verb === 'module') module = args[0] ?? '';
		else if (verb === 'go') {
			go = args[0] ?? '';
			if (!/^\d+\.\d+(?:\.\d+|rc\d+)?$/.test(go)) return `go: errors parsing ${shown}:\n${where}: invalid go version '${go}': must match format 1.23\n`;
		} else if (verb === 'toolchain') toolchain = args[0] ?? '';
		else if (verb === 'require') {
			if (args.length < 2) return `go: errors parsing ${shown}:\n${where}: usage: require module/path v1.2.3\n`;
			if (!/^v\d/.test(args[1] ?? ''))
				return `go: errors parsing ${shown}:\n${where}: require ${args[0]}: version "${args[1]}" invalid: must be of the form v1.2.3\n`;
			require.push({ path: args[0] ?? '', version: args[1] ?? '', indirect });
		} else if (verb === 'replace') {
			const arrow = args.indexOf('=>');
			replace.push({ from: args[0] ?? '', to: args[arrow + 1] ?? '' });
		} else if (!['exclude', 'retract', 'tool', 'godebug', 'ignore'].includes(verb))
			return `go: errors parsing ${shown}:\n${where}: unknown directive: ${verb}\n`;
	}
	if (module === '') return `go: error reading ${shown}: missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod\n`;
	return { module, go, toolchain, require, replace };
}
export function formatMod(m: ModFile): string {
	const sorted = [...m.require].sort((a, b) => compareBytes(a.path, b.path));
	const line = (r: Requirement): string => `${r.path} ${r.version}${r.indirect ? ' // indirect' : ''}`;
	const block = (list: readonly Requirement[]): string => {
		const [only] = list;
		return list.length === 0 || !only ? '' : list.length === 1 ? `\nrequire ${line(only)}\n` : `\nrequire (\n${list.map((r) => `\t${line(r)}\n`).join('')})\n`;
	};
	return (
		`module ${m.module}\n\ngo ${m.go}\n${m.toolchain === '' ? '' : `\ntoolchain ${m.toolchain}\n`}${block(sorted.filter((r) => !r.indirect))}${block(sorted.filter((r) => r.indirect))}` +
		m.replace.map((r) => `\nreplace ${r.from} => ${r.to}\n`).join('')
	);
}
const base64 = (hex: string): string => {
	const bytes =
		hex
			.match(/../g)
			?.map((h) => String.fromCharCode(parseInt(h, 16)))
			.join('') ?? '';
	return btoa(bytes);
};
/** A module's lines in go.sum. FIDELITY: hashes of our own texts, not of the real modules. */
export const sumLines = (path: string, version: string, content: string): string =>
	`${path} ${version} h1:${base64(sha256Hex(content))}\n${path} ${version}/go.mod h1:${base64(sha256Hex(`${path} ${version}`))}\n`;

/** -1, 0, 1 for two semantic versions. */
export function compareVersions(a: string, b: string): number {
	const parts = (v: string): number[] => (v.replace(/^v/, '').split(/[-+]/)[0] ?? '').split('.').map(Number);
	const [x, y] = [parts(a), parts(b)];
	for (let i = 0; i < 3; i++) if ((x[i] ?? 0) !== (y[i] ?? 0)) return (x[i] ?? 0) < (y[i] ?? 0) ? -1 : 1;
	return 0;
}
