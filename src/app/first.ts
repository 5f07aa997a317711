// Runs in the page's head before anything else is fetched (tools/inline-first.ts puts it there): begins the machine that the page names, and
// a plain terminal on it, so that the prompt waits neither for the page's code nor for xterm.js. The page's own code is fetched once the
// worker's has come, and takes both over (begun.ts).
// Invariant: whatever fails here, the page's code starts, and does without.
import { firstTerminal } from '#src/terminal/first.ts';
import type { OpenRequest, ToPage, ToWorker } from '#src/worker/protocol.ts';
import { setBegun, type Begun } from './begun.ts';
import { knownCode } from './known-code.ts';
import { sandboxOf } from './sandbox.ts';

/** The page's code starts at the prompt, or so long after the machine's code has come, or after the page, in ms. */
const patienceMs = 250;
const longestMs = 4000;

/** What only the page's own code can tell the learner. */
const failures: ReadonlySet<ToPage['type']> = new Set(['elsewhere', 'unrestorable', 'bug', 'storage']);

const meta = (name: string): string | null | undefined => document.querySelector(`meta[name=${name}]`)?.getAttribute('content');

function requestOf(text: string): OpenRequest {
	const given = JSON.parse(text) as Partial<OpenRequest>;
	const { machine, preset } = given.machine === undefined ? sandboxOf(new URLSearchParams(location.search)) : (given as OpenRequest);
	let fresh = false;
	try {
		fresh = sessionStorage.getItem('drydock:fresh') === machine;
	} catch {
		// nothing was asked for
	}
	return { ...given, machine, preset, tasks: [], fresh, ...knownCode(machine) };
}

let fetched = false;
/** Fetches the page's code, without running it. */
function fetchPage(): void {
	if (fetched) return;
	fetched = true;
	for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel=drydock-later]')) link.rel = 'modulepreload';
}
let started = false;
/** Runs the page's own start-up script, which waits as text. */
function startPage(): void {
	if (started) return;
	const waiting = document.querySelector('script[type="text/drydock-later"]');
	if (!waiting) return void (document.readyState === 'loading' && addEventListener('DOMContentLoaded', startPage));
	started = true;
	fetchPage();
	const script = document.createElement('script');
	script.textContent = waiting.textContent;
	waiting.replaceWith(script);
}

/** Buttons that are pressed before the page's code is there do their work when it is. */
function keepPresses(): void {
	const root = document.documentElement;
	const pressed: HTMLButtonElement[] = [];
	const press = ({ target }: Event): void => {
		const button = target instanceof Element ? target.closest('button') : null;
		if (button) pressed.push(button);
	};
	document.addEventListener('click', press);
	new MutationObserver((_, observer) => {
		observer.disconnect();
		document.removeEventListener('click', press);
		setTimeout(() => {
			for (const button of pressed) button.click();
		});
	}).observe(root, { attributes: true, attributeFilter: ['data-hydrated'] });
}

function begin(source: string, text: string): void {
	const request = requestOf(text);
	const worker = new Worker(source, { type: 'module' });
	const begun: Begun = { worker, request, said: [] };
	const post = (message: ToWorker, ports: Transferable[] = []): void => worker.postMessage(message, ports);
	worker.onmessage = ({ data }: MessageEvent<ToPage>) => {
		begun.said.push(data);
		if (data.type === 'here') {
			performance.mark('drydock:here');
			fetchPage();
			setTimeout(startPage, patienceMs);
		} else if (data.type === 'opened') performance.mark('drydock:opened');
		else if (failures.has(data.type)) startPage();
	};
	worker.onerror = (event) => {
		begun.failed = event.message || 'The machine could not be loaded.';
		startPage();
	};
	post({ type: 'open', request });
	post({ type: 'visible', visible: document.visibilityState === 'visible' });
	setBegun(begun);
	keepPresses();
	setTimeout(startPage, longestMs);
	const draw = (): void => {
		const node = document.querySelector<HTMLElement>('#terminal-1 [data-testid=terminal]');
		if (!node || node.childElementCount > 0) return;
		const { port1, port2 } = new MessageChannel();
		post({ type: 'terminal', terminal: 1, port: port2 }, [port2]);
		begun.terminal = firstTerminal(node, port1, () => {
			performance.mark('drydock:prompt');
			startPage();
		});
	};
	if (document.readyState === 'loading') addEventListener('DOMContentLoaded', draw);
	else draw();
}

try {
	const [source, request] = [meta('drydock-worker'), meta('drydock-machine')];
	if (typeof source === 'string' && typeof request === 'string') begin(source, request);
	else startPage();
} catch {
	startPage();
}
