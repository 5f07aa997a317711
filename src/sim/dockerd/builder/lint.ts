// The rules a Dockerfile is linted with before any stage is looked into (BuildKit's linter, its names and texts).
import type { Dockerfile } from '../../values/dockerfile/index.ts';
import type { Warning } from './protocol.ts';

/** Warnings of the file as such, in the order the parser meets them. Pure. */
export function lintFile(file: Dockerfile): Warning[] {
	const out: Warning[] = [];
	const add = (rule: string, text: string, at: { start: number; end: number }): void => void out.push({ rule, text, start: at.start, end: at.end });
	for (const line of file.parsed.emptyContinuations) add('NoEmptyContinuation', 'Empty continuation line', { start: line, end: line });
	const names = new Map<string, number>();
	for (const stage of file.stages) {
		const written = / [aA][sS] +(\S+)\s*$/.exec(stage.original)?.[1] ?? '';
		if (!stage.asCasing) add('FromAsCasing', `'as' and 'FROM' keywords' casing do not match`, stage);
		if (written !== stage.stageName) add('StageNameCasing', `Stage name '${written}' should be lowercase`, stage);
		if (stage.stageName === 'scratch' || stage.stageName === 'context')
			add('ReservedStageName', `Stage name should not use the same name as reserved stage ${JSON.stringify(stage.stageName)}`, stage);
		for (const command of stage.commands)
			if (command.kind === 'maintainer') add('MaintainerDeprecated', 'Maintainer instruction is deprecated in favor of using label', command);
	}
	const nodes = file.parsed.nodes;
	const lower = nodes.filter((node) => node.name === node.name.toLowerCase()).length;
	const upper = nodes.filter((node) => node.name === node.word).length;
	const majority = lower > upper ? 'lowercase' : 'uppercase';
	for (const node of nodes) {
		const right = majority === 'lowercase' ? node.word.toLowerCase() : node.word;
		if (node.name !== right) add('ConsistentInstructionCasing', `Command '${node.name}' should match the case of the command majority (${majority})`, node);
	}
	for (const stage of file.stages) {
		if (stage.stageName === '') continue;
		if (names.has(stage.stageName)) add('DuplicateStageName', `Duplicate stage name ${JSON.stringify(stage.stageName)}, stage names should be unique`, stage);
		names.set(stage.stageName, stage.start);
	}
	return out;
}

const secret = /(?:^|_)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const harmless = /(?:^|_)public(?:_|$)/i;
/** Whether a variable's name says it holds a secret. */
export const looksSecret = (name: string): boolean => secret.test(name) && !harmless.test(name);
