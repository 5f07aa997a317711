// The learner's error of the docker CLI: a text for stderr and an exit code, thrown from anywhere in a command and caught once, in program.ts.
// Models cli.StatusError and the client's error kinds; invariant: `text` is printed with one newline, or not at all when it is empty.

export class Failure {
	readonly text: string;
	readonly code: number;
	/** HTTP status of the daemon's answer, when the daemon said it. */
	readonly status: number | undefined;
	/** The daemon could not be reached. */
	readonly unreachable: boolean;
	constructor(text: string, code = 1, how: { status?: number; unreachable?: boolean } = {}) {
		this.text = text;
		this.code = code;
		this.status = how.status;
		this.unreachable = how.unreachable === true;
	}
}

/** errors.Join: the texts on lines of their own; nothing when there are none. */
export function joinFailures(texts: readonly string[]): void {
	if (texts.length > 0) throw new Failure(texts.join('\n'));
}

/** withHelp of `docker run` and `docker create`: "docker: …" and where to read more. */
export const withHelp = (text: string, command: string): string => `docker: ${text}\n\nRun 'docker ${command} --help' for more information`;
