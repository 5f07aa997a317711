// Instructions with their arguments taken apart and checked: BuildKit's instructions package and the texts of its errors.
// Leaves out variables, which only the builder knows. Invariant: what has a wrong shape throws; what is wrong in a value the builder says.
import { parseJson } from '../json.ts';
import { parseRunMount, type RunMount } from './run-mounts.ts';
import { BuildFailure } from './failure.ts';
import { parseLines, type Heredoc, type Node, type Parsed } from './lines.ts';

export interface Place {
	readonly name: string;
	readonly original: string;
	readonly start: number;
	readonly end: number;
}
export type Pair = readonly [name: string, value: string];
interface CommandLine {
	readonly args: readonly string[];
	/** Shell form: SHELL goes in front. */
	readonly shell: boolean;
}
export type Command = Place &
	(
		| ({ readonly kind: 'run'; readonly files: readonly Heredoc[]; readonly flags: readonly Pair[]; readonly mounts: readonly RunMount[] } & CommandLine)
		| ({ readonly kind: 'cmd' | 'entrypoint' } & CommandLine)
		| {
				readonly kind: 'copy' | 'add';
				readonly sources: readonly string[];
				readonly dest: string;
				readonly flags: readonly Pair[];
				readonly files: readonly Heredoc[];
		  }
		| { readonly kind: 'env' | 'label'; readonly pairs: readonly Pair[]; readonly legacy: boolean }
		| { readonly kind: 'arg'; readonly args: readonly { readonly name: string; readonly value?: string }[] }
		| { readonly kind: 'workdir' | 'user' | 'stopsignal' | 'maintainer'; readonly value: string }
		| { readonly kind: 'expose' | 'volume' | 'shell'; readonly values: readonly string[] }
		| { readonly kind: 'healthcheck'; readonly test: readonly string[]; readonly flags: readonly Pair[] }
		| { readonly kind: 'onbuild'; readonly trigger: string }
	);
export interface Stage extends Place {
	/** "" when it has no AS. */
	readonly stageName: string;
	/** As written, variables not replaced. */
	readonly base: string;
	readonly platform: string;
	readonly commands: readonly Command[];
	readonly asCasing: boolean;
}
export interface Dockerfile {
	readonly parsed: Parsed;
	readonly metaArgs: readonly Extract<Command, { kind: 'arg' }>[];
	readonly stages: readonly Stage[];
}

const known = [
	'ADD',
	'ARG',
	'CMD',
	'COPY',
	'ENTRYPOINT',
	'ENV',
	'EXPOSE',
	'FROM',
	'HEALTHCHECK',
	'LABEL',
	'MAINTAINER',
	'ONBUILD',
	'RUN',
	'SHELL',
	'STOPSIGNAL',
	'USER',
	'VOLUME',
	'WORKDIR'
];

function distance(a: string, b: string): number {
	let row = [...b, ''].map((_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
		row = next;
	}
	return row[b.length] ?? 0;
}
function suggestion(word: string): string {
	let best = '';
	// Less than three edits away, as BuildKit's suggest package has it.
	let least = 3;
	for (const one of known) {
		const d = distance(word, one);
		if (d < least) {
			least = d;
			best = one;
		}
	}
	return best === '' ? '' : ` (did you mean ${best}?)`;
}

/** A JSON array of strings, or undefined. */
function jsonList(text: string): string[] | undefined {
	if (!text.trimStart().startsWith('[')) return undefined;
	try {
		const value = parseJson(text);
		if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.map(String);
	} catch {
		return undefined;
	}
	return undefined;
}
const listOrWords = (text: string): string[] => jsonList(text) ?? text.split(/\s+/).filter((word) => word !== '');
const commandLine = (text: string): CommandLine => {
	const list = jsonList(text);
	return list ? { args: list, shell: false } : { args: text === '' ? [] : [text], shell: true };
};

/** Words of NAME=value lists, quotes and escapes kept. */
function rawWords(text: string): string[] {
	const out: string[] = [];
	let word = '';
	let quote = '';
	for (let i = 0; i < text.length; i++) {
		const c = text[i] ?? '';
		if (c === '\\' && quote !== "'") {
			word += c + (text[++i] ?? '');
			continue;
		}
		if (quote === '' && /\s/.test(c)) {
			if (word !== '') out.push(word);
			word = '';
			continue;
		}
		if (quote === '' && (c === '"' || c === "'")) quote = c;
		else if (c === quote) quote = '';
		word += c;
	}
	if (word !== '') out.push(word);
	return out;
}

function nameValues(node: Node): { pairs: Pair[]; legacy: boolean } {
	const words = rawWords(node.rest);
	if (words.length === 0)
		throw new BuildFailure(`dockerfile parse error on line ${node.start}: ${node.word} requires at least one argument`, node.start, node.end);
	if (!(words[0] ?? '').includes('=')) {
		const match = /^(\S+)\s+(.*)$/s.exec(node.rest);
		if (!match) throw new BuildFailure(`${node.word} must have two arguments`, node.start, node.end);
		return { pairs: [[match[1] ?? '', match[2] ?? '']], legacy: true };
	}
	const pairs = words.map((word): Pair => {
		const at = word.indexOf('=');
		if (at < 0) throw new BuildFailure(`Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`, node.start, node.end);
		if (at === 0) throw new BuildFailure(`dockerfile parse error on line ${node.start}: ${node.word} names can not be blank`, node.start, node.end);
		return [word.slice(0, at), word.slice(at + 1)];
	});
	return { pairs, legacy: false };
}

const flagNames: Readonly<Record<string, readonly string[]>> = {
	RUN: ['mount', 'network', 'security', 'device'],
	COPY: ['from', 'chown', 'chmod', 'link', 'parents', 'exclude'],
	ADD: ['chown', 'chmod', 'link', 'keep-git-dir', 'checksum', 'exclude', 'unpack'],
	FROM: ['platform'],
	HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries']
};
const booleans = ['link', 'parents', 'keep-git-dir', 'unpack'];

function flagsOf(node: Node, fail: (message: string) => BuildFailure): Pair[] {
	return node.flags.map((flag): Pair => {
		const at = flag.indexOf('=');
		const name = flag.slice(2, at < 0 ? undefined : at);
		if (!(flagNames[node.word] ?? []).includes(name)) throw fail(`unknown flag: --${name}`);
		if (at < 0 && !booleans.includes(name)) throw fail(`missing a value on flag: --${name}`);
		return [name, at < 0 ? 'true' : flag.slice(at + 1)];
	});
}

/** One instruction other than FROM. Throws BuildFailure. */
export function parseCommand(node: Node): Command {
	const fail = (message: string): BuildFailure => new BuildFailure(`dockerfile parse error on line ${node.start}: ${message}`, node.start, node.end);
	const place: Place = { name: node.name, original: node.original, start: node.start, end: node.end };
	const { rest, word } = node;
	const flags = flagsOf(node, fail);
	const one = (): string => {
		if (rest === '') throw fail(`${word} requires exactly one argument`);
		return rest;
	};
	const some = (values: readonly string[]): readonly string[] => {
		if (values.length === 0) throw fail(`${word} requires at least one argument`);
		return values;
	};
	switch (word) {
		case 'RUN':
			if (rest === '') throw fail('RUN requires at least one argument');
			return {
				...place,
				kind: 'run',
				files: node.heredocs,
				flags,
				mounts: flags.flatMap(([name, value]) => (name === 'mount' ? [parseRunMount(value, fail)] : [])),
				...commandLine(rest)
			};
		case 'CMD':
			return { ...place, kind: 'cmd', ...commandLine(rest) };
		case 'ENTRYPOINT':
			return { ...place, kind: 'entrypoint', ...commandLine(rest) };
		case 'COPY':
		case 'ADD': {
			const words = listOrWords(rest);
			if (words.length === 0)
				throw fail(`${word} requires at least two arguments, but no arguments were provided. Source and destination could not be determined`);
			if (words.length === 1) throw fail(`${word} requires at least two arguments, but only one was provided. Destination could not be determined`);
			return { ...place, kind: word === 'COPY' ? 'copy' : 'add', sources: words.slice(0, -1), dest: words.at(-1) ?? '', flags, files: node.heredocs };
		}
		case 'ENV':
		case 'LABEL':
			return { ...place, kind: word === 'ENV' ? 'env' : 'label', ...nameValues(node) };
		case 'ARG':
			return {
				...place,
				kind: 'arg',
				args: some(rawWords(rest)).map((text) => {
					const at = text.indexOf('=');
					if (at === 0) throw fail('ARG names can not be blank');
					return at < 0 ? { name: text } : { name: text.slice(0, at), value: text.slice(at + 1) };
				})
			};
		case 'WORKDIR':
		case 'USER':
		case 'STOPSIGNAL':
		case 'MAINTAINER':
			return { ...place, kind: word === 'WORKDIR' ? 'workdir' : word === 'USER' ? 'user' : word === 'STOPSIGNAL' ? 'stopsignal' : 'maintainer', value: one() };
		case 'EXPOSE':
			return { ...place, kind: 'expose', values: some(rest.split(/\s+/).filter((port) => port !== '')) };
		case 'VOLUME':
			return { ...place, kind: 'volume', values: some(listOrWords(rest)) };
		case 'SHELL': {
			const list = jsonList(rest);
			if (!list) throw fail(`SHELL requires the arguments to be in JSON form`);
			if (list.length === 0) throw fail('SHELL requires at least one argument');
			return { ...place, kind: 'shell', values: list };
		}
		case 'HEALTHCHECK': {
			const match = /^(\S+)\s*(.*)$/s.exec(rest);
			if (!match) throw fail('HEALTHCHECK requires at least one argument');
			const type = (match[1] ?? '').toUpperCase();
			if (type === 'NONE') {
				if ((match[2] ?? '') !== '') throw fail('HEALTHCHECK NONE takes no arguments');
				return { ...place, kind: 'healthcheck', test: ['NONE'], flags };
			}
			if (type !== 'CMD') throw fail(`Unknown type ${JSON.stringify(type)} in HEALTHCHECK (try CMD)`);
			const { args, shell } = commandLine(match[2] ?? '');
			if (args.length === 0) throw fail('Missing command after HEALTHCHECK CMD');
			return { ...place, kind: 'healthcheck', test: [shell ? 'CMD-SHELL' : 'CMD', ...args], flags };
		}
		case 'ONBUILD': {
			const trigger = (rest.split(/\s+/)[0] ?? '').toUpperCase();
			if (rest === '') throw fail('ONBUILD requires at least one argument');
			if (trigger === 'ONBUILD') throw fail("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
			if (trigger === 'FROM' || trigger === 'MAINTAINER') throw fail(`${trigger} isn't allowed as an ONBUILD trigger`);
			return { ...place, kind: 'onbuild', trigger: rest };
		}
		default:
			throw fail(`unknown instruction: ${word}${suggestion(word)}`);
	}
}

function parseFrom(node: Node): Stage {
	const fail = (message: string): BuildFailure => new BuildFailure(`dockerfile parse error on line ${node.start}: ${message}`, node.start, node.end);
	const words = node.rest.split(/\s+/).filter((word) => word !== '');
	const flags = flagsOf(node, fail);
	if (words.length !== 1 && !(words.length === 3 && (words[1] ?? '').toLowerCase() === 'as')) throw fail('FROM requires either one or three arguments');
	const stageName = (words[2] ?? '').toLowerCase();
	if (words.length === 3 && !/^[a-z][a-z0-9-_.]*$/.test(stageName))
		throw fail(`invalid name for build stage: ${JSON.stringify(words[2])}, name can't start with a number or contain symbols`);
	const sameCase = words[1] === undefined || (node.name === node.word) === (words[1] === 'AS');
	return {
		name: node.name,
		original: node.original,
		start: node.start,
		end: node.end,
		stageName,
		base: words[0] ?? '',
		platform: flags[0]?.[1] ?? '',
		commands: [],
		asCasing: sameCase
	};
}

/** A whole Dockerfile. Throws BuildFailure. */
export function parseDockerfile(source: string): Dockerfile {
	if (source.length === 0) throw new BuildFailure('the Dockerfile cannot be empty');
	const parsed = parseLines(source);
	const metaArgs: Extract<Command, { kind: 'arg' }>[] = [];
	const stages: { stage: Stage; commands: Command[] }[] = [];
	for (const node of parsed.nodes) {
		if ((node.word === 'ENV' || node.word === 'LABEL') && !/[=\s]/.test(node.rest) && node.rest !== '')
			throw new BuildFailure(`${node.word} must have two arguments`, node.start, node.end);
	}
	for (const node of parsed.nodes) {
		if (node.word === 'FROM') {
			stages.push({ stage: parseFrom(node), commands: [] });
			continue;
		}
		const command = parseCommand(node);
		const current = stages.at(-1);
		if (current) current.commands.push(command);
		else if (command.kind === 'arg') metaArgs.push(command);
		else throw new BuildFailure('no build stage in current context', node.start, node.end);
	}
	if (stages.length === 0) throw new BuildFailure('dockerfile contains no stages to build');
	return { parsed, metaArgs, stages: stages.map(({ stage, commands }) => ({ ...stage, commands })) };
}
