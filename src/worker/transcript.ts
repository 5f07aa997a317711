// What a terminal has shown, bounded: kept with checkpoints so that a reload shows the same screen, and the queue of what the page has
// not drawn yet. Invariant: the transcript's end is what the page has been sent or will be sent.

const transcriptLimit = 192 << 10;
/** Where a last line is looked for. */
const lineBytes = 4096;
/** More than this is never sent at once, nor kept unsent: older output of a flood is let go, as its lines have long scrolled away. */
const windowBytes = 128 << 10;
const unsentLimit = 1 << 20;

export class Transcript {
	#shown: Uint8Array[] = [];
	#size = 0;
	#unsent: Uint8Array[] = [];
	#unsentSize = 0;
	#inFlight = 0;
	port: MessagePort | undefined;
	/** Something was let go: the page is told to clear before what comes next. */
	dropped = false;

	constructor(shown?: Uint8Array) {
		if (shown?.length) this.#keep(shown);
	}

	#keep(bytes: Uint8Array): void {
		this.#shown.push(bytes);
		this.#size += bytes.length;
		while (this.#size > transcriptLimit && this.#shown.length > 1) this.#size -= (this.#shown.shift() as Uint8Array).length;
		const only = this.#shown[0];
		if (this.#shown.length === 1 && only && only.length > transcriptLimit) {
			this.#shown = [only.slice(-transcriptLimit)];
			this.#size = transcriptLimit;
		}
	}

	/** Output of the machine. */
	add(bytes: Uint8Array): void {
		this.#keep(bytes);
		if (!this.port) return;
		this.#unsent.push(bytes);
		this.#unsentSize += bytes.length;
		while (this.#unsentSize > unsentLimit && this.#unsent.length > 1) this.#unsentSize -= (this.#unsent.shift() as Uint8Array).length;
		this.send();
	}

	/** Sends what the page has room for. */
	send(): void {
		while (this.port && this.#unsent.length > 0 && this.#inFlight < windowBytes) {
			let bytes = this.#unsent.shift() as Uint8Array;
			if (bytes.length > windowBytes) {
				this.#unsent.unshift(bytes.subarray(windowBytes));
				bytes = bytes.subarray(0, windowBytes);
			}
			this.#unsentSize -= bytes.length;
			this.#inFlight += bytes.length;
			this.port.postMessage({ bytes });
		}
	}

	drawn(bytes: number): void {
		this.#inFlight = Math.max(0, this.#inFlight - bytes);
		this.send();
	}

	/** ^C: a real terminal throws away what it has not printed yet. */
	flush(): void {
		if (this.#unsentSize < windowBytes) return;
		this.#unsent = [];
		this.#unsentSize = 0;
	}

	/** A page's end: it gets all that was shown. */
	attach(port: MessagePort): void {
		this.port = port;
		this.#inFlight = 0;
		this.#unsent = [];
		this.#unsentSize = 0;
		port.postMessage({ bytes: this.bytes(), clear: true });
	}

	bytes(): Uint8Array {
		const all = new Uint8Array(this.#size);
		let at = 0;
		for (const part of this.#shown) {
			all.set(part, at);
			at += part.length;
		}
		return all;
	}

	/** The last line as it stands on the screen (as far as escape sequences of a line editor go). */
	lastLine(): string {
		const parts: Uint8Array[] = [];
		for (let i = this.#shown.length - 1, size = 0; i >= 0 && size < lineBytes; i--) {
			const part = (this.#shown[i] as Uint8Array).slice(-lineBytes);
			parts.unshift(part);
			size += part.length;
		}
		return lastLineOf(parts.map((part) => new TextDecoder().decode(part)).join(''));
	}
}

/** The last line of a terminal's output: sequences are left out, a carriage return begins the line again. */
export function lastLineOf(output: string): string {
	const text = output.replace(/\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07)/g, '');
	const parts = (text.split('\n').at(-1) ?? '').split('\r');
	return parts.findLast((part) => part !== '') ?? '';
}

/** Whether a shell's prompt stands on the last line, and nothing after it. */
export const promptStands = (line: string): boolean => /[#$] $/.test(line);
