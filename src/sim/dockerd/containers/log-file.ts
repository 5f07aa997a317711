// The json-file log driver's files (and the local driver's, which are kept the same way here): appending with rotation, and reading.
// FIDELITY: the local driver's files hold JSON lines instead of its binary records. Left out: compression.
import { Errno, type Sys } from '../../engine/index.ts';
import { clock, close, fstat, ftruncate, notify, open, rename, write } from '../../kernel/index.ts';
import { encodeJson, fromHumanSize, parseJson, parseTime, rfc3339nano } from '../../values/index.ts';
import { isObject, str } from '../decode.ts';
import { makeDirs, readText, removeAll } from '../files.ts';
import { remember } from '../memory.ts';
import type { Container } from '../state.ts';
import { localLogPath, logPath } from './save.ts';

export interface LogLine {
	/** With its line end, unless the line goes on. */
	readonly text: string;
	readonly stream: 1 | 2;
}
export interface StoredLine extends LogLine {
	/** µs since the Unix epoch. */
	readonly at: number;
	readonly attrs: string;
}

/** The file a container logs to; '' for none. Other drivers than json-file keep a local copy, so that `docker logs` works. */
export const logFile = (container: Container): string =>
	container.hostConfig.LogConfig.Type === 'none' ? '' : logPath(container) || localLogPath(container.id);
const rotation = (container: Container): { size: number; files: number } => {
	const { Type, Config } = container.hostConfig.LogConfig;
	const local = Type !== 'json-file';
	return {
		size: Config['max-size'] === undefined ? (local ? 20_000_000 : 0) : fromHumanSize(Config['max-size']),
		files: Number(Config['max-file'] ?? (local ? 5 : 1))
	};
};

/** Appends lines, all at one time stamp, and wakes who follows. */
export function* appendLog(containerId: string, lines: readonly LogLine[]): Sys<void> {
	const container = yield* remember((m) => m.containers.get(containerId));
	const path = container ? logFile(container) : '';
	if (!container || path === '') return;
	const time = rfc3339nano(yield* clock());
	const attrs = attributes(container);
	const text = lines
		.map((line) => encodeJson({ log: line.text, stream: line.stream === 1 ? 'stdout' : 'stderr', ...(attrs ? { attrs } : {}), time }) + '\n')
		.join('');
	yield* makeDirs(path.slice(0, path.lastIndexOf('/')), 0o710);
	try {
		const fd = yield* open(path, { write: true, append: true, create: true, mode: 0o640 });
		const { size: limit, files } = rotation(container);
		const { size } = yield* fstat(fd);
		yield* write(fd, text);
		if (limit > 0 && size + text.length > limit) yield* rotate(path, files, fd);
		yield* close(fd);
	} catch (error) {
		// A full disk loses log lines; the container goes on.
		if (!(error instanceof Errno)) throw error;
	}
	yield* notify('log:' + containerId);
}
function* rotate(path: string, files: number, fd: number): Sys<void> {
	if (files <= 1) return yield* ftruncate(fd, 0);
	yield* removeAll(`${path}.${files - 1}`);
	for (let index = files - 1; index > 0; index--) {
		try {
			yield* rename(index === 1 ? path : `${path}.${index - 1}`, `${path}.${index}`);
		} catch (error) {
			if (!(error instanceof Errno)) throw error;
		}
	}
}
/** Labels and variables the options ask for. */
function attributes(container: Container): Record<string, string> | undefined {
	const { labels = '', env = '' } = container.hostConfig.LogConfig.Config;
	const out: Record<string, string> = {};
	for (const name of labels.split(',')) if (name !== '' && container.config.Labels[name] !== undefined) out[name] = container.config.Labels[name] ?? '';
	for (const name of env.split(',')) {
		const entry = name === '' ? undefined : (container.config.Env ?? []).find((item) => item.startsWith(name + '='));
		if (entry !== undefined) out[name] = entry.slice(name.length + 1);
	}
	return Object.keys(out).length > 0 ? out : undefined;
}

/** The lines of one file's text. Broken ones are skipped. */
export function parseLog(text: string): StoredLine[] {
	const out: StoredLine[] = [];
	for (const line of text.split('\n')) {
		if (line === '') continue;
		let value: unknown;
		try {
			value = parseJson(line);
		} catch {
			continue;
		}
		if (!isObject(value)) continue;
		const attrs = isObject(value['attrs'])
			? Object.entries(value['attrs'])
					.map(([key, item]) => `${key}=${String(item)}`)
					.sort()
					.join(',')
			: '';
		out.push({ text: str(value, 'log'), stream: str(value, 'stream') === 'stderr' ? 2 : 1, at: parseTime(str(value, 'time')) ?? 0, attrs });
	}
	return out;
}
/** All lines of a container's log, oldest first, and the size of the current file. */
export function* readLog(container: Container): Sys<{ lines: StoredLine[]; size: number }> {
	const path = logFile(container);
	if (path === '') return { lines: [], size: 0 };
	let lines: StoredLine[] = [];
	for (let index = rotation(container).files - 1; index > 0; index--) {
		const old = yield* readText(`${path}.${index}`);
		if (old !== undefined) lines = [...lines, ...parseLog(old)];
	}
	const current = yield* readText(path);
	return { lines: current === undefined ? lines : [...lines, ...parseLog(current)], size: (yield* sizeOf(path)) ?? 0 };
}
function* sizeOf(path: string): Sys<number | undefined> {
	try {
		const fd = yield* open(path);
		const { size } = yield* fstat(fd);
		yield* close(fd);
		return size;
	} catch (error) {
		if (error instanceof Errno) return undefined;
		throw error;
	}
}
