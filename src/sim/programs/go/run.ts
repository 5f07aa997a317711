// A compiled Go program as a process: reads what was compiled from its own file, links it, and runs its goroutines.
// The main thread runs them in turn; jobs that wait in the kernel are done by threads that report back through the process's memory.
// Signals nobody asked for end the process as Go's runtime does: as process 1 it cannot die of them and exits with 2.
import { act, Errno, type Sys } from '../../engine/index.ts';
import {
	awaitKey,
	clock,
	compute,
	ids,
	kill,
	notify,
	random,
	setMemory,
	sigaction,
	signals,
	sysinfo,
	write,
	type Context,
	type Program as KernelProgram,
	type SignalName
} from '../../kernel/index.ts';
import { doJob } from './jobs.ts';
import { link, readBinary } from './link.ts';
import { Crash, Frame, type Goroutine, type Machine } from './machine.ts';
import { dispatch } from './expr.ts';
import { hasMethod } from './types.ts';
import { Fatal, Func, hostBytes, type Iface, type Value } from './values.ts';

interface Memory {
	events: { id: number; result: unknown }[];
}
const slice = 4000;
/** Steps that cost a microsecond. */
const stepsPerUs = 20;
const caught: readonly SignalName[] = ['TERM', 'INT', 'HUP', 'QUIT', 'USR1', 'USR2'];

/** A panic's own text: Error() and String() are asked first. */
function panicText(m: Machine, value: Value): string {
	const v = value as Iface | null;
	if (v)
		for (const name of ['Error', 'String'])
			if (hasMethod(v.t, name, '')) {
				try {
					const d = dispatch(v.t, name);
					let text = '';
					const g = m.go(
						new Func(null, [], null, function* () {
							text = String(yield { call: d.f, args: [d.adapt(v.v)] });
							return undefined;
						}),
						[],
						'',
						true
					);
					m.ready.splice(m.ready.indexOf(g), 1);
					m.slice(g, 100_000);
					return text;
				} catch {
					return '(panic in Error method)';
				}
			}
	return m.panicText(value);
}
function crashText(m: Machine, e: Crash): string {
	let out = '';
	const chain = [];
	for (let r: typeof e.record | null = e.record; r; r = r.earlier) chain.unshift(r);
	for (const [i, r] of chain.entries()) {
		let text = panicText(m, r.value);
		const nil = text === 'runtime error: invalid memory address or nil pointer dereference';
		if (nil) text += `\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a8f3d]`;
		out += `${i > 0 ? '\t' : ''}panic: ${text}${r.recovered ? ' [recovered]' : ''}\n`;
	}
	return `${out}\ngoroutine ${e.g.id} [running]:\n${e.record.trace}`;
}

/** Runs goroutines until the program ends; answers its exit status. */
function* schedule(m: Machine, main: Goroutine): Sys<number> {
	let charged = 0;
	let heap = 0;
	for (;;) {
		if (m.exit !== null) return m.exit;
		if (main.status === 'dead') return 0;
		const g = m.ready.shift();
		if (g) {
			m.now = m.timers.length > 0 || m.jobs.size > 0 ? yield* clock() : m.now;
			try {
				m.slice(g, slice);
			} catch (e) {
				if (e instanceof Crash) {
					yield* write(2, hostBytes(crashText(m, e)));
					return 2;
				}
				if (e instanceof Fatal) {
					const trace = m.trace(g);
					yield* write(
						2,
						e.text === 'stack overflow'
							? `runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\nruntime stack:\nruntime.throw({0x4c5b8d?, 0x0?})\n\ngoroutine ${g.id} [running]:\n${trace}`
							: `fatal error: ${e.text}\n\ngoroutine ${g.id} [running]:\n${trace}`
					);
					return 2;
				}
				throw e;
			}
			const out = m.state.get('stderr') as Uint8Array[];
			for (const bytes of out.splice(0)) yield* write(2, bytes);
			if ((g.status as string) === 'sys' && g.sys) {
				const { sys } = g;
				g.sys = null;
				m.now = yield* clock();
				const value = (yield* sys()) as Value;
				if (g.top && !(g.top instanceof Frame)) g.top.input = value;
				g.status = 'ready';
				m.ready.unshift(g);
			}
			if (m.heap > heap + 1_000_000) {
				heap = m.heap;
				yield* setMemory((4 << 20) + heap);
			}
			if (m.steps - charged >= 2000) {
				yield* compute(Math.floor((m.steps - charged) / stepsPerUs));
				charged = m.steps;
				yield* collect(m);
				const ended = yield* deliverSignals(m);
				if (ended !== null) return ended;
			}
			continue;
		}
		yield* collect(m);
		const ended = yield* deliverSignals(m);
		if (ended !== null) return ended;
		if (m.ready.length > 0) continue;
		m.now = yield* clock();
		for (let t = m.timers[0]; t && t.at <= m.now; t = m.timers[0]) {
			m.timers.shift();
			t.fire?.();
		}
		if (m.ready.length > 0) continue;
		const next = m.timers[0];
		if (!next && m.jobs.size === 0 && m.signalHandlers.length === 0) {
			const [first] = m.all;
			let text = 'fatal error: all goroutines are asleep - deadlock!\n';
			for (const x of m.all) text += `\ngoroutine ${x.id} [${x.reason}]:\n${m.trace(x)}`;
			void first;
			yield* write(2, text);
			return 2;
		}
		try {
			yield* awaitKey('event', next ? Math.max(1, Math.ceil(next.at - m.now)) : undefined);
		} catch (e) {
			if (!(e instanceof Errno)) throw e;
		}
	}
}
/** Takes what other threads have finished. */
function* collect(m: Machine): Sys<void> {
	if (m.jobs.size === 0) return;
	for (const { id, result } of yield* act((memory: Memory) => memory.events.splice(0))) {
		const done = m.jobs.get(id);
		m.jobs.delete(id);
		done?.(result);
	}
}
function* deliverSignals(m: Machine): Sys<number | null> {
	for (const name of yield* signals()) {
		const handlers = m.signalHandlers.filter((h) => h.names.includes(name));
		if (handlers.length > 0) {
			for (const h of handlers) h.deliver(name);
			continue;
		}
		if (name === 'QUIT') {
			yield* write(
				2,
				`SIGQUIT: quit\nPC=0x46d4a1 m=0 sigcode=0\n\n${[...m.all].map((g) => `goroutine ${g.id} [${g.reason || 'running'}]:\n${m.trace(g)}\n`).join('')}`
			);
			return 2;
		}
		const { pid } = yield* ids();
		if (pid === 1) return 2;
		yield* sigaction(name, 'default');
		yield* kill(pid, name);
	}
	return null;
}
function* start(context: Context): Sys<number> {
	const binary = yield* readBinary(context.argv[0] ?? '');
	if (!binary) {
		yield* write(2, 'runtime: cannot read the executable\n');
		return 2;
	}
	for (const name of caught) yield* sigaction(name, 'catch');
	const bytes = yield* random(4);
	const self = yield* ids();
	const { cores } = yield* sysinfo();
	yield* compute(1500);
	const { machine, code } = link(binary, ((bytes[0] ?? 1) << 24) | ((bytes[1] ?? 1) << 16) | ((bytes[2] ?? 1) << 8) | (bytes[3] ?? 1));
	machine.now = yield* clock();
	for (const [k, v] of Object.entries({
		argv: context.argv,
		env: context.env,
		pid: self.pid,
		uid: self.cred.uid,
		gid: self.cred.gid,
		hostname: self.hostname,
		cpus: cores,
		exe: context.argv[0] ?? '',
		stderr: [],
		version: binary.version
	}))
		machine.state.set(k, v);
	const main = machine.go(code, []);
	return yield* schedule(machine, main);
}
export const goBinary: KernelProgram = {
	name: 'go-binary',
	rss: 4 << 20,
	memory: (): Memory => ({ events: [] }),
	main: start,
	threads: {
		*job(context) {
			const job = context.init as { op: string; id: number };
			const result = yield* doJob(job);
			yield* act((memory: Memory) => void memory.events.push({ id: job.id, result }));
			yield* notify('event');
		}
	}
};
