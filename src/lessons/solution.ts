// Solutions as a lesson writes them: a list of commands and other acts; or several such lists, each with a name.
import { isMap, isScalar, type Node } from 'yaml';
import type { Json } from '#src/worker/json.ts';
import type { FenceYaml } from './fence-yaml.ts';
import { entriesOf, fieldNode, itemNodes, place, readFields, suggest, type Fields } from './fields.ts';
import type { Solution, SolutionStep } from './lesson.ts';
import { microseconds } from './spans.ts';
import type { Reading } from './reading.ts';

export const stepFields: Fields = {
	run: { type: 'text', about: 'a command, typed into a terminal' },
	keys: { type: 'text', about: 'keys without Enter, as ^C' },
	term: { type: 'number', about: 'which terminal, from 1', min: 1 },
	host: { type: 'text', about: 'the machine' },
	power: { type: 'text', about: 'off or on', oneOf: ['on', 'off'] },
	link: { type: 'text', about: 'the machine’s network: down or up', oneOf: ['up', 'down'] },
	wait: { type: 'duration', about: 'how long, as 5s' },
	browse: { type: 'text', about: 'a URL, opened in the browser pane' },
	write: { type: 'map', about: 'path: text of files to save' },
	save: { type: 'text', about: 'the path of a file fence above: the file is saved as it stands there' }
};
const acts = ['run', 'keys', 'power', 'link', 'wait', 'browse', 'write', 'save'];

type Values = Readonly<Record<string, Json>>;
const whereOf = ({ host, term }: Values): { host?: string; term?: number } => ({
	...(typeof host === 'string' && { host }),
	...(typeof term === 'number' && { term })
});

function readStep(item: Node, yaml: FenceYaml, reading: Reading): SolutionStep[] {
	if (isScalar(item)) return [{ type: 'run', command: String(item.value).trimEnd() }];
	const step = readFields(item, stepFields, 'a step of a solution', yaml.source);
	const where = whereOf(step);
	const given = acts.filter((name) => isMap(item) && entriesOf(item).some((entry) => entry.name === name));
	if (isMap(item) && given.length !== 1) {
		if (given.length > 1 || entriesOf(item).every(({ name }) => name in stepFields))
			yaml.wrong(
				item,
				`a step does one thing: ${given.length === 0 ? `expected one of ${acts.join(', ')}` : `${given.join(' and ')} are there, expected one of them`}`
			);
		return [];
	}
	const { run, keys, power, link, wait, browse, write, save, host } = step;
	const machine = typeof host === 'string' ? host : '';
	if (run !== undefined) return [{ type: 'run', command: String(run).trimEnd(), ...where }];
	if (keys !== undefined) return [{ type: 'keys', keys: String(keys), ...(where.term !== undefined && { term: where.term }) }];
	if (power !== undefined) return [{ type: 'power', host: machine, on: power === 'on' }];
	if (link !== undefined) return [{ type: 'link', host: machine, up: link === 'up' }];
	if (wait !== undefined) return [{ type: 'wait', seconds: (microseconds(wait) ?? 0) / 1e6 }];
	const on = machine === '' ? {} : { host: machine };
	if (browse !== undefined) return [{ type: 'browse', url: String(browse), ...on }];
	if (save !== undefined) {
		const text = reading.files.get(String(save));
		if (text === undefined)
			yaml.wrong(
				fieldNode(item, 'save'),
				`no file fence above has the path ${String(save)}: ${reading.files.size > 0 ? suggest(String(save), [...reading.files.keys()]) : 'there is none'}`
			);
		return [{ type: 'write', path: String(save), text: `${text ?? ''}\n`, ...on }];
	}
	return Object.entries((write ?? {}) as Record<string, Json>).map(([path, text]) => ({ type: 'write', path, text: String(text), ...on }));
}

function readSteps(node: Node | null, yaml: FenceYaml, reading: Reading): { steps: SolutionStep[]; lines: number[] } {
	const placed = itemNodes(node).flatMap((item) => readStep(item, yaml, reading).map((step) => ({ step, line: place(item, yaml.source).line })));
	return { steps: placed.map(({ step }) => step), lines: placed.map(({ line }) => line) };
}

/** The ways to solve a task: `solution` is the only one, `solutions` has several. */
export function readSolutions(yaml: FenceYaml, reading: Reading): Solution[] {
	const [one, several] = [fieldNode(yaml.node, 'solution'), fieldNode(yaml.node, 'solutions')];
	if (!yaml.node) return [];
	if ((one === null) === (several === null)) {
		yaml.wrong(several ?? yaml.node, one ? 'solution and solutions are there: expected one of them' : 'a task has no solution: expected a list of commands');
		return [];
	}
	if (one) return [{ name: [], ...readSteps(one, yaml, reading) }];
	return (isMap(several) ? entriesOf(several) : []).map(({ name, key, value }) => {
		const { steps, lines } = readSteps(value, yaml, reading);
		if (steps.length === 0) yaml.wrong(value ?? key, `the way "${name}" has no steps: expected a list of commands`);
		return { name: yaml.inlineOf(key, name), steps, lines };
	});
}
