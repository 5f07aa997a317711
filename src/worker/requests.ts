// The page's calls, answered on a machine: one function per operation.
import { fileAct, fileStamps } from './files.ts';
import { fileCalls } from './file-calls.ts';
import { bytesOf, textOf } from './text.ts';
import type { Machine } from './machine.ts';
import { shareMachine } from './share.ts';
import type { Answers, BrowserResponse, Call } from './protocol.ts';

type Handlers = { readonly [Op in Call['op']]: (machine: Machine, call: Extract<Call, { op: Op }>) => Promise<Answers[Op]> | Answers[Op] };

/** Virtual time a browser waits for a page. */
const browseLimitMs = 30_000;
let browses = 0;

const handlers: Handlers = {
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
	browse: async (machine, { host, url }) => {
		if (!machine.world.kernel(host).state.running) return { url, error: 'the machine is off' };
		const file = `/run/drydock/browser-${machine.world.engine.state.dispatched}-${++browses}.json`;
		await machine.input({ kind: 'process.start', host, process: 1_000_000 + browses, options: { program: 'page-browser', argv: ['browser', url, file] } });
		const until = Date.now() + browseLimitMs;
		for (;;) {
			const bytes = machine.world.readFile(host, file);
			if (bytes?.length) {
				await machine.input({ kind: 'file.remove', host, path: file });
				return JSON.parse(textOf(bytes)) as BrowserResponse;
			}
			if (Date.now() > until) return { url, error: 'ETIMEDOUT' };
			await new Promise((done) => setTimeout(done, 15));
		}
	},
	...fileCalls,
	'file.act': (machine, call) => fileAct(machine, call),
	'file.stamps': (machine, { host, paths }) => fileStamps(machine, host, paths),
	undo: (machine) => machine.undo(),
	time: (machine, call) => {
		machine.time.set(call);
		return null;
	},
	export: (machine) => machine.report(),
	share: (machine) => shareMachine(machine)
};

/** Answers a call; rejects with what to tell. */
export async function answerCall(machine: Machine, call: Call): Promise<unknown> {
	const handler = handlers[call.op] as (machine: Machine, call: Call) => unknown;
	return handler(machine, call);
}
