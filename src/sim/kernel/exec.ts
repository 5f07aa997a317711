// What execve(2) does with a path: finds the file, checks that it may run, and tells the program from its first bytes
// (a binary's head, or a `#!` line, which may name another script: up to 4 deep).
import { Errno } from '../engine/sys.ts';
import { allCapabilities } from './capabilities.ts';
import { executableAt } from './files/index.ts';
import type { Kernel, ProcessState } from './state.ts';

const decoder = new TextDecoder();

/** Sets program, exe, comm and argv of `process` for executing `path` from its own view. ENOENT, EACCES, EISDIR→EACCES, ENOEXEC, ELOOP. */
export function resolveExecutable(kernel: Kernel, process: ProcessState, path: string, argv: readonly string[]): void {
	let file = path;
	let args = argv;
	for (let depth = 0; depth < 5; depth++) {
		const { head, program, interpreter: loader, path: resolved, mode, uid, gid } = executableAt(kernel, process, file);
		if (program !== undefined) {
			// A dynamically linked program's loader must be there: execve says ENOENT when it is not.
			if (loader !== undefined) executableAt(kernel, process, loader);
			if (kernel.program(program) === undefined) {
				kernel.engine.fact('kernel.exec.unknown', { host: kernel.state.name, path: resolved, args: argv.slice(0, 4).join(' ') });
				throw new Errno('ENOEXEC');
			}
			process.program = program;
			process.exe = resolved;
			process.comm = (depth === 0 ? path : file).slice((depth === 0 ? path : file).lastIndexOf('/') + 1).slice(0, 15);
			if (depth > 0) process.comm = path.slice(path.lastIndexOf('/') + 1).slice(0, 15);
			process.argv = args;
			if (depth === 0 && !process.noNewPrivileges) setIds(process, mode, uid, gid);
			return;
		}
		if (head[0] !== 0x23 || head[1] !== 0x21) {
			if (head[0] === 0x7f) kernel.engine.fact('kernel.exec.unknown', { host: kernel.state.name, path: resolved, args: argv.slice(0, 4).join(' ') });
			throw new Errno('ENOEXEC');
		}
		const text = decoder.decode(head);
		const end = text.indexOf('\n');
		const line = text.slice(2, end < 0 ? undefined : end).trim();
		const space = line.search(/[ \t]/);
		const interpreter = space < 0 ? line : line.slice(0, space);
		if (interpreter === '') throw new Errno('ENOEXEC');
		const argument = space < 0 ? [] : [line.slice(space).trim()];
		args = [interpreter, ...argument, file, ...args.slice(1)];
		file = interpreter;
	}
	throw new Errno('ELOOP');
}

/** Set-user-ID and set-group-ID bits of a binary (a script's are ignored, as on Linux). */
function setIds(process: ProcessState, mode: number, uid: number, gid: number): void {
	if (mode & 0o4000) process.cred = { ...process.cred, euid: uid };
	if (mode & 0o2000) process.cred = { ...process.cred, egid: gid };
	if (mode & 0o4000 && uid === 0) process.capabilities = allCapabilities;
}
