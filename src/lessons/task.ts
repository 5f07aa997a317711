// `task` fences: YAML with title, checks, hints and solutions. The shape is checked here, with line and column.
import type { Code } from 'mdast';
import type { Json } from '#src/worker/json.ts';
import { readChecks } from './check-fields.ts';
import { digestOf } from './digest.ts';
import { hintsField, idField } from './common-fields.ts';
import { fenceYaml } from './fence-yaml.ts';
import { fieldNode, type Fields } from './fields.ts';
import type { Check, Task } from './lesson.ts';
import type { Reading, Spot } from './reading.ts';
import { readSolutions } from './solution.ts';

const freedoms = ['name', 'image', 'steps'] as const;
export const taskFields: Fields = {
	id: idField,
	title: { type: 'text', about: 'what to do, in a line', required: true },
	text: { type: 'text', about: 'more about it, in Markdown' },
	checks: { type: 'list', about: 'what must be so when it is done', required: true },
	hints: hintsField,
	solution: { type: 'list', about: 'a list of commands' },
	solutions: { type: 'map', about: 'several ways, each a name and a list of commands' },
	free: { type: 'texts', about: `what a solution may choose, so that mutation leaves it alone: ${freedoms.join(', ')}` }
};

/** What is graded, without the words around it. */
const graded = ({ kind, args: { seen: _words, ...args }, checks }: Check): Json => ({ kind, args, ...(checks && { checks: checks.map(graded) }) });

/** Parses a task fence and keeps it in the lesson. */
export function parseTask(code: Code, reading: Reading, spot: Spot): Task {
	const yaml = fenceYaml(code, taskFields, 'a task', reading, spot);
	const id = yaml.text('id');
	const checks = readChecks(fieldNode(yaml.node, 'checks'), yaml);
	const solutions = readSolutions(yaml, reading);
	const free = Array.isArray(yaml.values['free']) ? yaml.values['free'] : [];
	for (const one of free)
		if (!freedoms.some((name) => name === one)) yaml.wrong(fieldNode(yaml.node, 'free'), `free has "${String(one)}": expected ${freedoms.join(', ')}`);
	const task: Task = {
		id,
		title: yaml.inline('title'),
		text: yaml.blocks('text'),
		checks,
		hints: yaml.blockList('hints'),
		solution: solutions[0]?.steps ?? [],
		solutions,
		version: digestOf([id, checks.map(graded)]),
		line: yaml.line,
		...(free.length > 0 && { free: freedoms.filter((name) => free.includes(name)) })
	};
	reading.tasks.push(task);
	return task;
}
