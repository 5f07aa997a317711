// Trees as text, for tests of the parser: quoted parts in ‹›, double quotes in “”, expansions as they are written with their operands read.
import type { Condition, Fault, List, Node, Part, Redirection, Word } from '../ast.ts';
import { faultLines } from '../parse-fault.ts';

const part = (p: Part): string => {
	switch (p.kind) {
		case 'literal':
			return p.text;
		case 'quoted':
			return `‹${p.text}›`;
		case 'double':
			return `“${p.parts.map(part).join('')}”`;
		case 'parameter':
			return p.bad
				? `BAD(${p.text})`
				: `\${${p.prefix ?? ''}${p.name}${p.index ? `[${word(p.index)}]` : ''}${p.operator ?? ''}${p.operand ? word(p.operand) : ''}${p.second ? `|${word(p.second)}` : ''}}`;
		case 'command':
			return `$(${list(p.body)}${p.fault ? ` FAULT ${said(p.fault)}` : ''})`;
		case 'arithmetic':
			return `$((${word(p.text)}))`;
		case 'process':
			return `${p.operator}(${list(p.body)})`;
	}
};
const word = (w: Word): string => w.parts.map(part).join('');
const redirection = (r: Redirection): string => `${r.variable === undefined ? (r.fd ?? '') : `{${r.variable}}`}${r.operator}${word(r.target)}`;
const condition = (c: Condition): string => {
	switch (c.kind) {
		case 'unary':
			return `${c.operator} ${word(c.operand)}`;
		case 'binary':
			return `${word(c.left)} ${c.operator} ${word(c.right)}`;
		case 'logical':
			return `(${c.operands.map(condition).join(` ${c.operator} `)})`;
		case 'not':
			return `!${condition(c.operand)}`;
		case 'parentheses':
			return `(${condition(c.operand)})`;
	}
};
function node(n: Node): string {
	switch (n.kind) {
		case 'simple':
			return [
				...n.assignments.map((a) => `${a.name}${a.index ? `[${word(a.index)}]` : ''}${a.append ? '+' : ''}=${a.value ? word(a.value) : ''}${elements(a)}`),
				...n.words.map((w) => ('assign' in w ? `@${w.assign.name}=${w.assign.value ? word(w.assign.value) : ''}${elements(w.assign)}` : word(w))),
				...n.redirections.map(redirection)
			].join(' ');
		case 'pipeline':
			return `${n.time ? `time(${n.time}) ` : ''}${n.negated ? '! ' : ''}${n.commands.map((c, i) => node(c) + (i < n.commands.length - 1 ? (n.both[i] ? ' |& ' : ' | ') : '')).join('')}`;
		case 'and-or':
			return n.commands.map((c, i) => node(c) + (n.operators[i] ? ` ${n.operators[i]} ` : '')).join('');
		case 'function':
			return `function ${n.name} ${node(n.body)}`;
		case 'coproc':
			return `coproc ${n.name} ${node(n.body)}`;
	}
	const after = (n.redirections ?? []).map((r) => ' ' + redirection(r)).join('');
	switch (n.kind) {
		case 'group':
			return `{${list(n.body)}}${after}`;
		case 'subshell':
			return `(${list(n.body)})${after}`;
		case 'if':
			return `if ${n.clauses.map((c) => `${list(c.test)} then ${list(c.body)}`).join(' elif ')}${n.otherwise ? ` else ${list(n.otherwise)}` : ''} fi${after}`;
		case 'for':
		case 'select':
			return `${n.kind} ${n.name}${n.words ? ` in ${n.words.map(word).join(' ')}` : ''} do ${list(n.body)}${after}`;
		case 'arithmetic-for':
			return `for((${[n.initialize, n.test, n.update].map(word).join(';')})) ${list(n.body)}${after}`;
		case 'while':
			return `${n.until ? 'until' : 'while'} ${list(n.test)} do ${list(n.body)}${after}`;
		case 'case':
			return `case ${word(n.word)} in ${n.items.map((i) => `${i.patterns.map(word).join('|')}) ${list(i.body)}${i.terminator}`).join(' ')}${after}`;
		case 'condition':
			return `[[ ${condition(n.expression)} ]]${after}`;
		case 'arithmetic':
			return `((${word(n.text)}))${after}`;
	}
}
const elements = (a: { elements?: readonly { key?: Word | undefined; value: Word }[] | undefined }): string =>
	a.elements ? `(${a.elements.map((e) => (e.key ? `[${word(e.key)}]=` : '') + word(e.value)).join(' ')})` : '';
export const list = (l: List): string => l.map((s) => node(s.node) + (s.background ? ' &' : '')).join('; ');
export const said = (fault: Fault): string =>
	[...faultLines(fault).map((text) => `${fault.line}: ${text}`), ...(fault.further ?? []).map(({ line, text }) => `${line}: ${text}`)].join(' ~ ');
