// --security-opt: seccomp profiles are read here and sent along; systempaths=unconfined is the client's own.
import { Errno, type Sys } from '../../../engine/index.ts';
import { encodeJson, goQuote, JsonSyntaxError, parseJson, text as decode } from '../../../values/index.ts';
import { Failure } from '../failure.ts';
import { goErrno, readFile } from '../files.ts';
import { cut } from './cut.ts';

function* seccomp(file: string): Sys<string> {
	let bytes: Uint8Array;
	try {
		bytes = yield* readFile(file);
	} catch (e) {
		if (e instanceof Errno) throw new Failure(`opening seccomp profile (${file}) failed: open ${file}: ${goErrno(e)}`);
		throw e;
	}
	try {
		return `seccomp=${encodeJson(parseJson(decode(bytes)))}`;
	} catch (e) {
		if (e instanceof JsonSyntaxError) throw new Failure(`compacting json for seccomp profile (${file}) failed: ${e.message}`);
		throw e;
	}
}

/** The options to send, and whether system paths stay unmasked. */
export function* parseSecurity(options: readonly string[]): Sys<{ options: string[]; unmasked: boolean }> {
	const out: string[] = [];
	let unmasked = false;
	for (const option of options) {
		let [key, value, found] = cut(option, '=');
		const plain = key === 'no-new-privileges';
		if (!found && !plain) [key, value, found] = cut(option, ':');
		if ((!found || value === '') && !plain) throw new Failure(`Invalid --security-opt: ${goQuote(option)}`);
		if (option === 'systempaths=unconfined') unmasked = true;
		else if (key === 'seccomp' && value !== 'builtin' && value !== 'unconfined') out.push(yield* seccomp(value));
		else out.push(option);
	}
	return { options: out, unmasked };
}
