// --env-file and --label-file: lines of KEY=value (pkg/kvfile).
import { Errno, type Sys } from '../../../engine/index.ts';
import { isUtf8, text as decode } from '../../../values/index.ts';
import { Failure } from '../failure.ts';
import { goErrno, readFile } from '../files.ts';
import { cut } from './cut.ts';

/** The pairs of the files, then `own`. A bare KEY takes its value from `env` when given, and is dropped when it has none. */
export function* readPairs(files: readonly string[], own: readonly string[], env?: Readonly<Record<string, string>>): Sys<string[]> {
	const out: string[] = [];
	for (const file of files) {
		let bytes: Uint8Array;
		try {
			bytes = yield* readFile(file);
		} catch (e) {
			if (e instanceof Errno)
				throw new Failure(e.code === 'EISDIR' ? `invalid env file (${file}): read ${file}: ${goErrno(e)}` : `open ${file}: ${goErrno(e)}`);
			throw e;
		}
		out.push(...parseLines(file, bytes, env));
	}
	return [...out, ...own];
}

function parseLines(file: string, bytes: Uint8Array, env: Readonly<Record<string, string>> | undefined): string[] {
	if (!isUtf8(bytes)) throw new Failure(`invalid env file (${file}): invalid utf8 bytes at line 1: [${[...bytes.slice(0, 80)].join(' ')}]`);
	const out: string[] = [];
	for (const raw of decode(bytes)
		.replace(/^\ufeff/, '')
		.split(/\r?\n/)) {
		const line = raw.trimStart();
		if (line === '' || line.startsWith('#')) continue;
		const [key, , found] = cut(line, '=');
		if (key === '') throw new Failure(`invalid env file (${file}): no variable name on line '${line}'`);
		if (/[ \t]/.test(key)) throw new Failure(`invalid env file (${file}): variable '${key}' contains whitespaces`);
		const value = env?.[line];
		if (found) out.push(line);
		else if (value !== undefined) out.push(`${key}=${value}`);
	}
	return out;
}
