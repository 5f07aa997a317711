// A lesson's frontmatter: what it is called, for whom, on which machines, and what these start with.
import { isMap, type Node } from 'yaml';
import { presets } from '#src/sim/world/presets/index.ts';
import type { Json } from '#src/worker/json.ts';
import { entriesOf, fieldNode, itemNodes, place, problemAt, readFields, suggest, yamlNode, type Fields, type YamlSource } from './fields.ts';
import type { LessonMeta, Level, Setup } from './lesson.ts';
import { emptySetup, type Reading } from './reading.ts';

const lessonName = { matches: /^[a-z0-9-]+\/[a-z0-9-]+$/, says: 'expected course/lesson without the numbers, as docker/your-first-container' };
const hostFields: Fields = {
	images: { type: 'texts', about: 'images already pulled' },
	files: { type: 'map', about: 'path: text of files' },
	run: { type: 'texts', about: 'commands run before the learner comes' },
	power: { type: 'text', about: 'off: the machine is off at the start', oneOf: ['on', 'off'] },
	link: { type: 'text', about: 'down: the machine is off the network at the start', oneOf: ['up', 'down'] }
};
export const setupFields: Fields = {
	images: { type: 'texts', about: 'images already pulled on the first machine' },
	files: { type: 'map', about: 'path: text of files on the first machine' },
	run: { type: 'texts', about: 'commands run on the first machine before the learner comes' },
	hosts: { type: 'map', about: 'machine: the same for another machine, and power: off or link: down' }
};
export const setupHostFields = hostFields;
export const metaFields: Fields = {
	title: { type: 'text', about: 'the lesson’s name', required: true },
	summary: { type: 'text', about: 'one sentence', required: true },
	level: { type: 'text', about: 'beginner, intermediate or advanced', oneOf: ['beginner', 'intermediate', 'advanced'], required: true },
	minutes: { type: 'number', about: 'how long it takes', required: true, min: 1 },
	world: { type: 'text', about: 'the machines it starts with', oneOf: presets.map(({ name }) => name), required: true },
	objectives: { type: 'texts', about: 'what the learner can do afterwards', required: true },
	prerequisites: { type: 'texts', about: 'lessons to do before, as course/lesson' },
	continues: { type: 'text', about: 'the lesson whose solved machine this one starts from, as course/lesson', form: lessonName },
	setup: { type: 'map', about: 'what the machines start with', fields: setupFields },
	glossary: { type: 'map', about: 'word: what it means, for [text](term:word) links' }
};

type Values = Readonly<Record<string, Json>>;
const texts = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);
const entries = (value: Json | undefined): [string, Json][] =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];

function setupOf(values: Values, node: Node | null, source: YamlSource, host?: string): Setup {
	const on = host === undefined ? {} : { host };
	const at = (name: string, i: number): { line?: number } => {
		const item = itemNodes(fieldNode(node, name))[i];
		return item ? { line: place(item, source).line } : {};
	};
	return {
		images: texts(values['images']).map((image, i) => ({ image, ...on, ...at('images', i) })),
		files: entries(values['files']).map(([path, text]) => ({ path, text: String(text), ...on })),
		run: texts(values['run']).map((command, i) => ({ command, ...on, ...at('run', i) })),
		hosts: host === undefined || !('power' in values || 'link' in values) ? [] : [{ host, on: values['power'] !== 'off', up: values['link'] !== 'down' }]
	};
}

function checkFiles(node: Node | null, source: YamlSource): void {
	for (const { name, key } of isMap(node) ? entriesOf(node) : [])
		if (!name.startsWith('/')) problemAt(key, source, `the file "${name}" has no place: expected a path that begins with /`);
}

function readSetup(node: Node | null, values: Values, source: YamlSource): Setup {
	const setups = [setupOf(values, node, source)];
	checkFiles(fieldNode(node, 'files'), source);
	const hosts = fieldNode(node, 'hosts');
	for (const { name, value } of isMap(hosts) ? entriesOf(hosts) : []) {
		setups.push(setupOf(readFields(value, hostFields, `the machine ${name}`, source), value, source, name));
		checkFiles(fieldNode(value, 'files'), source);
	}
	return {
		images: setups.flatMap(({ images }) => images),
		files: setups.flatMap(({ files }) => files),
		run: setups.flatMap(({ run }) => run),
		hosts: setups.flatMap((setup) => setup.hosts)
	};
}

function checkLessons(names: readonly string[], node: Node | null, source: YamlSource, reading: Reading): void {
	const { library } = reading;
	if (!library) return;
	for (const name of names) if (!library.lessons.includes(name)) problemAt(node, source, `there is no lesson ${name}: ${suggest(name, library.lessons)}`);
}

/** Reads the frontmatter; answers the text behind it and the lines before that. */
export function readFrontmatter(text: string, reading: Reading): { meta: LessonMeta; body: string; lineOffset: number } {
	const match = /^\ufeff?---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/.exec(text);
	let values: Values = {};
	let setup = emptySetup;
	let minutesLine: number | undefined;
	if (match) {
		const { node, source } = yamlNode(match[1] ?? '', 1, reading.problems);
		if (node) values = readFields(node, metaFields, 'the frontmatter', source);
		else if (reading.problems.length === 0)
			reading.problems.push({ line: 1, column: 1, message: `the frontmatter is empty: expected ${Object.keys(metaFields).join(', ')}` });
		const minutes = fieldNode(node, 'minutes');
		if (minutes) minutesLine = place(minutes, source).line;
		const inner = fieldNode(node, 'setup');
		if (inner && typeof values['setup'] === 'object') setup = readSetup(inner, values['setup'] as Values, source);
		checkLessons(texts(values['prerequisites']), fieldNode(node, 'prerequisites'), source, reading);
		if (typeof values['continues'] === 'string') checkLessons([values['continues']], fieldNode(node, 'continues'), source, reading);
		for (const [term, meaning] of entries(values['glossary'])) reading.terms.set(term, { title: term, text: String(meaning) });
	} else {
		const open = /^\ufeff?---/.test(text);
		reading.problems.push({
			line: 1,
			column: 1,
			message: open
				? 'the frontmatter does not end: expected --- in a line of its own behind the fields'
				: 'there is no frontmatter: expected --- on the first line, fields, and --- after them'
		});
	}
	const string = (name: string): string => (typeof values[name] === 'string' ? values[name] : '');
	const meta: LessonMeta = {
		title: string('title'),
		summary: string('summary'),
		level: (string('level') || 'beginner') as Level,
		minutes: Number(values['minutes'] ?? 0),
		objectives: texts(values['objectives']),
		prerequisites: texts(values['prerequisites']),
		world: string('world') || 'docker',
		setup,
		...(minutesLine !== undefined && { minutesLine }),
		...(string('continues') !== '' && { continues: string('continues') })
	};
	const head = match?.[0] ?? '';
	return { meta, body: text.slice(head.length), lineOffset: head.split('\n').length - 1 };
}
