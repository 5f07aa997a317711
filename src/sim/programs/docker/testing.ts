// For tests only: runs the docker program against answers made up here, without a kernel. Files, terminals and processes are absent.
import { Errno, type ErrnoCode, type Sys, type SysCall } from '../../engine/index.ts';
import type { HttpRequest, HttpResponse } from '../../kernel/index.ts';
import { docker } from './program.ts';

export interface Ran {
	readonly stdout: string;
	readonly stderr: string;
	readonly exit: number;
}
/** Answers a request; undefined: there is no daemon. */
export type Daemon = (request: HttpRequest) => HttpResponse;
interface Call extends SysCall {
	readonly fd?: number;
	readonly data?: unknown;
	readonly address?: { readonly net: string };
	readonly message?: HttpRequest;
	readonly max?: number;
}

const text = (data: unknown): string => (typeof data === 'string' ? data : data instanceof Uint8Array ? new TextDecoder().decode(data) : '');
const refused: Readonly<Record<string, ErrnoCode>> = { open: 'ENOENT', stat: 'ENOENT', access: 'ENOENT', readdir: 'ENOENT' };

export interface TestOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly daemon?: Daemon;
	readonly stdin?: string;
	/** The clock in µs. */
	readonly now?: number;
	readonly cwd?: string;
}

/** Runs a command line to its end. */
export function runDocker(argv: readonly string[], options: TestOptions = {}): Ran {
	const { value, ...rest } = runRoutine(docker.main({ argv: ['docker', ...argv], env: { HOME: '/root', ...options.env } }), options);
	return { ...rest, exit: value };
}

/** Runs any routine to its end. */
function runRoutine<T>(routine: Sys<T>, options: TestOptions = {}): { readonly stdout: string; readonly stderr: string; readonly value: T } {
	const out: Record<number, string> = { 1: '', 2: '' };
	const sockets = new Map<number, HttpResponse>();
	let stdin = new TextEncoder().encode(options.stdin ?? '');
	let nextFd = 10;
	const answer = (call: Call): unknown => {
		if (call.op === 'write') {
			out[call.fd ?? 0] += text(call.data);
			return 0;
		}
		if (call.op === 'connect') {
			if (!options.daemon) throw new Errno(call.address?.net === 'tcp' ? 'ECONNREFUSED' : 'ENOENT');
			return nextFd++;
		}
		if (call.op === 'send' && call.message)
			return void sockets.set(call.fd ?? 0, options.daemon?.(call.message) ?? { kind: 'response', status: 404, headers: {} });
		if (call.op === 'recv') {
			const response = sockets.get(call.fd ?? 0);
			sockets.delete(call.fd ?? 0);
			return response ?? null;
		}
		if (call.op === 'read') {
			const piece = stdin.slice(0, call.max);
			stdin = stdin.slice(piece.length);
			return piece;
		}
		const code = refused[call.op];
		if (code) throw new Errno(code);
		const fixed: Readonly<Record<string, unknown>> = {
			isatty: false,
			getcwd: options.cwd ?? '/root/lab',
			clock: options.now ?? 0,
			close: undefined,
			settle: undefined,
			compute: undefined,
			sleep: undefined
		};
		if (call.op in fixed) return fixed[call.op];
		throw new Error(`unexpected call ${call.op}`);
	};
	let step = routine.next();
	while (step.done !== true) {
		let value: unknown;
		try {
			value = answer(step.value);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
			step = routine.throw(e);
			continue;
		}
		step = routine.next(value);
	}
	return { stdout: out[1] ?? '', stderr: out[2] ?? '', value: step.value };
}
