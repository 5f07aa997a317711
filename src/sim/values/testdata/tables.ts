// The tables of what the real Go packages answered (tables.go made tables.json from inputs.json), row by row, for the tests of this room.

import inputValues from './inputs.json' with { type: 'json' };
import tableValues from './tables.json' with { type: 'json' };

const inputs: Readonly<Record<string, unknown>> = inputValues;
const tables: Readonly<Record<string, unknown>> = tableValues;

/** Input and answer of every row of a table. */
export function rows<I, A>(name: string): [I, A][] {
	const given = inputs[name];
	const answers = tables[name];
	if (!Array.isArray(given) || !Array.isArray(answers) || given.length !== answers.length) throw new Error(`no table ${name}`);
	return given.map((input: I, i) => [input, answers[i]]);
}

/** An input that is no table of its own. */
export function input(name: string): unknown {
	return inputs[name];
}

/** The message of what a call throws, or its text. */
export function answer(run: () => string): { out: string; error?: string } {
	try {
		return { out: run() };
	} catch (error) {
		return { out: '', error: error instanceof Error ? error.message : String(error) };
	}
}
