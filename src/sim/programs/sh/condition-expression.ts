// [[ … ]]: its own evaluation, with patterns and regular expressions.
import type { Sys } from '../../engine/sys.ts';
import { compileRegExp, RegExpError } from '../../values/regexp.ts';
import { evaluate } from './arithmetic.ts';
import type { Condition, Word } from './ast.ts';
import { binaryTest, compareNumbers, unaryTest } from './condition.ts';
import { expandPattern, expandText } from './expand.ts';
import { compilePattern, matches } from './pattern.ts';
import { refreshClock, type Shell } from './shell.ts';
import { needsClock, store } from './variables.ts';
import { writeTrace } from './xtrace.ts';

/** [[ ]] is traced unquoted; an empty word is ''. */
const traced = (text: string): string => (text === '' ? "''" : text);
/** A negated test is traced with its ! */
const sign = (negated: boolean): string => (negated ? '! ' : '');

/** Evaluates a condition: true or false; throws ShellError on bad arithmetic. A bad regular expression answers null (status 2). */
export function* evaluateCondition(sh: Shell, c: Condition, negated = false): Sys<boolean | null> {
	switch (c.kind) {
		case 'parentheses':
			return yield* evaluateCondition(sh, c.operand);
		case 'not': {
			const value = yield* evaluateCondition(sh, c.operand, c.operand.kind === 'unary' || c.operand.kind === 'binary');
			return value === null ? null : !value;
		}
		case 'logical': {
			let value: boolean | null = c.operator === '&&';
			for (const operand of c.operands) {
				value = yield* evaluateCondition(sh, operand);
				if (value === null || value !== (c.operator === '&&')) return value;
			}
			return value;
		}
		case 'unary': {
			const text = yield* expandText(sh, c.operand);
			if (sh.state.options.has('xtrace')) yield* writeTrace(sh, `[[ ${sign(negated)}${c.operator} ${traced(text)} ]]`);
			return yield* unaryTest(sh, c.operator, text);
		}
		case 'binary':
			return yield* binaryCondition(sh, c.operator, c.left, c.right, negated);
	}
}

function* binaryCondition(sh: Shell, operator: string, leftWord: Word, rightWord: Word, negated: boolean): Sys<boolean | null> {
	const left = yield* expandText(sh, leftWord);
	const trace = sh.state.options.has('xtrace');
	if (operator === '=~') {
		const pattern = yield* regexpText(sh, rightWord);
		if (trace) yield* writeTrace(sh, `[[ ${sign(negated)}${traced(left)} =~ ${pattern} ]]`);
		return matchRegExp(sh, left, pattern);
	}
	if (operator === '==' || operator === '=' || operator === '!=') {
		const pattern = yield* expandPattern(sh, rightWord);
		if (trace)
			yield* writeTrace(
				sh,
				`[[ ${sign(negated)}${traced(left)} ${operator} ${pattern === '' ? "''" : rightWord.parts.every((p) => p.kind === 'literal') ? pattern : pattern.replace(/\\?(.)/gs, '\\$1')} ]]`
			);
		const equal = matches(compilePattern(pattern, { extglob: true, fold: sh.state.shopt.has('nocasematch') }), left);
		return equal === (operator !== '!=');
	}
	const right = yield* expandText(sh, rightWord);
	if (trace) yield* writeTrace(sh, `[[ ${sign(negated)}${traced(left)} ${operator} ${traced(right)} ]]`);
	if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) {
		if (needsClock(left + right)) yield* refreshClock(sh);
		return compareNumbers(operator, evaluate(sh, left), evaluate(sh, right));
	}
	return yield* binaryTest(operator, left, right);
}
/** The pattern of =~ : quoted parts are literal. */
function* regexpText(sh: Shell, word: Word): Sys<string> {
	let out = '';
	for (const part of word.parts) {
		if (part.kind === 'literal') {
			out += word.parts[0] === part && part.text[0] === '~' ? yield* expandText(sh, { parts: [part], text: part.text }) : part.text;
			continue;
		}
		const text = yield* expandText(sh, { parts: [part], text: '' });
		out += part.kind === 'quoted' || part.kind === 'double' ? text.replace(/[\\^$.[\]|()?*+{}]/g, '\\$&') : text;
	}
	return out;
}
function matchRegExp(sh: Shell, subject: string, pattern: string): boolean | null {
	let groups: readonly (string | undefined)[] | undefined;
	try {
		groups = compileRegExp(pattern, { syntax: 'ere', strict: true, ignoreCase: sh.state.shopt.has('nocasematch') }).exec(subject, 0)?.groups;
	} catch (error) {
		if (error instanceof RegExpError) return null;
		throw error;
	}
	const list = new Map((groups ?? []).map((g, i) => [i, g ?? '']));
	store(sh.state, 'BASH_REMATCH', { list, attributes: 0 }, { force: true, global: true });
	return groups !== undefined;
}
