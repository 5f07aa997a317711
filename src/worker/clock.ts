// Paces a world by the wall clock: how far virtual time may have come now. Pure arithmetic over times that are handed in.
// Invariant: virtual time never runs ahead of the wall by more than the lead it was given; a machine that cannot keep up falls behind
// and is not made to catch up by more than `maxLagMs`.

/** Wall ms that a machine may make up: one that had more to do than time, and one whose worker merely slept. */
const maxLagMs = 100;
const maxSleepMs = 3000;

export class Pace {
	speed = 1;
	#wall = 0;
	#virtual = 0;

	/** From here on: virtual time `virtualUs` is wall time `wallMs`. */
	anchor(wallMs: number, virtualUs: number): void {
		this.#wall = wallMs;
		this.#virtual = virtualUs;
	}

	/** The virtual µs that should have passed by `wallMs`. A world that stands at `nowUs`, far behind, is forgiven; `busy`: it had not finished its last slice. */
	target(wallMs: number, nowUs: number, busy: boolean): { until: number; behind: boolean } {
		const until = this.#virtual + (wallMs - this.#wall) * 1000 * this.speed;
		const lag = until - nowUs;
		const most = (busy ? maxLagMs : maxSleepMs) * 1000 * this.speed;
		if (lag <= most) return { until: Math.floor(until), behind: false };
		this.anchor(wallMs, nowUs + most);
		return { until: Math.floor(nowUs + most), behind: busy };
	}

	/** Wall ms from `wallMs` until virtual time `us` is due. */
	wait(wallMs: number, us: number): number {
		return this.#wall + (us - this.#virtual) / 1000 / this.speed - wallMs;
	}
}
