// A running Go program: goroutines as stacks of frames, run in turn by one thread of the process; calls, defer, panic and recover.
// What blocks in the kernel is done by other threads of the process, which report back (run.ts). Leaves out: garbage collection, preemption inside a step.
// Invariant: which goroutine runs next depends on the program and its inputs only.
import { lineOf, type Pos } from './syntax.ts';
import { typeString, type Type } from './types.ts';
import { Fatal, Func, GoExit, GoPanic, Iface, nilFault, RuntimeFault, type NativeRequest, type Value } from './values.ts';

export type Code = (fr: Frame) => Value;
export type Step = (fr: Frame) => void;
export class FuncCode {
	readonly name: string;
	readonly file: string;
	readonly steps: Step[] = [];
	readonly lines: Pos[] = [];
	locals = 0;
	/** Where a recovered panic continues: runs the other deferred calls and returns. */
	epilogue = 0;
	/** Makes the steps, when the function is first called. */
	compile: (() => void) | null;
	constructor(name: string, file: string, compile: (() => void) | null = null) {
		this.name = name;
		this.file = file;
		this.compile = compile;
	}
}
export interface Deferred {
	readonly f: Func | null;
	readonly args: Value[];
}
export class Frame {
	readonly code: FuncCode;
	readonly l: Value[];
	readonly c: Value[];
	readonly up: Frame | NativeFrame | null;
	readonly slot: number;
	readonly g: Goroutine;
	pc = 0;
	defers: Deferred[] | null = null;
	result: Value = undefined;
	unwinding = false;
	isDefer = false;
	constructor(code: FuncCode, args: Value[], captured: Value[], up: Frame | NativeFrame | null, slot: number, g: Goroutine) {
		this.code = code;
		this.l = args;
		this.c = captured;
		this.up = up;
		this.slot = slot;
		this.g = g;
	}
}
export class NativeFrame {
	readonly gen: Generator<NativeRequest, Value, Value>;
	readonly up: Frame | NativeFrame | null;
	readonly slot: number;
	input: Value = undefined;
	isDefer = false;
	readonly g: Goroutine;
	constructor(gen: Generator<NativeRequest, Value, Value>, up: Frame | NativeFrame | null, slot: number, g: Goroutine) {
		this.g = g;
		this.gen = gen;
		this.up = up;
		this.slot = slot;
	}
}
interface PanicRecord {
	readonly value: Value;
	recovered: boolean;
	readonly goexit: boolean;
	readonly trace: string;
	/** A panic that this one replaced. */
	earlier: PanicRecord | null;
}
export class Goroutine {
	readonly id: number;
	readonly m: Machine;
	top: Frame | NativeFrame | null = null;
	status: 'ready' | 'running' | 'waiting' | 'sys' | 'dead' = 'ready';
	reason = '';
	wake: Value = undefined;
	depth = 0;
	panics: PanicRecord[] = [];
	sys: (() => Generator<never, Value, unknown>) | null = null;
	createdBy = '';
	constructor(id: number, m: Machine) {
		this.id = id;
		this.m = m;
	}
}
/** A panic nobody recovered. */
export class Crash {
	readonly g: Goroutine;
	readonly record: PanicRecord;
	constructor(g: Goroutine, record: PanicRecord) {
		this.g = g;
		this.record = record;
	}
}
export interface Timer {
	readonly at: number;
	readonly seq: number;
	fire: (() => void) | null;
}
const deepest = 200_000;

export class Machine {
	readonly ready: Goroutine[] = [];
	readonly all = new Set<Goroutine>();
	readonly timers: Timer[] = [];
	readonly jobs = new Map<number, (result: unknown) => void>();
	readonly signalHandlers: { names: readonly string[]; deliver: (name: string) => void }[] = [];
	/** State of natives, by package. */
	readonly state = new Map<string, unknown>();
	/** Makes a runtime.Error of a text. */
	runtimeError: (text: string) => Value = (text) => text;
	/** Virtual µs since the epoch, as of this slice. */
	now = 0;
	steps = 0;
	heap = 0;
	exit: number | null = null;
	private nextG = 1;
	private nextSeq = 1;
	private nextJob = 1;
	private seed: number;
	constructor(seed: number) {
		this.seed = seed >>> 0 || 1;
	}

	/** A number below n: xorshift32 from the process's own random bytes. */
	random(n: number): number {
		let x = this.seed;
		x ^= x << 13;
		x ^= x >>> 17;
		x ^= x << 5;
		this.seed = x >>> 0;
		return this.seed % n;
	}
	/** `hidden`: it is the machine's own and takes no number. */
	go(f: Func | null, args: Value[], createdBy = '', hidden = false): Goroutine {
		const g = new Goroutine(hidden ? 0 : this.nextG, this);
		// The runtime's own goroutines take the numbers after main's.
		if (!hidden) this.nextG = this.nextG === 1 ? 7 : this.nextG + 1;
		g.createdBy = createdBy;
		this.all.add(g);
		if (f === null) throw new Fatal('go of nil func value');
		this.enter(g, f, args, -1);
		this.ready.push(g);
		return g;
	}
	wake(g: Goroutine, value: Value): void {
		if (g.status !== 'waiting') return;
		g.wake = value;
		if (g.top instanceof NativeFrame) g.top.input = value;
		g.status = 'ready';
		this.ready.push(g);
	}
	park(g: Goroutine, reason: string): void {
		g.status = 'waiting';
		g.reason = reason;
	}
	after(us: number, fire: () => void): Timer {
		const timer = { at: this.now + Math.max(0, us), seq: this.nextSeq++, fire };
		let i = this.timers.length;
		while (i > 0 && (this.timers[i - 1] as Timer).at > timer.at) i--;
		this.timers.splice(i, 0, timer);
		return timer;
	}
	stop(timer: Timer): boolean {
		const i = this.timers.indexOf(timer);
		if (i >= 0) this.timers.splice(i, 1);
		return i >= 0;
	}
	job(done: (result: unknown) => void): number {
		const id = this.nextJob++;
		this.jobs.set(id, done);
		return id;
	}

	// calls --------------------------------------------------------------------------------------
	deliver(to: Frame | NativeFrame | null, slot: number, value: Value): void {
		if (to instanceof Frame) {
			if (slot >= 0) to.l[slot] = value;
		} else if (to) to.input = value;
	}
	enter(g: Goroutine, f: Func | null | undefined, given: Value[], slot: number, isDefer = false): void {
		if (!f) throw nilFault();
		const args = f.bound ? [...f.bound, ...given] : given;
		if (f.sync) return this.deliver(g.top, slot, f.sync(args, this));
		if (f.long) {
			g.top = new NativeFrame(f.long(args, this, g), g.top, slot, g);
			g.top.isDefer = isDefer;
			return;
		}
		const { code } = f;
		if (!code) throw nilFault();
		if (code.compile) {
			const { compile } = code;
			code.compile = null;
			compile();
		}
		if (++g.depth > deepest) throw new Fatal('stack overflow');
		const fr = new Frame(code, args, f.captured, g.top, slot, g);
		fr.isDefer = isDefer;
		g.top = fr;
	}
	leave(fr: Frame | NativeFrame, value: Value): void {
		const { g } = fr;
		g.top = fr.up;
		if (fr instanceof Frame) g.depth--;
		if (fr.isDefer) {
			const { up } = fr;
			if (!(up instanceof Frame) || !up.unwinding) return;
			const record = g.panics.at(-1);
			if (record?.recovered) {
				g.panics.pop();
				up.unwinding = false;
				up.pc = up.code.epilogue;
			} else this.unwind(g);
			return;
		}
		this.deliver(fr.up, fr.slot, value);
	}
	/** Runs one deferred call of a returning frame; false when there is none left. */
	runDeferred(fr: Frame): boolean {
		const d = fr.defers?.pop();
		if (!d) return false;
		this.enter(fr.g, d.f, d.args, -1, true);
		return true;
	}
	/** The stack of the last panic, as runtime/debug would have shown it. */
	lastTrace = '';
	panic(g: Goroutine, value: Value, goexit = false): void {
		this.lastTrace = `goroutine ${g.id} [running]:\n${this.trace(g)}`;
		g.panics.push({ value, recovered: false, goexit, trace: this.trace(g), earlier: null });
		this.unwind(g);
	}
	private unwind(g: Goroutine): void {
		for (;;) {
			const fr = g.top;
			if (fr === null) {
				const record = g.panics.at(-1) as PanicRecord;
				if (record.goexit) return this.end(g);
				throw new Crash(g, record);
			}
			if (fr instanceof Frame && fr.defers && fr.defers.length > 0) {
				const d = fr.defers.pop() as Deferred;
				fr.unwinding = true;
				this.enter(g, d.f, d.args, -1, true);
				if (g.top !== fr) return;
				continue;
			}
			if (fr.isDefer && fr.up instanceof Frame && fr.up.unwinding && g.panics.length > 1) {
				const [earlier] = g.panics.splice(g.panics.length - 2, 1);
				const last = g.panics.at(-1);
				if (last && earlier) last.earlier = earlier;
			}
			g.top = fr.up;
			if (fr instanceof Frame) g.depth--;
		}
	}
	/** recover(), called in `fr`. */
	recover(fr: Frame): Value {
		const record = fr.g.panics.at(-1);
		if (!fr.isDefer || !(fr.up instanceof Frame) || !fr.up.unwinding || !record || record.recovered || record.goexit) return null;
		record.recovered = true;
		return record.value;
	}
	private end(g: Goroutine): void {
		g.status = 'dead';
		this.all.delete(g);
	}

	// running ------------------------------------------------------------------------------------
	/** Runs a goroutine for at most `budget` steps. Throws Crash and Fatal. */
	slice(g: Goroutine, budget: number): void {
		g.status = 'running';
		const end = this.steps + budget;
		while (g.status === 'running' && this.steps < end) {
			try {
				while (this.steps < end) {
					const fr: Frame | NativeFrame | null = g.top;
					this.steps++;
					if (fr instanceof Frame) (fr.code.steps[fr.pc++] as Step)(fr);
					else if (fr === null) return this.end(g);
					else this.resume(g, fr);
					if (g.status !== 'running') break;
				}
			} catch (e) {
				if (e instanceof GoPanic) this.panic(g, e.value);
				else if (e instanceof GoExit) this.panic(g, null, true);
				else if (e instanceof RuntimeFault) this.panic(g, this.runtimeError(e.text));
				else throw e;
			}
			if (this.exit !== null) return;
		}
		if (g.status === 'running') {
			g.status = 'ready';
			this.ready.push(g);
		}
	}
	private resume(g: Goroutine, fr: NativeFrame): void {
		const { input } = fr;
		fr.input = undefined;
		const r = fr.gen.next(input);
		if (r.done) return this.leave(fr, r.value);
		const request = r.value;
		if ('call' in request) this.enter(g, request.call, request.args, 0);
		else if ('sys' in request) {
			g.sys = request.sys;
			g.status = 'sys';
		} else if (g.status === 'running') this.park(g, request.park);
	}

	// words --------------------------------------------------------------------------------------
	/** A goroutine's stack as the runtime prints it. FIDELITY: the offsets after lines count our steps. */
	trace(g: Goroutine): string {
		let out = '';
		let shown = 0;
		for (let fr = g.top; fr !== null; fr = fr.up) {
			if (!(fr instanceof Frame)) continue;
			const { code } = fr;
			if (shown++ > 50) continue;
			const args = code.name.startsWith('main.main') || code.name.startsWith('main.init') ? '()' : '(...)';
			out += `${code.name}${args}\n\t${code.file}:${lineOf(code.lines[Math.max(0, fr.pc - 1)] ?? 0)} +0x${(fr.pc * 4 + 0x15).toString(16)}\n`;
		}
		return out + g.createdBy;
	}
	/** What the runtime prints for a panic's value; methods Error and String are given by the caller. */
	panicText(value: Value): string {
		if (value === null) return 'nil';
		const { t, v } = value as Iface;
		switch (t.u.kind) {
			case 'string':
				return t.kind === 'named' ? `${typeString(t, null)}(${JSON.stringify(v)})` : String(v);
			case 'bool':
				return t.kind === 'named' ? `${typeString(t, null)}(${String(v)})` : String(v);
			case 'float64':
			case 'float32':
				return `${typeString(t, null)}(${exponent(v as number)})`;
			default:
				if (/^u?int/.test(t.u.kind) && t.u.kind !== 'interface') return `${typeString(t, null)}(${String(v)})`;
				return `(${typeString(t, null)}) ${t.u.kind === 'struct' ? '{...}' : '0xc000012120'}`;
		}
	}
}
const exponent = (v: number): string => {
	const [mantissa = '0', e = '0'] = v.toExponential(6).split('e');
	return `${v < 0 ? '' : '+'}${mantissa}e${e.startsWith('-') ? '-' : '+'}${e.replace(/^[+-]/, '').padStart(3, '0')}`;
};
export type { Type };
