// The terminal's first moments: the machine's own bytes on a plain screen, and the learner's keys on their way to it, while xterm.js is
// still on the way. xterm.js takes over by asking the machine for all that was shown (`end`), so nothing is lost between the two.
// Invariant: lines lie where xterm.js will draw them.
import type { TerminalToPage, TerminalToWorker } from '#src/worker/protocol.ts';
import { dataOfKey } from './first-keys.ts';
import { FirstScreen } from './first-screen.ts';

const escapeMs = 450;
const lineHeight = 1.38;
/** A prompt, and perhaps what was typed behind it before the machine was kept. */
const promptBefore = /[#$] /;
/** More than this of a restored screen's past is xterm.js's to show. */
const tailBytes = 24_000;
const hues: readonly string[] = ['0.02 255', '0.17 22', '0.13 165', '0.13 85', '0.12 255', '0.12 305', '0.12 210', '0.01 255'];

export interface FirstTerminal {
	/** Whether the keyboard is here. */
	focused(): boolean;
	/** Gives up its place. */
	end(): void;
}

/** Colours as xterm.ts has them, near enough for a moment. */
function paint(node: HTMLElement, style: string): void {
	for (const part of style.split(';').map(Number)) {
		if (part === 1) node.style.fontWeight = '600';
		const hue = hues[part % 10];
		if (((part >= 30 && part < 38) || (part >= 90 && part < 98)) && hue !== undefined) node.style.color = `oklch(0.8 ${hue})`;
	}
}

/** Draws in `node`, a terminal's empty screen, what comes from `port`; `onprompt` is told when a prompt stands and keys reach the machine. */
export function firstTerminal(node: HTMLElement, port: MessagePort, onprompt: () => void): FirstTerminal {
	const screen = new FirstScreen();
	const view = document.createElement('div');
	const text = document.createElement('pre');
	const keys = document.createElement('input');
	const font = 'font:13px var(--font-mono);';
	view.style.cssText = `position:absolute;inset:0;z-index:1;overflow:hidden;background:var(--term-bg);color:oklch(0.92 0.01 255);${font}`;
	text.style.cssText = `margin:0;${font}white-space:pre-wrap;overflow-wrap:anywhere;word-break:break-all`;
	keys.style.cssText = 'position:absolute;left:0;bottom:0;width:1px;height:1px;padding:0;border:0;opacity:0';
	Object.assign(keys, { autocapitalize: 'off', autocomplete: 'off', spellcheck: false });
	keys.setAttribute('aria-label', 'Terminal. Press Escape twice to leave the terminal.');
	const probe = text.appendChild(document.createElement('span'));
	probe.textContent = 'W';
	probe.style.display = 'inline-block';
	view.append(text, keys);
	node.append(view);
	node.dataset['first'] = '';
	const row = Math.floor(Math.ceil(probe.offsetHeight * devicePixelRatio) * lineHeight) / devicePixelRatio;
	text.style.lineHeight = `${row}px`;
	view.style.height = `${Math.max(1, Math.floor(node.clientHeight / row)) * row}px`;
	const send = (message: TerminalToWorker): void => port.postMessage(message);

	const draw = (): void => {
		view.hidden = !screen.plain;
		if (!screen.plain) return;
		text.replaceChildren();
		for (const [i, line] of screen.lines.entries()) {
			if (i > 0) text.append('\n');
			const [at, here] = [screen.column, i === screen.row];
			const parts = here ? [line.slice(0, at), line.slice(at, at + 1), line.slice(at + 1)] : [line];
			for (const [n, part] of parts.entries()) {
				const runs = n === 1 && part.length === 0 ? [{ text: ' ', style: '' }] : screen.runs(part);
				for (const run of runs) {
					const span = document.createElement('span');
					span.textContent = run.text;
					paint(span, run.style);
					if (n === 1) span.style.cssText += ';background:var(--accent);color:var(--term-bg)';
					text.append(span);
				}
			}
		}
		view.scrollTop = view.scrollHeight;
	};
	let prompted = false;
	port.onmessage = ({ data: { bytes, clear } }: MessageEvent<TerminalToPage>) => {
		if (clear) screen.clear();
		screen.write(bytes.length > tailBytes ? bytes.subarray(bytes.indexOf(10, -tailBytes) + 1) : bytes);
		draw();
		send({ drawn: bytes.length });
		if (prompted || !screen.plain || !promptBefore.test(screen.before)) return;
		prompted = true;
		onprompt();
	};

	let escaped = 0;
	keys.onkeydown = (event) => {
		if (event.isComposing) return;
		const data = event.ctrlKey && event.key === 'c' && !getSelection()?.isCollapsed ? undefined : dataOfKey(event);
		if (data === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		if (data === '\x1b') {
			if (event.timeStamp - escaped < escapeMs) return keys.blur();
			escaped = event.timeStamp;
		}
		send({ data });
	};
	const typed = (): void => {
		if (keys.value !== '') send({ data: keys.value });
		keys.value = '';
	};
	keys.oninput = (event) => void (event.isComposing || typed());
	keys.addEventListener('compositionend', typed);
	keys.onpaste = (event) => {
		event.preventDefault();
		const pasted = (event.clipboardData?.getData('text') ?? '').replace(/\r?\n/g, '\r');
		if (pasted !== '') send({ data: screen.bracketed ? `\x1b[200~${pasted}\x1b[201~` : pasted });
	};
	view.onmouseup = () => {
		if (getSelection()?.isCollapsed) keys.focus({ preventScroll: true });
	};
	if (document.activeElement === document.body) keys.focus({ preventScroll: true });
	Object.assign(node, { terminalText: () => screen.text(), terminalType: (data: string) => send({ data }) });

	return {
		focused: () => document.activeElement === keys,
		end() {
			port.onmessage = null;
			port.close();
			view.remove();
			delete node.dataset['first'];
		}
	};
}
