// yq 4 (mikefarah's): filters over YAML and JSON documents. Expressions become jq programs (yq/translate.ts); documents keep comments (yq/document.ts).
// Leaves out xml, csv, toml, lua and shell formats and front matter. Invariant: without a change, a document is written as yaml.v3 would write it.
import { Errno, type Sys } from '../../engine/sys.ts';
import { clock, readAll, readFile, step, writeFile } from '../../kernel/index.ts';
import { natives } from './jq/builtins.ts';
import { checkNames } from './jq/check.ts';
import { isBadPath, JqError, run, type Env, type Machine, type Path } from './jq/evaluate.ts';
import { compact, isArray, isObject, toText, type Json } from './jq/json.ts';
import { library } from './jq/library.ts';
import { CompileError, parseDefinitions, parseJq } from './jq/parse.ts';
import { ParseError, parseJson } from './jq/read.ts';
import { getopt, type Parsed } from './lib/getopt.ts';
import { decode, encode } from './lib/text.ts';
import { attempt, Exit, utility, type Tool } from './lib/tool.ts';
import { nodeAt, nodeOf, nodeText, readDocuments, reconcile, restyle, toJson, type YamlDocument } from './yq/document.ts';
import { translate, yqLibrary } from './yq/translate.ts';
import { isMap, isSeq, type Node } from 'yaml';

interface Input {
	document: YamlDocument;
	value: Json;
	file: string;
	fileIndex: number;
	index: number;
}
interface Result {
	value: Json;
	/** Where it stands in its document; undefined: it was made. */
	path: Path | undefined;
	from: Input | undefined;
}

const formats: Readonly<Record<string, string>> = {
	yaml: 'yaml',
	y: 'yaml',
	yml: 'yaml',
	json: 'json',
	j: 'json',
	props: 'props',
	p: 'props',
	properties: 'props',
	auto: 'yaml',
	a: 'yaml'
};

const yamlNatives: Machine['natives'] = {
	...natives,
	'to_yaml/0': function* (_m, _env, _args, input) {
		yield [nodeText(nodeOf(input), undefined, 2), undefined];
	},
	'from_yaml/0': function* (_m, _env, _args, input) {
		const [document] = readDocuments(typeof input === 'string' ? input : '');
		yield [document ? toJson(document.contents, document) : null, undefined];
	}
};

function formatOf(options: Parsed, letter: 'o' | 'p', fallback: string): string {
	const text = options.get(letter);
	if (text === undefined) return fallback;
	const found = formats[text.replace(/^=/, '')];
	if (!found) throw new Exit(1, `Error: unknown format '${text.replace(/^=/, '')}' please use [yaml|json|props|csv|tsv|xml|base64|uri|toml|shell|lua]\n`);
	return found;
}

function parseText(text: string, format: string, file: string): YamlDocument[] {
	const documents = readDocuments(text);
	for (const document of documents) {
		const error = document.errors[0];
		if (error) {
			const line = error.linePos?.[0].line ?? 1;
			throw new Exit(1, `Error: bad file '${file}': ${format === 'json' ? 'json: ' : ''}yaml: line ${line}: ${words(error.code)}\n`);
		}
	}
	return documents;
}
const words = (code: string): string =>
	({
		BAD_INDENT: 'did not find expected key',
		MISSING_CHAR: "did not find expected ',' or ']'",
		TAB_AS_INDENT: 'found character that cannot start any token',
		BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context'
	})[code] ?? 'did not find expected key';

function properties(value: Json, prefix: string): string {
	if (isObject(value)) return [...value].map(([key, one]) => properties(one, prefix === '' ? key : `${prefix}.${key}`)).join('');
	if (isArray(value)) return value.map((one, i) => properties(one, prefix === '' ? String(i) : `${prefix}.${i}`)).join('');
	return `${prefix} = ${value === null ? '' : String(value)}\n`;
}

/** Whether a program changes its input: its one result is the document changed. */
const changes = (node: unknown): boolean => {
	if (typeof node !== 'object' || node === null) return false;
	if (
		'k' in node &&
		(node.k === 'update' ||
			(node.k === 'call' && 'name' in node && ['del', 'delpaths', 'setpath', 'with', 'sort_keys', 'with_entries', 'map_values'].includes(String(node.name))))
	)
		return true;
	return Object.values(node).some((one) => changes(one));
};

const usage = `Usage:
  yq [flags]
  yq [command]
`;

export const yq = utility('yq', function* (tool: Tool): Sys<number> {
	const args = [...tool.args];
	const command = args[0] === 'eval' || args[0] === 'e' || args[0] === 'eval-all' || args[0] === 'ea' ? args.shift() : 'eval';
	if (args[0] === '-V' || args[0] === '--version') {
		yield* tool.put('yq (https://github.com/mikefarah/yq/) version v4.44.3\n');
		return 0;
	}
	const options = yield* getopt(
		tool,
		{
			short: 'CeI:iMnNo:p:Prs:jv0f:',
			long: [
				'colors=C',
				'exit-status=e',
				'indent:=I',
				'inplace=i',
				'no-colors=M',
				'null-input=n',
				'no-doc=N',
				'output-format:=o',
				'input-format:=p',
				'prettyPrint=P',
				'unwrapScalar::=r',
				'tojson=j',
				'verbose=v',
				'nul-output=0',
				'from-file:',
				'expression:=x',
				'split-exp:=s',
				'front-matter:=f'
			]
		},
		args
	);
	const operands = [...options.operands];
	const all = command === 'eval-all' || command === 'ea';
	let expression = options.get('x');
	if (options.has('from-file')) {
		const bytes = yield* attempt(readFile(options.get('from-file') ?? ''));
		if (bytes instanceof Errno) throw new Exit(1, `Error: open ${options.get('from-file')}: ${goWords(bytes)}\n`);
		expression = decode(bytes);
	}
	if (expression === undefined) {
		const [first] = operands;
		const isFile = first !== undefined && operands.length === 1 && first !== '.' && !((yield* attempt(readFile(first))) instanceof Errno);
		expression = first === undefined || isFile || first === '-' ? '.' : (operands.shift() ?? '.');
	}
	if (operands.length === 0 && !options.has('n') && options.operands.length === 0 && tool.args.length === 0) {
		yield* tool.put(usage);
		return 0;
	}
	const output = options.has('j') ? 'json' : formatOf(options, 'o', operands[0]?.endsWith('.json') && !options.has('o') ? 'json' : 'yaml');
	const input = formatOf(options, 'p', 'yaml');
	const indent = Number(options.get('I') ?? 2);
	const program = compile(expression);
	const inputs = options.has('n') ? [] : yield* readInputs(tool, operands.length === 0 ? ['-'] : operands, input);
	const m: Machine = {
		natives: yamlNatives,
		library: new Map([...parseDefinitions(library), ...parseDefinitions(yqLibrary)].map((def) => [`${def.name}/${def.params.length}`, def])),
		root: { up: undefined },
		steps: 0,
		input: () => undefined,
		inputName: null,
		inputLine: 0,
		environment: new Map(Object.entries(tool.env)),
		now: yield* clock(),
		messages: [],
		named: new Map(),
		positional: []
	};
	const changing = changes(program);
	const lead = leadingPath(program);
	const evaluate = function* (value: Json, from: Input | undefined, followed = true): Sys<Result[]> {
		const vars = new Map<string, Json>([
			['__di', from?.index ?? 0],
			['__fi', from?.fileIndex ?? 0],
			['__filename', from?.file ?? '']
		]);
		const env: Env = { up: m.root, vars };
		m.steps = 0;
		const results: Result[] = [];
		try {
			for (const [one, path] of run(m, env, program, value, followed ? [] : undefined))
				results.push({ value: one, path: path === undefined || isBadPath(path) ? undefined : path, from });
		} catch (error) {
			if (!(error instanceof JqError)) throw error;
			if (followed && typeof error.value === 'string' && error.value.startsWith('Invalid path expression')) return yield* evaluate(value, from, false);
			// What is no map or list has nothing inside.
			if (typeof error.value === 'string' && /^Cannot (?:index (?:number|string|boolean) with string|iterate over)/.test(error.value)) return results;
			yield* tool.flush();
			throw new Exit(1, `Error: ${typeof error.value === 'string' ? yqWords(error.value) : toText(error.value, compact)}\n`);
		}
		yield* step();
		return results;
	};
	const groups: Result[][] = [];
	if (options.has('n')) groups.push(yield* evaluate(null, undefined));
	else if (all) groups.push(yield* evaluateAll(expression, inputs, evaluate));
	else for (const one of inputs) groups.push(yield* evaluate(one.value, one));
	const text = written(groups, {
		output,
		indent,
		block: options.has('P'),
		raw: !options.has('r') || (options.get('r') ?? '') !== 'false',
		unwrap: options.has('r'),
		separate: !options.has('N'),
		changing,
		lead,
		nul: options.has('0')
	});
	if (options.has('i')) {
		const file = operands[0];
		if (file === undefined) throw new Exit(1, 'Error: write inplace flag only applicable when giving an expression and at least one file\n');
		yield* writeFile(file, encode(text));
	} else yield* tool.put(text);
	const found = groups.flat();
	if (options.has('e') && !found.some((one) => one.value !== null && one.value !== false)) {
		yield* tool.flush();
		throw new Exit(1, 'Error: no matches found\n');
	}
	return 0;
});

const goWords = (error: Errno): string => error.message.toLowerCase();

function compile(expression: string): ReturnType<typeof parseJq> {
	try {
		const program = parseJq(translate(expression));
		const definitions = [...parseDefinitions(library), ...parseDefinitions(yqLibrary)];
		const known = new Map(definitions.map((def) => [`${def.name}/${def.params.length}`, def]));
		known.set('to_yaml/0', definitions[0] as (typeof definitions)[0]).set('from_yaml/0', definitions[0] as (typeof definitions)[0]);
		checkNames(program, known, new Set(['__di', '__fi', '__filename', 'ENV']), expression);
		return program;
	} catch (error) {
		if (!(error instanceof CompileError)) throw error;
		const name = /^(\w+)\/\d+ is not defined/.exec(error.message)?.[1];
		const at = name === undefined ? expression.length : expression.indexOf(name);
		throw new Exit(
			1,
			name === undefined
				? `Error: bad expression, please check expression syntax\n`
				: `Error: 1:${at + 1}: invalid input text "${expression.slice(at, at + 20)}${expression.length > at + 20 ? '...' : ''}"\n`
		);
	}
}

const kinds: Readonly<Record<string, string>> = { string: '!!str', number: '!!int', boolean: '!!bool', object: '!!map', array: '!!seq' };
/** jq's messages in yq's words. */
function yqWords(message: string): string {
	const index = /^Cannot index (\w+) with string "(.*)"$/.exec(message);
	if (index?.[1] === 'array') return `cannot index array with '${index[2]}' (strconv.ParseInt: parsing "${index[2]}": invalid syntax)`;
	const add = /^(\w+) \((.*)\) and (\w+) \(.*\) cannot be (added|subtracted|multiplied|divided)/.exec(message);
	if (add) return `${kinds[add[3] ?? ''] ?? add[3]} () cannot be ${add[4]} to a ${kinds[add[1] ?? ''] ?? add[1]} ()`;
	return message;
}

function* readInputs(tool: Tool, files: readonly string[], format: string): Sys<Input[]> {
	const out: Input[] = [];
	for (const [fileIndex, file] of files.entries()) {
		const bytes = file === '-' ? yield* readAll(0) : yield* attempt(readFile(file));
		if (bytes instanceof Errno) {
			yield* tool.flush();
			throw new Exit(1, `Error: open ${file}: ${goWords(bytes)}\n`);
		}
		const text = decode(bytes);
		const jsonFile = format === 'json' || file.endsWith('.json');
		const documents = parseText(jsonFile ? checkedJson(text) : text, format, file);
		if (jsonFile) for (const document of documents) if (document.contents) restyle(document.contents, true);
		documents.forEach((document, index) => out.push({ document, value: toJson(document.contents, document), file, fileIndex, index }));
	}
	return out;
}
function checkedJson(text: string): string {
	try {
		parseJson(text);
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
	}
	return text;
}

/** eval-all: the expression sees every document at once; select(fi == n) chooses among them. */
function* evaluateAll(expression: string, inputs: readonly Input[], evaluate: (value: Json, from: Input | undefined) => Sys<Result[]>): Sys<Result[]> {
	const chosen = [...expression.matchAll(/select\(\s*(?:fileIndex|file_index|fi)\s*==\s*(\d+)\s*\)/g)].map((match) => Number(match[1]));
	if (chosen.length > 0 && /\*/.test(expression)) {
		// select(fi == 0) * select(fi == 1): documents merged in that order.
		let merged: Json = null;
		const base = inputs.find((one) => one.fileIndex === chosen[0]);
		for (const n of chosen) for (const one of inputs.filter((i) => i.fileIndex === n)) merged = mergeDeep(merged, one.value);
		return [{ value: merged, path: undefined, from: base }];
	}
	if (/ireduce/.test(expression)) {
		let merged: Json = null;
		for (const one of inputs) merged = mergeDeep(merged, one.value);
		return [{ value: merged, path: undefined, from: inputs[0] }];
	}
	if (/^\s*\[/.test(expression)) {
		// [ … ] collects what it makes of every document.
		const all: Json[] = [];
		for (const one of inputs) for (const { value } of yield* evaluate(one.value, one)) all.push(...(isArray(value) ? value : [value]));
		return [{ value: all, path: undefined, from: undefined }];
	}
	const out: Result[] = [];
	for (const one of inputs) out.push(...(yield* evaluate(one.value, one)));
	return out;
}
function mergeDeep(a: Json, b: Json): Json {
	if (!isObject(a) || !isObject(b)) return b;
	const out = new Map(a);
	for (const [key, value] of b) out.set(key, mergeDeep(out.get(key) ?? null, value));
	return out;
}

interface Writing {
	output: string;
	indent: number;
	block: boolean;
	raw: boolean;
	unwrap: boolean;
	separate: boolean;
	changing: boolean;
	/** The path a filter begins with: what is made of a flow collection is written as one. */
	lead: Path;
	nul: boolean;
}
function written(groups: readonly (readonly Result[])[], w: Writing): string {
	const end = w.nul ? '\0' : '\n';
	const texts = groups.map((group) => group.map((result) => one(result, w, end)).join(''));
	return texts.filter((text, i) => text !== '' || (groups[i] ?? []).length > 0).join(w.separate && w.output === 'yaml' ? '---\n' : '');
}

function one({ value, path, from }: Result, w: Writing, end: string): string {
	if (w.output === 'json') {
		if (w.unwrap && typeof value === 'string') return value + end;
		return toText(value, { ...compact, indent: ' '.repeat(w.indent) }) + end;
	}
	if (w.output === 'props') return properties(value, '');
	const scalar = !isObject(value) && !isArray(value);
	if (scalar && w.raw && !(path !== undefined && path.length === 0)) return (value === null ? 'null' : String(value)) + end;
	let node: Node | undefined;
	if (from && path !== undefined) node = nodeAt(from.document, path);
	else if (from && from.document.contents && w.changing && w.lead.length === 0) {
		const changed = reconcile(from.document.contents, value, from.document);
		if (changed === from.document.contents) node = changed;
	}
	if (!node && scalar) return (value === null ? 'null' : String(value)) + end;
	const shown = node ?? styled(nodeOf(value), from, w);
	if (w.block) restyle(shown, true);
	return nodeText(shown, from?.document, w.indent);
}

/** The keys of the path that the leftmost part of a program is. */
function leadingPath(node: unknown): Path {
	if (typeof node !== 'object' || node === null || !('k' in node)) return [];
	if (node.k === 'def' && 'rest' in node) return leadingPath(node.rest);
	// What sorts or maps a collection keeps its style; what makes another of it does not.
	if (node.k === 'pipe' && 'left' in node && 'right' in node) return keepsStyle(node.right) ? leadingPath(node.left) : [];
	if (node.k === 'binary' && 'left' in node && 'op' in node && node.op === '*') return leadingPath(node.left);
	if (node.k === 'index' && 'of' in node && 'at' in node && typeof node.at === 'object' && node.at !== null && 'value' in node.at) {
		const key = node.at.value;
		return typeof key === 'string' || typeof key === 'number' ? [...leadingPath(node.of), key] : [];
	}
	return [];
}

function styled(node: Node, from: Input | undefined, w: Writing): Node {
	const source = from && w.lead.length > 0 ? nodeAt(from.document, w.lead) : undefined;
	if ((isMap(source) || isSeq(source)) && source.flow === true && (isMap(node) || isSeq(node))) node.flow = true;
	return node;
}
const keeping = ['sort', 'sort_by', 'reverse', 'map', 'unique', 'map_values'];
const keepsStyle = (node: unknown): boolean =>
	typeof node === 'object' &&
	node !== null &&
	'k' in node &&
	(node.k === 'update' ||
		(node.k === 'call' && 'name' in node && keeping.includes(String(node.name))) ||
		(node.k === 'pipe' && 'left' in node && 'right' in node && keepsStyle(node.left) && keepsStyle(node.right)));
