// `task` fences: YAML with title, checks, hints and solution. The shape is checked here, with line and column.
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Json } from '#src/worker/json.ts';
import { checkKinds } from './checks/index.ts';
import { digestOf } from './digest.ts';
import { entriesOf, nearest, place, problemAt, readFields, yamlNode, type FieldSpec, type YamlSource } from './fields.ts';
import type { Block, Check, Problem, SolutionStep, Task } from './lesson.ts';
import { markdownBlocks, markdownInline } from './markdown.ts';

const taskFields: Readonly<Record<string, FieldSpec>> = {
	id: { type: 'text', about: 'its name in the progress store', required: true },
	title: { type: 'text', about: 'what to do, in a line', required: true },
	text: { type: 'text', about: 'more about it, in Markdown' },
	checks: { type: 'any', about: 'a list of checks', required: true },
	hints: { type: 'texts', about: 'Markdown texts that open one by one' },
	solution: { type: 'any', about: 'a list of commands', required: true }
};

/** Parses a task fence's text; `lineOffset` lines of its file come before it. */
export function parseTask(text: string, lineOffset: number, problems: Problem[]): Task {
	const { node, source } = yamlNode(text, lineOffset, problems);
	const values = node ? readFields(node, taskFields, 'a task', source) : {};
	const child = (name: string): Node | null => (isMap(node) ? (entriesOf(node).find((entry) => entry.name === name)?.value ?? null) : null);
	const inner = (name: string) => ({ lineOffset: place(child(name), source).line, problems });
	const string = (name: string): string => (typeof values[name] === 'string' ? values[name] : '');
	const hints = (Array.isArray(values['hints']) ? (values['hints'] as string[]) : []).map((hint): Block[] => markdownBlocks(hint, inner('hints')));
	const checks = readChecks(child('checks'), source);
	const solution = readSolution(child('solution'), source);
	const body = {
		id: string('id'),
		title: markdownInline(string('title'), inner('title')),
		text: string('text') === '' ? [] : markdownBlocks(string('text'), inner('text')),
		checks,
		hints,
		solution,
		solutions: [{ name: [], steps: solution }]
	};
	if (body.id !== '' && !/^[a-z0-9-]+$/.test(body.id)) problemAt(child('id'), source, `id is "${body.id}": expected small letters, digits and hyphens`);
	const graded = checks.map(({ kind, args }) => ({ kind, args }));
	return { ...body, version: digestOf([body.id, graded]), line: lineOffset };
}

function readChecks(node: Node | null, source: YamlSource): Check[] {
	if (!isSeq(node) || node.items.length === 0) {
		problemAt(node, source, 'checks is a list with at least one check');
		return [];
	}
	return node.items.flatMap((item) => readCheck(item as Node, source) ?? []);
}

function readCheck(node: Node, source: YamlSource): Check | undefined {
	if (!isMap(node)) {
		problemAt(node, source, `a check is a mapping that begins with its kind: expected one of ${checkKinds.map(({ name }) => name).join(', ')}`);
		return undefined;
	}
	const entries = entriesOf(node);
	const kind = checkKinds.find(({ name }) => entries[0]?.name === name);
	if (!kind) {
		const near = nearest(
			entries[0]?.name ?? '',
			checkKinds.map(({ name }) => name)
		);
		problemAt(
			node,
			source,
			`there is no kind of check named "${entries[0]?.name ?? ''}": ${near ? `did you mean ${near}?` : `expected one of ${checkKinds.map(({ name }) => name).join(', ')}`}`
		);
		return undefined;
	}
	const { title, ...args } = readFields(node, { ...kind.fields, title: { type: 'text', about: 'what is wanted, in a line' } }, `a ${kind.name} check`, source);
	const { line } = place(node, source);
	const context = { lineOffset: line - 1, problems: source.problems };
	return { kind: kind.name, title: markdownInline(typeof title === 'string' ? title : kind.expected(args), context), args, line };
}

const solutionFields: Readonly<Record<string, FieldSpec>> = {
	power: { type: 'text', about: 'off or on', oneOf: ['on', 'off'] },
	host: { type: 'text', about: 'the machine' },
	wait: { type: 'number', about: 'seconds' },
	browse: { type: 'text', about: 'a URL' },
	write: { type: 'map', about: 'path: text' }
};

function readSolution(node: Node | null, source: YamlSource): SolutionStep[] {
	if (!isSeq(node) || node.items.length === 0) {
		problemAt(node, source, 'solution is a list of commands (or power, wait, write)');
		return [];
	}
	return node.items.flatMap((item): SolutionStep[] => {
		if (isScalar(item)) return [{ type: 'run', command: String(item.value) }];
		const step: Record<string, Json> = readFields(item as Node, solutionFields, 'a step of a solution', source);
		if (step['power'] !== undefined) return [{ type: 'power', host: typeof step['host'] === 'string' ? step['host'] : '', on: step['power'] === 'on' }];
		if (typeof step['browse'] === 'string') return [{ type: 'browse', url: step['browse'] }];
		if (typeof step['wait'] === 'number') return [{ type: 'wait', seconds: step['wait'] }];
		if (step['write']) return Object.entries(step['write'] as Record<string, Json>).map(([path, text]) => ({ type: 'write', path, text: String(text) }));
		return [];
	});
}
