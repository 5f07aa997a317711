// How long a lesson was in view, and which task was the one to do meanwhile: added up here and kept every few seconds and on leaving.
// Invariant: a second counts once, for the task that was the one to do when it passed; a hidden page counts nothing.
export interface AttendanceOptions {
	/** Wall ms, monotonic. */
	clock(): number;
	/** Keeps seconds for the lesson and, if there is one, the task to do. */
	keep(seconds: number): Promise<void>;
	after(ms: number, act: () => void): void;
}

const everyMs = 10_000;
/** A computer that slept was not in view. */
const mostMs = 2 * everyMs;

export class Attendance {
	readonly #options: AttendanceOptions;
	#since: number | undefined;
	#rest = 0;
	#turn = 0;

	constructor(options: AttendanceOptions) {
		this.#options = options;
	}

	visible(visible: boolean): void {
		if (visible === (this.#since !== undefined)) return;
		if (!visible) {
			void this.note();
			this.#since = undefined;
			return;
		}
		this.#since = this.#options.clock();
		this.#next();
	}

	#next(): void {
		const turn = ++this.#turn;
		this.#options.after(everyMs, () => {
			if (turn !== this.#turn || this.#since === undefined) return;
			void this.note();
			this.#next();
		});
	}

	/** Keeps what has added up, in whole seconds; what is left counts later. */
	async note(): Promise<void> {
		if (this.#since === undefined) return;
		const now = this.#options.clock();
		const ms = this.#rest + Math.min(mostMs, now - this.#since);
		this.#since = now;
		const seconds = Math.floor(ms / 1000);
		this.#rest = ms - seconds * 1000;
		if (seconds > 0) await this.#options.keep(seconds);
	}
}
