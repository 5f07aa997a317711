// The page's calls, answered on a machine: one function per operation. What the first prompt needs is here; the rest is loaded when it is
// first asked for (late-requests.ts).
// Invariant: each call gets exactly one answer or one error to tell.
import type { Machine } from './machine.ts';
import type { Answers, Call } from './protocol.ts';
import { bytesOf } from './text.ts';

type Handler<Op extends Call['op']> = (machine: Machine, call: Extract<Call, { op: Op }>) => Promise<Answers[Op]> | Answers[Op];

const handlers: { readonly [Op in Call['op']]?: Handler<Op> } = {
	'terminal.open': async (machine, { host, size, terminal }) => {
		const n = terminal ?? machine.terminals.next;
		await machine.input({ kind: 'terminal.open', host, terminal: n, size });
		return n;
	},
	'terminal.close': async (machine, { terminal }) => {
		await machine.input({ kind: 'terminal.close', terminal });
		return null;
	},
	'terminal.resize': async (machine, { terminal, size }) => {
		const known = machine.world.terminalSize(terminal);
		if (known && (known.rows !== size.rows || known.columns !== size.columns)) await machine.input({ kind: 'terminal.resize', terminal, size });
		return null;
	},
	'terminal.run': async (machine, { terminal, command }) => {
		// The line and its Enter are two inputs, so that undo leaves the line at the prompt.
		await machine.input({ kind: 'terminal.input', terminal, data: bytesOf(command) });
		await machine.input({ kind: 'terminal.input', terminal, data: bytesOf('\r') });
		return null;
	},
	power: async (machine, { host, on }) => {
		await machine.input({ kind: 'power', host, on });
		return null;
	},
	undo: (machine) => machine.undo(),
	time: (machine, call) => {
		machine.time.set(call);
		return null;
	}
};

/** Answers a call; rejects with what to tell. */
export async function answerCall(machine: Machine, call: Call): Promise<unknown> {
	if (Object.hasOwn(handlers, call.op)) return (handlers[call.op] as (machine: Machine, call: Call) => unknown)(machine, call);
	const [{ lateHandlers }] = await Promise.all([import('./late-requests.ts'), machine.parts()]);
	return (lateHandlers[call.op as 'share'] as (machine: Machine, call: Call) => unknown)(machine, call);
}
