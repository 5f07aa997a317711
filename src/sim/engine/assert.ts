// Our own errors: an invariant of the simulator is broken. Never used for what a learner can cause.

/** A bug of ours. The world stops; the page offers seed and log. */
export class Bug extends Error {}

/** Throws Bug unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
	if (!condition) throw new Bug(message);
}
