// The project a file of the machine belongs to, read for real Node: the nearest folder above with a package.json, else the file's own.
// Leaves out: node_modules, folders whose name begins with a dot (.git, .kube, .docker, .ssh), links and devices. Nothing is written.
// Invariant: what is handed over is bounded in number, size and depth; what is beyond is refused whole, with the reason.
import type { FileSystemTree } from '@webcontainer/api';
import type { Answers, Call } from '#src/worker/protocol.ts';
import { Refusal } from './refusal.ts';

export type Ask = <Op extends Call['op']>(call: Extract<Call, { op: Op }>) => Promise<Answers[Op]>;

export const projectLimits = { files: 400, each: 2 << 20, total: 8 << 20, depth: 12 } as const;

export interface Project {
	readonly host: string;
	/** Absolute folder on the machine. */
	readonly root: string;
	/** By path relative to `root`. */
	readonly files: ReadonlyMap<string, Uint8Array>;
	/** package.json names packages. */
	readonly packages: boolean;
	/** What is run: `node server.js` or `npm start`. */
	readonly command: readonly [string, ...string[]];
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
const join = (folder: string, name: string): string => `${folder === '/' ? '' : folder}/${name}`;

/** The text of bytes, or undefined when they are none (or begin with a byte order mark, which would be lost). */
export function textIn(bytes: Uint8Array): string | undefined {
	try {
		const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
		return text.includes('\0') || text.startsWith('\ufeff') ? undefined : text;
	} catch {
		return undefined;
	}
}

async function rootOf(ask: Ask, host: string, path: string): Promise<string> {
	for (let folder = folderOf(path); ; folder = folderOf(folder)) {
		const stat = await ask<'file.stat'>({ op: 'file.stat', host, path: join(folder, 'package.json') });
		if (stat?.type === 'file') return folder;
		if (folder === '/') return folderOf(path);
	}
}

interface Package {
	readonly packages: boolean;
	readonly main: string;
	readonly start: boolean;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** What package.json says; one that is broken is left to npm to complain about. */
function readPackage(bytes: Uint8Array | undefined): Package {
	if (!bytes) return { packages: false, main: 'index.js', start: false };
	try {
		const json = record(JSON.parse(new TextDecoder().decode(bytes)));
		const named = ['dependencies', 'devDependencies', 'optionalDependencies'].some((field) => Object.keys(record(json[field])).length > 0);
		return {
			packages: named,
			main: typeof json['main'] === 'string' ? json['main'] : 'index.js',
			start: typeof record(json['scripts'])['start'] === 'string'
		};
	} catch {
		return { packages: true, main: 'index.js', start: false };
	}
}

/** Reads the project that `path` belongs to. Rejects with a Refusal. */
export async function readProject(ask: Ask, host: string, path: string): Promise<Project> {
	const root = await rootOf(ask, host, path);
	if (root === '/') throw new Refusal(`${path} lies in the root directory.`, 'Give it a folder of its own: the whole folder is handed over.');
	const files = new Map<string, Uint8Array>();
	let total = 0;
	const walk = async (folder: string, inside: string, depth: number): Promise<void> => {
		for (const { name, type } of (await ask<'file.list'>({ op: 'file.list', host, path: folder })) ?? []) {
			const [at, relative] = [join(folder, name), inside + name];
			if (type === 'dir') {
				if (name === 'node_modules' || name.startsWith('.')) continue;
				if (depth >= projectLimits.depth) throw new Refusal(`${at} is more than ${projectLimits.depth} folders deep.`);
				await walk(at, `${relative}/`, depth + 1);
			} else if (type === 'file') {
				const size = (await ask<'file.stat'>({ op: 'file.stat', host, path: at }))?.size ?? 0;
				if (size > projectLimits.each) throw new Refusal(`${at} is larger than ${projectLimits.each >> 20} MiB.`, 'Only small projects are handed over.');
				total += size;
				if (total > projectLimits.total) throw new Refusal(`${root} holds more than ${projectLimits.total >> 20} MiB.`, 'Only small projects are handed over.');
				if (files.size >= projectLimits.files)
					throw new Refusal(`${root} holds more than ${projectLimits.files} files.`, 'Only small projects are handed over.');
				files.set(relative, (await ask<'file.bytes'>({ op: 'file.bytes', host, path: at })) ?? new Uint8Array());
			}
		}
	};
	await walk(root, '', 0);
	const own = path.slice(root.length + 1);
	if (!files.has(own)) throw new Refusal(`${path} is not on ${host}’s disk.`, 'Save it first.');
	const { packages, main, start } = readPackage(files.get('package.json'));
	const command: Project['command'] = own !== 'package.json' ? ['node', own] : start ? ['npm', 'start'] : ['node', main];
	return { host, root, files, packages, command };
}

/** The project as a container mounts it. */
export function treeOf({ files }: Project): FileSystemTree {
	const tree: FileSystemTree = Object.create(null) as FileSystemTree;
	for (const [path, bytes] of files) {
		const parts = path.split('/');
		const name = parts.pop() ?? '';
		let at = tree;
		for (const part of parts) {
			const known = at[part];
			const directory: FileSystemTree = known && 'directory' in known ? known.directory : (Object.create(null) as FileSystemTree);
			at[part] = { directory };
			at = directory;
		}
		at[name] = { file: { contents: textIn(bytes) ?? bytes } };
	}
	return tree;
}
