// security_opt as docker run reads it: seccomp profiles are files, systempaths=unconfined is no option but a setting.
import { Errno, type Sys } from '../../../engine/index.ts';
import type { Project } from '../../../values/compose/index.ts';
import { encodeJson, goQuote, parseJson, text as decode } from '../../../values/index.ts';
import { Failure } from '../../docker/failure.ts';
import { cleanPath, goErrno, readFile } from '../../docker/files.ts';

/** parseSecurityOpts. Throws Failure for an option that is none and a profile that cannot be read. */
export function* securityOptions(project: Project, given: readonly string[]): Sys<{ options: readonly string[] | null; unconfined: boolean }> {
	const options: string[] = [];
	let unconfined = false;
	for (const option of given) {
		if (option === 'systempaths=unconfined') {
			unconfined = true;
			continue;
		}
		const separator = option.includes('=') ? '=' : ':';
		const at = option.indexOf(separator);
		if (at < 0 && option !== 'no-new-privileges') throw new Failure(`invalid security-opt: ${goQuote(option)}`);
		const [name, value] = at < 0 ? [option, ''] : [option.slice(0, at), option.slice(at + 1)];
		if (name !== 'seccomp' || value === 'unconfined' || value === 'builtin') {
			options.push(option);
			continue;
		}
		const path = value.startsWith('/') ? value : cleanPath(`${project.workingDir}/${value}`);
		try {
			options.push(`seccomp=${encodeJson(parseJson(decode(yield* readFile(path))))}`);
		} catch (e) {
			if (e instanceof Errno) throw new Failure(`opening seccomp profile (${value}) failed: open ${path}: ${goErrno(e)}`);
			throw new Failure(`compacting json for seccomp profile (${value}) failed: ${e instanceof Error ? e.message : ''}`);
		}
	}
	return { options: options.length > 0 ? options : null, unconfined };
}
