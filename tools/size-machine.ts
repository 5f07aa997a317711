// The machine's own share of the bytes before the prompt: engine, kernel and shell (with its parser), cut into files and minified as the
// site's build does it, gzip. Counted is what a world needs of them and what that imports without waiting; what comes late (parts of kernel and
// shell, programs) is listed apart. Target: 100 KB (the shell's own issue).
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin, type Rolldown } from 'vite';
import { machineFiles, onlyDefines } from './chunks.ts';

const root = join(import.meta.dirname, '..');
const sim = join(root, 'src/sim');
const from = (names: string, file: string): string => `export ${names} from ${JSON.stringify(join(sim, file))};`;

/** What the world takes of the kernel. */
const [, names = ''] = /import \{([^}]*)\} from '\.\.\/kernel\/host\.ts'/.exec(readFileSync(join(sim, 'world/world.ts'), 'utf8')) ?? [];
const kernel = names
	.split(',')
	.map((name) => name.trim())
	.filter((name) => name !== '' && !name.startsWith('type '));
if (kernel.length < 10) throw new Error('size: the world does not import the kernel as expected');

/** What begins a machine: engine, kernel, a host's disk, the shells. Programs use what the kernel's doors have, later. */
const entry = '\0machine';
const later = '\0later';
const code: Readonly<Record<string, string>> = {
	[entry]: [
		from('{ Engine, PartTable }', 'engine/index.ts'),
		from(`{ ${kernel.join(', ')} }`, 'kernel/host.ts'),
		from('{ debianTree, makeLayer }', 'kernel/host.ts'),
		from('{ shellPrograms }', 'programs/sh/programs.ts'),
		from('{ shellParts }', 'programs/sh/parts.ts'),
		`export const programs = () => import(${JSON.stringify(later)});`
	].join('\n'),
	[later]: [from('*', 'kernel/index.ts'), from('*', 'kernel/host.ts')].join('\n')
};

/** gzip KB of each file of the machine, by whether it comes before the prompt. */
async function measure(): Promise<{ now: [name: string, kb: number][]; late: [name: string, kb: number][] }> {
	const machine: Plugin = {
		name: 'machine',
		enforce: 'pre',
		resolveId: (source, importer) =>
			source in code
				? source
				: importer && /\/regexp\.ts$/.test(source) && join(dirname(importer), source).endsWith('values/regexp.ts')
					? { id: source, external: true }
					: undefined,
		load: (id) => code[id]
	};
	const done = (await build({
		configFile: false,
		ssr: { noExternal: true, target: 'webworker' },
		root,
		logLevel: 'silent',
		plugins: [machine],
		build: {
			write: false,
			minify: true,
			// As in a worker: without the page's helper for styles of parts.
			ssr: true,
			target: 'baseline-widely-available',
			rolldownOptions: {
				input: entry,
				preserveEntrySignatures: 'allow-extension',
				treeshake: { moduleSideEffects: onlyDefines },
				output: { codeSplitting: machineFiles }
			}
		}
	})) as Rolldown.RolldownOutput;
	const chunks = new Map(done.output.flatMap((one) => (one.type === 'chunk' ? [[one.fileName, one] as const] : [])));
	const seen = new Set([...chunks.values()].filter((chunk) => chunk.isEntry));
	for (const chunk of seen) for (const name of chunk.imports) if (chunks.has(name)) seen.add(chunks.get(name) as Rolldown.OutputChunk);
	const sized = (chunk: Rolldown.OutputChunk): [string, number] => [chunk.name, gzipSync(chunk.code).length / 1000];
	const all = [...chunks.values()];
	return { now: all.filter((chunk) => seen.has(chunk)).map(sized), late: all.filter((chunk) => !seen.has(chunk)).map(sized) };
}

/** Lines for tools/size.ts's report. */
export async function machineSizes(): Promise<string[]> {
	const { now, late } = await measure();
	const line = ([name, kb]: [string, number]): string => `  ${kb.toFixed(1).padStart(6)} KB  ${name}`;
	const sum = (sizes: readonly [string, number][]): number => sizes.reduce((all, [, kb]) => all + kb, 0);
	const total = sum(now);
	const verdict = total <= 100 ? 'met' : `MISSED by ${(total / 100).toFixed(2)}×`;
	return [
		line(['engine and kernel', sum(now.filter(([name]) => name === 'machine'))]),
		line(['shell with its parser', sum(now.filter(([name]) => name !== 'machine'))]),
		`machine alone: ${total.toFixed(1)} KB gzip (target 100: ${verdict}), and after the prompt ${sum(late).toFixed(1)} KB:`,
		...late.toSorted((a, b) => b[1] - a[1]).map(line)
	];
}

if (import.meta.main) for (const line of await machineSizes()) console.log(line);
