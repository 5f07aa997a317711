// Terminals: a pty's two ends and the line discipline between them (canonical editing, echo, ^C ^\ ^Z ^D, onlcr, window size).
// Leaves out parity, baud rates and VMIN/VTIME. The master is a descriptor, or the world itself (a terminal of the page: `external`).
import { Errno } from '../engine/sys.ts';
import type { SignalName, Termios, WindowSize } from './calls.ts';
import { allocateFd, fileOf, newFile } from './descriptors.ts';
import { pidIn } from './namespaces.ts';
import { takeBytes } from './pipe.ts';
import { groupMembers, sendSignal } from './signals.ts';
import { BLOCK, type FileOps, type Handler, type Kernel, type OpenFile, type ProcessState, type TtyState } from './state.ts';
import { blockOn, wake } from './wait.ts';

const outputLimit = 65_536;
/** What an undrained external terminal keeps. */
const externalLimit = 4 << 20;

/** The lowest free n of /dev/pts/n in a devpts instance (undefined: the host's). */
export function freeNumber(kernel: Kernel, devpts: number | undefined): number {
	const used = new Set<number>();
	for (const tty of kernel.state.ttys.values()) if (tty.devpts === devpts) used.add(tty.number);
	let number = 0;
	while (used.has(number)) number++;
	return number;
}

/** Makes a terminal. */
export function newTty(kernel: Kernel, size: WindowSize, external: boolean): TtyState {
	const number = freeNumber(kernel, undefined);
	const tty: TtyState = {
		id: kernel.engine.id(),
		number,
		termios: { echo: true, canonical: true, signals: true, onlcr: true },
		size,
		input: [],
		line: [],
		eof: false,
		output: [],
		outputSize: 0,
		foreground: 0,
		session: 0,
		masterRefs: external ? 1 : 0,
		slaveRefs: 0,
		external,
		uid: 0
	};
	kernel.state.ttys.set(tty.id, tty);
	return tty;
}

const ttyOf = (kernel: Kernel, file: OpenFile): TtyState => {
	const tty = kernel.state.ttys.get(file.object);
	if (!tty) throw new Errno('EIO');
	return tty;
};

/** Opens the slave end: /dev/pts/N. */
export function openTty(kernel: Kernel, process: ProcessState, ttyId: number): OpenFile {
	const tty = kernel.state.ttys.get(ttyId);
	if (!tty) throw new Errno('ENXIO');
	tty.slaveRefs++;
	if (process.sid === process.pid && process.tty === null && tty.session === 0) {
		process.tty = tty.id;
		tty.session = process.sid;
		tty.foreground = process.pgid;
	}
	return newFile(kernel, { kind: 'tty', object: tty.id, path: `/dev/pts/${tty.number}` });
}

/** Opens /dev/ptmx: a new terminal's master end. */
export function openPtmx(kernel: Kernel): OpenFile {
	const tty = newTty(kernel, { rows: 24, columns: 80 }, false);
	tty.masterRefs = 1;
	return newFile(kernel, { kind: 'ptmx', object: tty.id, path: '/dev/ptmx' });
}

function output(kernel: Kernel, tty: TtyState, data: Uint8Array): void {
	let bytes = data;
	if (tty.termios.onlcr && data.includes(10)) {
		const out: number[] = [];
		for (const b of data) {
			if (b === 10) out.push(13);
			out.push(b);
		}
		bytes = new Uint8Array(out);
	} else bytes = data.slice();
	tty.output.push(bytes);
	tty.outputSize += bytes.length;
	while (tty.external && tty.outputSize > externalLimit) tty.outputSize -= (tty.output.shift() as Uint8Array).length;
	wake(kernel, tty.id);
}

function signalForeground(kernel: Kernel, tty: TtyState, signal: SignalName): void {
	if (tty.foreground) for (const member of groupMembers(kernel, tty.foreground)) sendSignal(kernel, member, signal, 0);
}

/** Bytes arriving at the terminal from its master: what a user types. */
export function ttyInput(kernel: Kernel, tty: TtyState, data: Uint8Array): void {
	const { termios } = tty;
	const echoed: number[] = [];
	const raw: number[] = [];
	const flush = () => {
		if (raw.length) tty.input.push(new Uint8Array(raw.splice(0)));
	};
	for (let b of data) {
		const signal = termios.signals ? ({ 3: 'INT', 26: 'TSTP', 28: 'QUIT' } as const)[b as 3] : undefined;
		if (signal) {
			if (termios.echo) echoed.push(94, b + 64);
			tty.line = [];
			signalForeground(kernel, tty, signal);
			continue;
		}
		if (!termios.canonical) {
			raw.push(b);
			if (termios.echo) echoed.push(b);
			continue;
		}
		if (b === 13) b = 10;
		if (b === 127 || b === 8) {
			const gone = tty.line.pop();
			// A multi-byte character goes whole.
			if (gone !== undefined && gone >= 0x80)
				while (tty.line.length > 0 && (tty.line[tty.line.length - 1] as number) >= 0x80 && (gone & 0xc0) === 0x80)
					if (((tty.line.pop() as number) & 0xc0) === 0xc0) break;
			if (gone !== undefined && termios.echo) echoed.push(8, 32, 8);
		} else if (b === 21) {
			if (termios.echo) for (let i = 0; i < tty.line.length; i++) echoed.push(8, 32, 8);
			tty.line = [];
		} else if (b === 23) {
			let word = false;
			while (tty.line.length > 0) {
				const blank = tty.line[tty.line.length - 1] === 32;
				if (blank && word) break;
				if (!blank) word = true;
				tty.line.pop();
				if (termios.echo) echoed.push(8, 32, 8);
			}
		} else if (b === 4) {
			if (tty.line.length > 0) tty.input.push(new Uint8Array(tty.line.splice(0)));
			else tty.eof = true;
		} else {
			tty.line.push(b);
			if (termios.echo) {
				if (b < 32 && b !== 10 && b !== 9) echoed.push(94, b + 64);
				else echoed.push(b);
			}
			if (b === 10) tty.input.push(new Uint8Array(tty.line.splice(0)));
		}
	}
	flush();
	if (echoed.length) output(kernel, tty, new Uint8Array(echoed));
	wake(kernel, tty.id);
}

/** Takes what the terminal has to show. */
export function drainTty(kernel: Kernel, tty: TtyState): Uint8Array {
	const data = takeBytes(tty.output, Infinity);
	tty.outputSize = 0;
	wake(kernel, tty.id);
	return data;
}

export function resizeTty(kernel: Kernel, tty: TtyState, size: WindowSize): void {
	if (tty.size.rows === size.rows && tty.size.columns === size.columns) return;
	tty.size = size;
	signalForeground(kernel, tty, 'WINCH');
}

/** The master is gone: readers see the end, the session is hung up. */
export function hangUpTty(kernel: Kernel, tty: TtyState): void {
	tty.masterRefs = 0;
	tty.external = false;
	const leader = kernel.state.processes.get(tty.session);
	if (leader) sendSignal(kernel, leader, 'HUP', 0);
	signalForeground(kernel, tty, 'HUP');
	wake(kernel, tty.id);
	if (tty.slaveRefs === 0) kernel.state.ttys.delete(tty.id);
}

/** A background process that reads its terminal is stopped (SIGTTIN). */
function background(kernel: Kernel, tty: TtyState, pid: number): ProcessState | null {
	const process = kernel.state.processes.get(pid);
	return process && process.tty === tty.id && tty.foreground !== 0 && process.pgid !== tty.foreground ? process : null;
}

export const ttyOps: FileOps = {
	read(kernel, file, thread, max) {
		const tty = ttyOf(kernel, file);
		const outsider = background(kernel, tty, thread.pid);
		if (outsider) {
			if (outsider.actions.get('TTIN') === 'ignore') throw new Errno('EIO');
			for (const member of groupMembers(kernel, outsider.pgid)) sendSignal(kernel, member, 'TTIN');
			return blockOn(kernel, thread, [tty.id]);
		}
		if (tty.input.length > 0) {
			// A canonical read answers at most one line.
			const first = tty.input[0] as Uint8Array;
			if (!tty.termios.canonical) return takeBytes(tty.input, max);
			if (first.length <= max) {
				tty.input.shift();
				return first;
			}
			tty.input[0] = first.subarray(max);
			return first.subarray(0, max);
		}
		if (tty.eof) {
			tty.eof = false;
			return new Uint8Array(0);
		}
		if (tty.masterRefs === 0) return new Uint8Array(0);
		return blockOn(kernel, thread, [tty.id]);
	},
	write(kernel, file, thread, data) {
		const tty = ttyOf(kernel, file);
		if (tty.masterRefs === 0) throw new Errno('EIO');
		if (!tty.external && tty.outputSize >= outputLimit) return blockOn(kernel, thread, [tty.id]);
		// A terminal shows about a megabyte a second: endless output costs its writer time.
		if (tty.external) thread.debt += data.length;
		output(kernel, tty, data);
		return data.length;
	},
	close(kernel, file) {
		const tty = kernel.state.ttys.get(file.object);
		if (!tty) return;
		tty.slaveRefs--;
		wake(kernel, tty.id);
		if (tty.slaveRefs === 0 && tty.masterRefs === 0) kernel.state.ttys.delete(tty.id);
	},
	ready(kernel, file) {
		const tty = kernel.state.ttys.get(file.object);
		return !tty || tty.input.length > 0 || tty.eof || tty.masterRefs === 0;
	},
	events: (_kernel, file) => [file.object]
};

export const masterOps: FileOps = {
	read(kernel, file, thread, max) {
		const tty = ttyOf(kernel, file);
		if (tty.output.length > 0) {
			const data = takeBytes(tty.output, max);
			tty.outputSize -= data.length;
			wake(kernel, tty.id);
			return data;
		}
		// After the last slave is closed the master reads EIO, once somebody had it open.
		if (tty.slaveRefs === 0 && tty.session !== -1 && thread.scratch === 'opened') throw new Errno('EIO');
		if (tty.slaveRefs > 0) thread.scratch = 'opened';
		else if (file.offset === 1) throw new Errno('EIO');
		if (tty.slaveRefs > 0) file.offset = 1;
		return blockOn(kernel, thread, [tty.id]);
	},
	write(kernel, file, _thread, data) {
		ttyInput(kernel, ttyOf(kernel, file), data);
		return data.length;
	},
	close(kernel, file) {
		const tty = kernel.state.ttys.get(file.object);
		if (tty) hangUpTty(kernel, tty);
	},
	ready(kernel, file) {
		const tty = kernel.state.ttys.get(file.object);
		return !tty || tty.output.length > 0 || (file.offset === 1 && tty.slaveRefs === 0);
	},
	events: (_kernel, file) => [file.object]
};

function ttyOfFd(kernel: Kernel, process: ProcessState, fd: number): TtyState {
	const file = fileOf(kernel, process, fd);
	if (file.kind !== 'tty' && file.kind !== 'ptmx') throw new Errno('ENOTTY');
	return ttyOf(kernel, file);
}

type Call<T> = T & { op: string };

export const ttyHandlers: Record<string, Handler> = {
	openpty: ((kernel, process, _thread, call: Call<{ size?: WindowSize }>) => {
		const master = openPtmx(kernel);
		const tty = ttyOf(kernel, master);
		if (call.size) tty.size = call.size;
		tty.slaveRefs++;
		tty.uid = process.cred.euid;
		const slave = newFile(kernel, { kind: 'tty', object: tty.id, path: `/dev/pts/${tty.number}` });
		master.offset = 1;
		return { master: allocateFd(kernel, process, master.id, true), slave: allocateFd(kernel, process, slave.id, true), path: slave.path };
	}) as Handler,
	adoptTerminal: ((kernel, process, _thread, call: Call<{ fd: number; dev: number }>) => {
		const tty = ttyOfFd(kernel, process, call.fd);
		tty.number = freeNumber(kernel, call.dev);
		tty.devpts = call.dev;
		for (const file of kernel.state.files.values()) if (file.kind === 'tty' && file.object === tty.id) file.path = `/dev/pts/${tty.number}`;
	}) as Handler,
	isatty: ((kernel, process, _thread, call: Call<{ fd: number }>) => {
		const { kind } = fileOf(kernel, process, call.fd);
		return kind === 'tty' || kind === 'ptmx';
	}) as Handler,
	tcgetattr: ((kernel, process, _thread, call: Call<{ fd: number }>) => ({ ...ttyOfFd(kernel, process, call.fd).termios })) as Handler,
	tcsetattr: ((kernel, process, _thread, call: Call<{ fd: number; termios: Partial<Termios> }>) => {
		const tty = ttyOfFd(kernel, process, call.fd);
		tty.termios = { ...tty.termios, ...call.termios };
		// Typed ahead in canonical mode: a raw reader gets it at once.
		if (!tty.termios.canonical && (tty.line.length > 0 || tty.eof)) {
			// An end of file that nobody read turns into a NUL, as in Linux.
			tty.input.push(new Uint8Array([...tty.line.splice(0), ...(tty.eof ? [0] : [])]));
			tty.eof = false;
			wake(kernel, tty.id);
		}
	}) as Handler,
	winsize: ((kernel, process, _thread, call: Call<{ fd: number }>) => ({ ...ttyOfFd(kernel, process, call.fd).size })) as Handler,
	setWinsize: ((kernel, process, _thread, call: Call<{ fd: number; size: WindowSize }>) =>
		resizeTty(kernel, ttyOfFd(kernel, process, call.fd), call.size)) as Handler,
	tcgetpgrp: ((kernel, process, _thread, call: Call<{ fd: number }>) => {
		const tty = ttyOfFd(kernel, process, call.fd);
		const leader = kernel.state.processes.get(tty.foreground);
		return leader ? pidIn(leader, process.namespaces.pid) || tty.foreground : tty.foreground;
	}) as Handler,
	tcsetpgrp: ((kernel, process, thread, call: Call<{ fd: number; pgid: number }>) => {
		const tty = ttyOfFd(kernel, process, call.fd);
		const member = [...kernel.state.processes.values()].find((p) => p.pids.get(process.namespaces.pid) === call.pgid);
		if (background(kernel, tty, thread.pid) && process.actions.get('TTOU') === undefined) {
			for (const other of groupMembers(kernel, process.pgid)) sendSignal(kernel, other, 'TTOU');
			return BLOCK;
		}
		tty.foreground = member?.pgid ?? call.pgid;
		wake(kernel, tty.id);
	}) as Handler
};
