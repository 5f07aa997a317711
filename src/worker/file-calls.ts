// The page's calls about files: pure reads of the disk, and writes as logged inputs.
// Invariant: a save never overwrites what the editor has not seen; a write is answered after it is kept and applied.
import { listPath, statPath } from '#src/sim/world/index.ts';
import type { Machine } from './machine.ts';
import type { Answers, Call, DroppedFile } from './protocol.ts';
import { takeFiles } from './take.ts';
import { bytesOf, textOf } from './text.ts';

/** Nothing of a page's is written where the machine keeps what is its own. */
const forbidden = /^\/(?:proc|sys|dev)(?:\/|$)/;

const orNull = <T>(read: () => T): T | null => {
	try {
		return read();
	} catch {
		return null;
	}
};

const read = (machine: Machine, host: string, path: string): string | null => {
	const bytes = machine.world.readFile(host, path);
	return bytes ? textOf(bytes) : null;
};

function checkPath(path: string): void {
	if (!path.startsWith('/') || path.includes('\0') || path.split('/').includes('..') || path.endsWith('/'))
		throw new Error(`${path} is no absolute path of a file.`);
	if (forbidden.test(path)) throw new Error(`${path} is not on the machine’s disk.`);
}

async function write(machine: Machine, host: string, path: string, data: Uint8Array, mode?: number): Promise<void> {
	checkPath(path);
	try {
		await machine.input({ kind: 'file.write', host, path, data, ...(mode !== undefined && { mode }) });
	} catch (error) {
		const code = (error as { code?: unknown }).code;
		throw new Error(
			`${path} was not written: ${code === 'ENOSPC' ? 'the machine’s disk is full' : code === 'EISDIR' ? 'it is a directory' : code === 'ENOTDIR' ? 'one of its directories is a file' : code === 'EROFS' ? 'it is on a read-only file system' : String(code ?? error)}`,
			{ cause: error }
		);
	}
}

async function drop(machine: Machine, host: string, files: readonly DroppedFile[]): Promise<number> {
	for (const { path } of files) checkPath(path);
	for (const { path, data, mode } of files) await write(machine, host, path, data, mode);
	return files.length;
}

type FileOp = 'file.read' | 'file.bytes' | 'file.list' | 'file.stat' | 'file.write' | 'file.save' | 'file.remove' | 'files.drop' | 'files.take';

export const fileCalls: { readonly [Op in FileOp]: (machine: Machine, call: Extract<Call, { op: Op }>) => Promise<Answers[Op]> | Answers[Op] } = {
	'file.read': (machine, { host, path }) => read(machine, host, path),
	'file.bytes': (machine, { host, path }) => machine.world.readFile(host, path) ?? null,
	'file.list': (machine, { host, path }) => orNull(() => listPath(machine.world.kernel(host), path)),
	'file.stat': (machine, { host, path }) =>
		orNull(() => {
			const { type, mode, size, mtime } = statPath(machine.world.kernel(host), path);
			return { type, mode, size, mtime };
		}),
	'file.write': async (machine, { host, path, text }) => {
		await write(machine, host, path, bytesOf(text));
		return null;
	},
	'file.save': async (machine, { host, path, text, base }) => {
		const there = read(machine, host, path);
		if (there !== base) return { saved: false, there };
		await write(machine, host, path, bytesOf(text));
		return { saved: true };
	},
	'file.remove': async (machine, { host, path }) => {
		checkPath(path);
		await machine.input({ kind: 'file.remove', host, path });
		return null;
	},
	'files.drop': (machine, { host, files }) => drop(machine, host, files),
	'files.take': (machine, { host, path }) => takeFiles(machine.world, host, path)
};
