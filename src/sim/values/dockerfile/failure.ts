// The one thing that stops a build: what is wrong with a Dockerfile, or what went wrong when it was built. It models BuildKit's error
// with its source range; the client shows those lines. Not an Error: it is modelled.
// Invariant: lines count from 1; 0 means that the failure is about no line.

/** In BuildKit's words: the text after "failed to solve: ". */
export class BuildFailure {
	readonly message: string;
	readonly start: number;
	readonly end: number;
	constructor(message: string, start = 0, end = start) {
		this.message = message;
		this.start = start;
		this.end = end;
	}
}
