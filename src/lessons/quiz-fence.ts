// `quiz` fences: a question and, by one field, how it is answered: single, multiple, order, match or number. One row per way.
import type { Code } from 'mdast';
import { isMap, isScalar, type Node } from 'yaml';
import { digestOf } from './digest.ts';
import { hintsField, idField } from './common-fields.ts';
import { fenceYaml, type FenceYaml } from './fence-yaml.ts';
import { entriesOf, fieldNode, itemNodes, readFields, type Fields } from './fields.ts';
import { plain, type Inline, type Quiz, type QuizOption } from './lesson.ts';
import { shuffled } from './quiz.ts';
import type { Reading, Spot } from './reading.ts';

export const optionFields: Fields = {
	text: { type: 'text', about: 'the option', required: true },
	correct: { type: 'boolean', about: 'true: it is right' },
	why: { type: 'text', about: 'said when it was chosen' }
};
export const quizFields: Fields = {
	id: idField,
	question: { type: 'text', about: 'what is asked, in Markdown', required: true },
	single: { type: 'list', about: 'options, one of them correct' },
	multiple: { type: 'list', about: 'options, any of them correct' },
	order: { type: 'texts', about: 'things in the right order' },
	match: { type: 'map', about: 'left: right, each pair as it belongs together' },
	number: { type: 'number', about: 'the right number' },
	tolerance: { type: 'number', about: 'how far from the number is right too', min: 0 },
	unit: { type: 'text', about: 'what the number counts' },
	explain: { type: 'text', about: 'said when it has been answered, in Markdown' },
	hints: hintsField
};
type Answer = Quiz extends infer Q ? (Q extends Quiz ? Omit<Q, 'id' | 'version' | 'line' | 'question' | 'explain' | 'hints'> : never) : never;

/** Options as a list of texts or of mappings. */
export function readOptions(node: Node | null, yaml: FenceYaml): QuizOption[] {
	return itemNodes(node).flatMap((item): QuizOption[] => {
		if (isScalar(item)) return [{ text: yaml.inlineOf(item, String(item.value)), correct: false, why: [] }];
		const { text, correct, why } = readFields(item, optionFields, 'an option', yaml.source);
		if (typeof text !== 'string') return [];
		return [
			{
				text: yaml.inlineOf(fieldNode(item, 'text'), text),
				correct: correct === true,
				why: typeof why === 'string' ? yaml.inlineOf(fieldNode(item, 'why'), why) : []
			}
		];
	});
}

function checkOptions(options: readonly QuizOption[], node: Node | null, yaml: FenceYaml): void {
	if (options.length < 2) yaml.wrong(node, `there ${options.length === 1 ? 'is one option' : 'are no options'}: expected two or more`);
	const texts = options.map(({ text }) => plain(text));
	const twice = texts.findIndex((text, i) => texts.indexOf(text) !== i);
	if (twice >= 0) yaml.wrong(itemNodes(node)[twice] ?? node, `the option "${texts[twice]}" is there twice`);
}

const ways: Readonly<Record<string, (yaml: FenceYaml, node: Node | null) => Answer>> = {
	single(yaml, node) {
		const options = readOptions(node, yaml);
		checkOptions(options, node, yaml);
		const right = options.filter(({ correct }) => correct).length;
		if (right !== 1)
			yaml.wrong(
				node,
				`${right === 0 ? 'no option is' : `${right} options are`} correct: expected one with correct: true${right > 1 ? ', or multiple instead of single' : ''}`
			);
		return { kind: 'single', options };
	},
	multiple(yaml, node) {
		const options = readOptions(node, yaml);
		checkOptions(options, node, yaml);
		if (!options.some(({ correct }) => correct)) yaml.wrong(node, 'no option is correct: expected one or more with correct: true');
		return { kind: 'multiple', options };
	},
	order(yaml, node) {
		const items = itemNodes(node).map((item) => yaml.inlineOf(item, isScalar(item) ? String(item.value) : ''));
		if (items.length < 2) yaml.wrong(node, 'there is nothing to put in order: expected two things or more');
		return { kind: 'order', items, shown: shuffled(items.length, yaml.text('id')) };
	},
	match(yaml, node) {
		const pairs = isMap(node) ? entriesOf(node) : [];
		if (pairs.length < 2) yaml.wrong(node, 'there is nothing to match: expected two pairs or more');
		const right: Inline[][] = [];
		for (const { name, value, key } of pairs) {
			if (isScalar(value) && value.value !== null) right.push(yaml.inlineOf(value, String(value.value)));
			else yaml.wrong(value ?? key, `${name} has no partner: expected a text`);
		}
		const texts = right.map(plain);
		const twice = texts.findIndex((text, i) => texts.indexOf(text) !== i);
		if (twice >= 0) yaml.wrong(pairs[twice]?.value ?? node, `"${texts[twice]}" is the partner of two: expected different ones`);
		return { kind: 'match', left: pairs.map(({ name, key }) => yaml.inlineOf(key, name)), right, shown: shuffled(right.length, yaml.text('id')) };
	},
	number(yaml) {
		const { number, tolerance } = yaml.values;
		return { kind: 'number', answer: Number(number ?? 0), tolerance: Number(tolerance ?? 0), unit: yaml.text('unit') };
	}
};

export const quizWays: readonly string[] = Object.keys(ways);

/** Parses a quiz fence and keeps it in the lesson. */
export function parseQuiz(code: Code, reading: Reading, spot: Spot): Quiz {
	const yaml = fenceYaml(code, quizFields, 'a quiz', reading, spot);
	const given = quizWays.filter((way) => fieldNode(yaml.node, way) !== null);
	const [way = 'number'] = given;
	if (yaml.node && given.length !== 1)
		yaml.wrong(
			yaml.node,
			`a quiz is answered in one way: ${given.length === 0 ? `expected one of ${quizWays.join(', ')}` : `${given.join(' and ')} are there, expected one of them`}`
		);
	for (const name of ['tolerance', 'unit'])
		if (way !== 'number' && name in yaml.values) yaml.wrong(fieldNode(yaml.node, name), `${name} belongs to number, not to ${way}`);
	const answer = (ways[way] as (typeof ways)[string])(yaml, fieldNode(yaml.node, way));
	const quiz: Quiz = {
		id: yaml.text('id'),
		line: yaml.line,
		question: yaml.blocks('question'),
		explain: yaml.blocks('explain'),
		hints: yaml.blockList('hints'),
		version: digestOf([yaml.text('id'), answer]),
		...answer
	};
	reading.quizzes.push(quiz);
	return quiz;
}
