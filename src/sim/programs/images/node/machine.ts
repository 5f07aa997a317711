// One QuickJS for all node processes of a page: each process has its own heap image, put in before a turn and taken out after it.
// A synchronous call that needs the kernel ends the turn; the turn runs again from its heap image with the answer. So a turn's result is a
// function of its image, its input and the answers. It stops by instruction count. Nothing of the host's clock or chance is visible.
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, type QuickJSContext, type QuickJSSyncVariant } from 'quickjs-emscripten-core';
import { prelude } from './prelude.ts';
import { more } from './prelude-more.ts';
import { library } from './prelude-modules.ts';

/** A heap, without its trailing zeros. */
export type Image = Uint8Array;
export interface Turn {
	readonly image: Image;
	/** Called as globalThis.__turn(input). */
	readonly input: unknown;
	readonly answers: readonly unknown[];
	/** Interrupt polls allowed (about 10,000 instructions each). */
	readonly budget: number;
	/** µs since the epoch. */
	readonly now: number;
}
export type Outcome =
	| { readonly kind: 'done'; readonly image: Image; readonly effects: readonly Effect[]; readonly state: State; readonly polls: number }
	| { readonly kind: 'need'; readonly request: Request }
	| { readonly kind: 'busy'; readonly effects: readonly Effect[] }
	| { readonly kind: 'failed'; readonly text: string; readonly effects: readonly Effect[] };
export type Effect = { readonly op: string } & Readonly<Record<string, unknown>>;
export type Request = { readonly op: string } & Readonly<Record<string, unknown>>;
/** What the process waits for. */
export interface State {
	readonly timer: number | null;
	readonly alive: boolean;
	readonly exit: number | null;
}

export class Machine {
	private readonly context: QuickJSContext;
	private readonly heap: () => Uint8Array;
	readonly fresh: Image;
	private turn: { answers: readonly unknown[]; next: number; need: Request | null; effects: Effect[]; polls: number; budget: number; now: number } = {
		answers: [],
		next: 0,
		need: null,
		effects: [],
		polls: 0,
		budget: 1e9,
		now: 0
	};

	constructor(context: QuickJSContext, heap: () => Uint8Array) {
		this.context = context;
		this.heap = heap;
		context.runtime.setInterruptHandler(() => this.turn.need !== null || ++this.turn.polls > this.turn.budget);
		context.runtime.setMaxStackSize(512 * 1024);
		const host = context.newFunction('__host', (text) => {
			const request = JSON.parse(context.getString(text)) as Request;
			const { turn } = this;
			if (turn.need) return context.newString('{}');
			if (request.op === 'clock') return context.newString(JSON.stringify({ value: turn.now / 1000 + turn.polls / 10 }));
			if (request['later'] === true) {
				turn.effects.push(request);
				return context.newString('{}');
			}
			if (turn.next < turn.answers.length) return context.newString(JSON.stringify(turn.answers[turn.next++] ?? {}));
			turn.need = request;
			return context.newString('{"stop":true}');
		});
		context.setProp(context.global, '__host', host);
		context.setProp(
			context.global,
			'__evalAs',
			context.newFunction('__evalAs', (code, file) => context.evalCode(context.getString(code), context.getString(file)))
		);
		const made = context.evalCode(prelude + library + more, 'node:internal/bootstrap');
		if (made.error) throw new Error(`node's own modules do not load: ${JSON.stringify(context.dump(made.error))}`);
		made.value.dispose();
		this.fresh = this.take();
	}

	private take(): Image {
		const heap = this.heap();
		let end = heap.length;
		const words = new BigUint64Array(heap.buffer, 0, heap.length >> 3);
		let i = words.length - 1;
		while (i >= 0 && words[i] === 0n) i--;
		end = (i + 1) * 8;
		return heap.slice(0, end);
	}
	private put(image: Image): void {
		const heap = this.heap();
		heap.set(image);
		heap.fill(0, image.length);
	}

	/** Runs a turn. The caller repeats it with one more answer while it is in need. */
	run(turn: Turn): Outcome {
		this.put(turn.image);
		this.turn = { answers: turn.answers, next: 0, need: null, effects: [], polls: 0, budget: turn.budget, now: turn.now };
		const { context } = this;
		const result = context.evalCode(`__turn(${JSON.stringify(turn.input)})`, 'node:internal/turn');
		let broken: string | null = null;
		if (result.error) broken = String(context.getString(context.getProp(result.error, 'message')));
		while (broken === null && this.turn.need === null && context.runtime.hasPendingJob()) {
			const jobs = context.runtime.executePendingJobs(1000);
			if (jobs.error) {
				broken = String(context.getString(context.getProp(jobs.error, 'message')));
				break;
			}
		}
		const { need, effects, polls, budget } = this.turn;
		if (need) return { kind: 'need', request: need };
		if (polls > budget) return { kind: 'busy', effects };
		if (broken !== null) return { kind: 'failed', text: broken, effects };
		const state = context.evalCode('__state()', 'node:internal/state');
		if (state.error) return { kind: 'failed', text: 'no state', effects };
		const read = JSON.parse(context.getString(state.value)) as State;
		return { kind: 'done', image: this.take(), effects: this.turn.effects, state: read, polls };
	}
}

/** Loads QuickJS: the only asynchronous step, done when the program's code is loaded. */
export const loadMachine = (): Promise<Machine> => {
	let heap: () => Uint8Array = () => new Uint8Array();
	// Node and bundlers disagree on what the default export of such a package is.
	const given: unknown = variant;
	const base = (typeof given === 'object' && given !== null && 'default' in given ? given.default : given) as QuickJSSyncVariant;
	const hooked: QuickJSSyncVariant = {
		...base,
		importModuleLoader: () =>
			base.importModuleLoader().then((imported) => {
				const loader = typeof imported === 'function' ? imported : typeof imported.default === 'function' ? imported.default : imported.default.default;
				return (options) =>
					loader(options).then((module) => {
						heap = () => module.HEAPU8;
						return module;
					});
			})
	};
	return newQuickJSWASMModuleFromVariant(hooked).then((quickjs) => new Machine(quickjs.newContext(), () => heap()));
};
