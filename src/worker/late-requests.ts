// The page's calls that no first prompt needs: files, the browser pane, links. Loaded with the first of them.
// Invariant: one function per operation, as in requests.ts.
import { fileAct, fileStamps } from './files.ts';
import { fileCalls } from './file-calls.ts';
import type { Machine } from './machine.ts';
import type { Answers, BrowserResponse, Call } from './protocol.ts';
import { shareMachine } from './share.ts';
import { textOf } from './text.ts';

/** Virtual time a browser waits for a page. */
const browseLimitMs = 30_000;
let browses = 0;

export const lateHandlers = {
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
	export: (machine) => machine.report(),
	share: (machine) => shareMachine(machine)
} satisfies { readonly [Op in Call['op']]?: (machine: Machine, call: Extract<Call, { op: Op }>) => Promise<Answers[Op]> | Answers[Op] };
