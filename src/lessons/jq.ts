// jq in checks: the machine's own jq, asked about a value instead of a stream. Loaded when a check first needs it.
// Invariant: steps are counted, so a filter without end is no answer, after a moment.
import { natives } from '#src/sim/programs/utilities/jq/builtins.ts';
import { checkNames } from '#src/sim/programs/utilities/jq/check.ts';
import { run, type Machine } from '#src/sim/programs/utilities/jq/evaluate.ts';
import { fromPlain, toPlain } from '#src/sim/programs/utilities/jq/json.ts';
import { library } from '#src/sim/programs/utilities/jq/library.ts';
import { parseDefinitions, parseJq } from '#src/sim/programs/utilities/jq/parse.ts';

const definitions = () => new Map(parseDefinitions(library).map((definition) => [`${definition.name}/${definition.params.length}`, definition]));

/** Throws CompileError when a filter does not compile. */
export function compileJq(filter: string): void {
	checkNames(parseJq(filter), definitions(), new Set(['ENV', 'ARGS', '__prog_args']), filter);
}

/** The first result of a filter; undefined when there is none, or an error. */
export function firstOf(filter: string, value: unknown): unknown {
	if (value === undefined) return undefined;
	const machine: Machine = {
		natives,
		library: definitions(),
		root: { up: undefined },
		// The machine's jq may take forty million steps, as a program may that can be interrupted. A check may take one.
		steps: 39_000_000,
		input: () => undefined,
		inputName: null,
		inputLine: 0,
		environment: new Map(),
		now: 0,
		messages: [],
		named: new Map(),
		positional: []
	};
	try {
		const next = run(machine, machine.root, parseJq(filter), fromPlain(value), undefined).next();
		return next.done ? undefined : toPlain(next.value[0]);
	} catch {
		return undefined;
	}
}
