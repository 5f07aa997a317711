// `predict` fences: say what a command will do, then run it and see.
import type { Code } from 'mdast';
import { digestOf } from './digest.ts';
import { idField } from './common-fields.ts';
import { fenceYaml } from './fence-yaml.ts';
import { fieldNode, place, type Fields } from './fields.ts';
import type { Predict } from './lesson.ts';
import { readOptions } from './quiz-fence.ts';
import type { Reading, Spot } from './reading.ts';

export const predictFields: Fields = {
	id: idField,
	question: { type: 'text', about: 'what will happen? in Markdown', required: true },
	run: { type: 'text', about: 'the command', required: true },
	term: { type: 'number', about: 'which terminal, from 1', min: 1 },
	host: { type: 'text', about: 'which machine' },
	options: { type: 'list', about: 'what may happen; absent: in the learner’s own words' },
	prints: { type: 'text', about: 'a text that the command must print, for the checker' },
	explain: { type: 'text', about: 'why it happens, in Markdown; shown once it has been run', required: true }
};

/** Parses a predict fence and keeps it in the lesson. */
export function parsePredict(code: Code, reading: Reading, spot: Spot): Predict {
	const yaml = fenceYaml(code, predictFields, 'a prediction', reading, spot);
	const node = fieldNode(yaml.node, 'options');
	const options = readOptions(node, yaml);
	const right = options.filter(({ correct }) => correct).length;
	if (node && right !== 1) yaml.wrong(node, `${right === 0 ? 'no option is' : `${right} options are`} correct: expected one with correct: true`);
	const { term, host, prints } = yaml.values;
	const command = yaml.text('run').trimEnd();
	if (command !== '') reading.commands.push(command);
	const predict: Predict = {
		id: yaml.text('id'),
		line: yaml.line,
		question: yaml.blocks('question'),
		command,
		run: true,
		options,
		explain: yaml.blocks('explain'),
		version: digestOf([yaml.text('id'), command, options]),
		...(typeof term === 'number' && { term }),
		...(typeof host === 'string' && { host }),
		...(typeof prints === 'string' && { prints, printsAt: place(fieldNode(yaml.node, 'prints'), yaml.source) })
	};
	reading.predicts.push(predict);
	return predict;
}
