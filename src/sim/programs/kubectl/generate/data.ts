// Data of config maps and secrets: literals, files, directories and env files, with kubectl's checks and texts.
import { Errno, type Sys } from '../../../engine/index.ts';
import { readdir, readFile, stat } from '../../../kernel/index.ts';
import { goQuote, isUtf8, regexError, text as decode, utf8 } from '../../../values/index.ts';
import { Failure } from '../failure.ts';
import type { Session } from '../session.ts';

const reasons: Readonly<Record<string, string>> = {
	ENOENT: 'no such file or directory',
	EACCES: 'permission denied',
	ENOTDIR: 'not a directory',
	EISDIR: 'is a directory'
};
/** Go's text of an errno. */
export const reasonOf = (error: Errno): string => reasons[error.code] ?? error.code;

/** What is wrong with a key of a config map or secret. */
export function keyErrors(key: string): string[] {
	if (key.length > 253) return ['must be no more than 253 characters'];
	if (!/^[-._a-zA-Z0-9]+$/.test(key))
		return [regexError("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", '[-._a-zA-Z0-9]+', 'key.name', 'KEY_NAME', 'key-name')];
	if (key === '.' || key === '..') return [`must not be ${goQuote(key)}`.replace(/"/g, "'")];
	if (key.startsWith('..')) return [`must not start with '..'`];
	return [];
}
export interface Source {
	readonly key: string;
	readonly data: Uint8Array;
}
function literal(source: string): Source {
	const equals = source.indexOf('=');
	if (equals <= 0) throw new Failure(`invalid literal source ${source}, expected key=value`);
	return { key: source.slice(0, equals), data: utf8(source.slice(equals + 1)) };
}
function fileSource(source: string): { key: string; path: string } {
	const parts = source.split('=');
	const separators = parts.length - 1;
	if (separators === 0) return { key: source.slice(source.replace(/\/+$/, '').lastIndexOf('/') + 1), path: source };
	if (separators === 1 && source.startsWith('=')) throw new Failure(`key name for file path ${source.slice(1)} missing`);
	if (separators === 1 && source.endsWith('=')) throw new Failure(`file path for key name ${source.slice(0, -1)} missing`);
	if (separators > 1) throw new Failure("key names or file paths cannot contain '='");
	return { key: parts[0] ?? '', path: parts[1] ?? '' };
}
function* statOrFail(path: string) {
	try {
		return yield* stat(path);
	} catch (error) {
		if (error instanceof Errno) throw new Failure(`error reading ${path}: ${reasonOf(error)}`);
		throw error;
	}
}
function* readOrFail(path: string): Sys<Uint8Array> {
	try {
		return yield* readFile(path);
	} catch (error) {
		if (error instanceof Errno) throw new Failure(`open ${path}: ${reasonOf(error)}`);
		throw error;
	}
}
function* fromFile(source: string): Sys<Source[]> {
	const { key, path } = fileSource(source);
	const info = yield* statOrFail(path);
	if (info.type !== 'dir') return [{ key, data: yield* readOrFail(path) }];
	if (source.includes('=')) throw new Failure('cannot give a key name for a directory path');
	const found: Source[] = [];
	for (const entry of yield* readdir(path))
		if (entry.type === 'file') found.push({ key: entry.name, data: yield* readOrFail(`${path.replace(/\/+$/, '')}/${entry.name}`) });
	return found;
}
/** Lines KEY=VALUE of an env file; a bare KEY takes the environment's value. */
export function parseEnvFile(path: string, bytes: Uint8Array, env: Readonly<Record<string, string>>): Source[] {
	const found: Source[] = [];
	decode(bytes)
		.replace(/^\ufeff/, '')
		.split('\n')
		.forEach((raw, i) => {
			const line = raw.replace(/^\s+/, '').replace(/\r$/, '');
			if (line === '' || line.startsWith('#')) return;
			const equals = line.indexOf('=');
			const key = equals < 0 ? line : line.slice(0, equals);
			if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key))
				throw new Failure(
					`${goQuote(key)} is not a valid key name: ${regexError("a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit", '[-._a-zA-Z][-._a-zA-Z0-9]*', 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1')}`
				);
			void i;
			void path;
			if (equals >= 0) found.push({ key, data: utf8(line.slice(equals + 1)) });
			else if (env[key] !== undefined) found.push({ key, data: utf8(env[key] ?? '') });
		});
	return found;
}
function* fromEnvFile(s: Session, path: string, what: string): Sys<Source[]> {
	const info = yield* statOrFail(path);
	if (info.type === 'dir') throw new Failure(`env ${what} file cannot be a directory`);
	return parseEnvFile(path, yield* readOrFail(path), s.env);
}

/** Sources in the order files, literals, env files (config maps) or literals, files, env files (secrets). */
export function* sourcesOf(s: Session, what: 'config' | 'secret'): Sys<Source[]> {
	if (s.list('from-env-file').length > 0 && (s.list('from-file').length > 0 || s.list('from-literal').length > 0))
		throw new Failure('from-env-file cannot be combined with from-file or from-literal');
	const found: Source[] = [];
	const literals = s.list('from-literal');
	if (what === 'secret') found.push(...literals.map(literal));
	for (const file of s.list('from-file')) found.push(...(yield* fromFile(file)));
	if (what === 'config') found.push(...literals.map(literal));
	for (const file of s.list('from-env-file')) found.push(...(yield* fromEnvFile(s, file, what)));
	return found;
}
export { fromFile };
export const asText = (data: Uint8Array): string | undefined => (isUtf8(data) ? decode(data) : undefined);
