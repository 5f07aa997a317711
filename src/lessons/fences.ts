// Fences: what stands between ``` and ```, by the word after the first marks and the options behind it. One row per kind of fence.
import type { Code } from 'mdast';
import { suggest } from './fields.ts';
import type { Block } from './lesson.ts';
import { parsePredict } from './predict.ts';
import { parseQuiz } from './quiz-fence.ts';
import { placeIn, tell, type Reading, type Spot } from './reading.ts';
import { parseTask } from './task.ts';

type OptionType = 'flag' | 'yes-no' | 'number' | 'text' | 'path';
/** How an option is written, and what it is for. */
export interface OptionSpec {
	readonly type: OptionType;
	readonly about: string;
}

export const codeOptions: Readonly<Record<string, OptionSpec>> = {
	run: { type: 'flag', about: 'has a button that types it into the terminal' },
	copy: { type: 'yes-no', about: 'copy=no: has no button that copies it' },
	term: { type: 'number', about: 'which terminal, from 1' },
	host: { type: 'text', about: 'which machine' },
	title: { type: 'text', about: 'a line above it' },
	file: { type: 'path', about: 'a file of this path: a button saves it on the machine and opens it in the editor' }
};
export const outputOptions: Readonly<Record<string, OptionSpec>> = {
	of: { type: 'text', about: 'the command that prints this; the last run fence when absent' }
};

type Options = ReadonlyMap<string, string | true>;
type Read = (code: Code, options: Options, reading: Reading, spot: Spot) => Block[];
interface FenceRow {
	readonly options: Readonly<Record<string, OptionSpec>>;
	/** Not inside hints, options and the glossary. */
	readonly own?: boolean;
	readonly read: Read;
}

/** A fence of YAML that is kept in a list of the lesson and stands in the text by its id. */
const kept = (type: 'task' | 'quiz' | 'predict', parse: (code: Code, reading: Reading, spot: Spot) => { readonly id: string }): FenceRow => ({
	options: {},
	own: true,
	read(code, _options, reading, spot) {
		const { id } = parse(code, reading, spot);
		return [type === 'task' ? { type, task: id } : type === 'quiz' ? { type, quiz: id } : { type, predict: id }];
	}
});

const code: Read = (node, options, reading, spot) => {
	const { lang, value } = node;
	const text = (name: string): string | undefined => (typeof options.get(name) === 'string' ? String(options.get(name)) : undefined);
	const host = text('host');
	const title = text('title');
	const term = text('term');
	const path = text('file');
	if (path !== undefined) {
		reading.files.set(path, value);
		return [{ type: 'file', path, lang: lang ?? '', text: `${value}\n`, ...(host !== undefined && { host }) }];
	}
	const run = options.has('run');
	if (run) reading.commands.push(value);
	return [
		{
			type: 'code',
			lang: lang ?? '',
			text: value,
			run,
			copy: options.get('copy') !== 'no',
			line: placeIn(spot, node).line,
			...(term !== undefined && { term: Number(term) }),
			...(host !== undefined && { host }),
			...(title !== undefined && { title })
		}
	];
};

const output: Read = (node, options, reading, spot) => {
	const of = typeof options.get('of') === 'string' ? String(options.get('of')) : reading.commands.at(-1);
	if (of === undefined) tell(reading, spot, node, 'there is no command that prints this: expected a run fence before it, or of="…"');
	return [{ type: 'output', text: node.value, of: of ?? '', line: placeIn(spot, node).line }];
};

const rows: Readonly<Record<string, FenceRow>> = {
	task: kept('task', parseTask),
	quiz: kept('quiz', parseQuiz),
	predict: kept('predict', parsePredict),
	output: { options: outputOptions, read: output }
};
const plainCode: FenceRow = { options: codeOptions, read: code };

function wrongOption(name: string, value: string | true, spec: OptionSpec): string | undefined {
	const is = `${name}=${String(value)}`;
	switch (spec.type) {
		case 'flag':
			return value === true ? undefined : `${is}: expected ${name} alone`;
		case 'yes-no':
			return value === true || value === 'no' || value === 'yes' ? undefined : `${is}: expected ${name}=yes or ${name}=no`;
		case 'number':
			return typeof value === 'string' && /^[1-9]$/.test(value) ? undefined : `${value === true ? name : is}: expected a number from 1 to 9, as ${name}=2`;
		case 'path':
			return typeof value === 'string' && /^\/[^\s]+[^/\s]$/.test(value)
				? undefined
				: `${value === true ? name : is}: expected a path that begins with /, as ${name}=/root/app.yaml`;
		case 'text':
			return value === true || value === '' ? `${name}: expected a value, as ${name}="…"` : undefined;
	}
}

function readOptions(node: Code, row: FenceRow, reading: Reading, spot: Spot): Options {
	const options = new Map<string, string | true>();
	const meta = node.meta ?? '';
	const start = node.position?.start.line ?? 1;
	const line = spot.text.split('\n')[start - 1] ?? '';
	const from = Math.max(0, line.lastIndexOf(meta)) - ((node.position?.start.column ?? 1) - 1);
	for (const match of meta.matchAll(/([^\s=]+)(?:=(?:"([^"]*)"|(\S+)))?/g)) {
		const [, name = '', quoted, bare] = match;
		const value = quoted ?? bare ?? true;
		const spec = Object.hasOwn(row.options, name) ? row.options[name] : undefined;
		const names = Object.keys(row.options);
		const wrong = spec
			? wrongOption(name, value, spec)
			: `a ${node.lang ?? 'code'} fence has no option "${name}": ${names.length === 0 ? 'expected none' : suggest(name, names)}`;
		if (wrong !== undefined) tell(reading, spot, node, wrong, from + match.index);
		else options.set(name, value);
	}
	return options;
}

/** What authors write for a kind of fence, beside slips of the fingers. */
const alsoCalled: Readonly<Record<string, string>> = {
	question: 'quiz',
	prediction: 'predict',
	exercise: 'task',
	check: 'task',
	checks: 'task'
};
const comparison = 'a comparison stands between <!-- compare --> and <!-- /compare -->';
/** What is no fence, though it looks as if it were one. */
const notFences: Readonly<Record<string, string>> = {
	run: 'expected its language first, as ```sh run',
	compare: comparison,
	comparison,
	tabs: 'tabs stand between <!-- tabs --> and <!-- /tabs -->'
};

/** Whether a word is another one with a letter too many, too few, wrong, or two letters swapped. Narrow: `tal` and `bash` are no tasks. */
function slip(word: string, name: string): boolean {
	let [from, to] = [0, 0];
	while (from < word.length && word[from] === name[from]) from++;
	while (to < Math.min(word.length, name.length) - from && word.at(-1 - to) === name.at(-1 - to)) to++;
	const [left, right] = [word.slice(from, word.length - to), name.slice(from, name.length - to)];
	return (left.length <= 1 && right.length <= 1) || (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]);
}

/** What to say of a language that is none but is near a kind of fence; undefined of any other. */
function meantBy(lang: string, text: string): string | undefined {
	const word = lang.toLowerCase();
	if (word === '') return undefined;
	if (Object.hasOwn(notFences, word)) return notFences[word];
	const singular = word.replace(/(?<=[^s])s$/, '');
	const near =
		Object.keys(rows).find((name) => slip(word, name) || slip(singular, name)) ??
		[word, singular].map((one) => (Object.hasOwn(alsoCalled, one) ? alsoCalled[one] : undefined)).find((one) => one !== undefined);
	if (near !== undefined) return `did you mean ${near}?`;
	const other = Object.keys(notFences).find((name) => name.length > 3 && (slip(word, name) || slip(singular, name)));
	if (other !== undefined) return notFences[other];
	// A misspelling far from every name still has a task's or a quiz's fields.
	if (/^(?:ya?ml|json\w*|markdown|md|te?xt)$/.test(word) || !/^id: /m.test(text)) return undefined;
	const looks = /^checks:/m.test(text) ? 'task' : /^question:/m.test(text) ? (/^run: /m.test(text) ? 'predict' : 'quiz') : undefined;
	return looks === undefined ? undefined : `did you mean ${looks}?`;
}

/** How many marks the fence begins with. */
const fenceMarks = (node: Code, spot: Spot): number => {
	const { line, column } = node.position?.start ?? { line: 1, column: 1 };
	return /^[`~]+\s*/.exec((spot.text.split('\n')[line - 1] ?? '').slice(column - 1))?.[0].length ?? 3;
};

/** The blocks of a fence. */
export function fence(node: Code, reading: Reading, spot: Spot): Block[] {
	const lang = node.lang ?? '';
	const special = Object.hasOwn(rows, lang) ? rows[lang] : undefined;
	const row = special ?? plainCode;
	const meant = special ? undefined : meantBy(lang, node.value);
	if (meant !== undefined) tell(reading, spot, node, `there is no "${lang}" fence: ${meant}`, fenceMarks(node, spot));
	const options = readOptions(node, row, reading, spot);
	if (row.own && spot.prose) {
		tell(reading, spot, node, `a ${lang} fence stands in the lesson’s own text, not inside another fence`);
		return [];
	}
	return row.read(node, options, reading, spot);
}
