// Trees back to text, laid out as bash prints functions (declare -f, type) and one-line commands (jobs, BASH_COMMAND).
import type { CompoundNode, Condition, FunctionNode, List, Node } from './ast.ts';
import { heredocs, printRedirection, printSimple } from './print-simple.ts';

const pad = (depth: number): string => ' '.repeat(depth * 4);

export function printCondition(c: Condition): string {
	switch (c.kind) {
		case 'unary':
			return `${c.operator} ${c.operand.text}`;
		case 'binary':
			return `${c.left.text} ${c.operator === '=' ? '=' : c.operator} ${c.right.text}`;
		case 'logical':
			return c.operands.map(printCondition).join(` ${c.operator} `);
		case 'not':
			return `! ${printCondition(c.operand)}`;
		case 'parentheses':
			return `( ${printCondition(c.operand)} )`;
	}
}

/** A node on as few lines as bash uses at depth 0. */
export function printNode(node: Node, depth = 0): string {
	switch (node.kind) {
		case 'simple':
			return printSimple(node);
		case 'pipeline':
			return `${node.time ? (node.time === 'posix' ? 'time -p ' : 'time ') : ''}${node.negated ? '! ' : ''}${node.commands.map((c, i) => printNode(c, depth) + (i < node.commands.length - 1 ? (node.both[i] ? ' 2>&1 | ' : ' | ') : '')).join('')}`;
		case 'and-or':
			return node.commands.map((c, i) => printNode(c, depth) + (i < node.commands.length - 1 ? ` ${node.operators[i]} ` : '')).join('');
		case 'function':
			return 'function ' + printFunction(node.name, node.body, depth);
		case 'coproc':
			return `coproc ${node.name} ${printNode(node.body, depth)}`;
		default:
			return (
				// Outside a function a group stays on its line.
				(node.kind === 'group' && depth === 0 ? `{ ${inline(node.body, 0)}${node.body.at(-1)?.background ? '' : ';'} }` : printCompound(node, depth)) +
				(node.redirections?.length ? ' ' + node.redirections.map(printRedirection).join(' ') : '') +
				heredocs(node.redirections ?? [])
			);
	}
}

const texts = new WeakMap<Node, string>();
/** A command's text, made once. */
export function printed(command: Node): string {
	let text = texts.get(command);
	if (text === undefined) texts.set(command, (text = printNode(command)));
	return text;
}

/** Statements one to a line. */
function printList(list: List, depth: number): string {
	let out = '';
	for (const [i, s] of list.entries()) {
		// What follows `&` stays on its line.
		const text = (list[i - 1]?.background ? ' ' : pad(depth)) + printNode(s.node, depth);
		out += text;
		if (s.background) out += ' &';
		else if (i < list.length - 1) out += text.endsWith('\n') ? '\n' : ';\n';
	}
	return out;
}
const closed = (list: List, depth: number): string => {
	const text = printList(list, depth);
	return text.endsWith('\n') || list.at(-1)?.background ? text : text + ';';
};
const inline = (list: List, depth: number): string => list.map((s) => printNode(s.node, depth) + (s.background ? ' &' : '')).join('; ');

function printCompound(node: CompoundNode, depth: number): string {
	const p = pad(depth);
	switch (node.kind) {
		case 'group':
			return `{ \n${printList(node.body, depth + 1)}\n${p}}`;
		case 'subshell':
			return depth === 0 ? `( ${inline(node.body, depth)} )` : `( ${printList(node.body, depth).trimStart()} )`;
		case 'if': {
			let out = '';
			for (const [i, clause] of node.clauses.entries()) {
				const q = pad(depth + i);
				out += i === 0 ? 'if ' : `\n${pad(depth + i - 1)}else\n${q}if `;
				out += `${inline(clause.test, depth)}; then\n${closed(clause.body, depth + i + 1)}`;
			}
			const deep = node.clauses.length - 1;
			if (node.otherwise) out += `\n${pad(depth + deep)}else\n${closed(node.otherwise, depth + deep + 1)}`;
			for (let i = deep; i >= 0; i--) out += `\n${pad(depth + i)}fi${i > 0 ? ';' : ''}`;
			return out;
		}
		case 'for':
			return `for ${node.name} in ${node.words ? node.words.map((w) => w.text).join(' ') : '"$@"'};\n${p}do\n${closed(node.body, depth + 1)}\n${p}done`;
		case 'select':
			return `select ${node.name} in ${node.words ? node.words.map((w) => w.text).join(' ') : '"$@"'};\n${p}do\n${closed(node.body, depth + 1)}\n${p}done`;
		case 'arithmetic-for':
			return `for ((${node.initialize.text || '1'}; ${node.test.text || '1'}; ${node.update.text || '1'}))\n${p}do\n${closed(node.body, depth + 1)}\n${p}done`;
		case 'while':
			return `${node.until ? 'until' : 'while'} ${inline(node.test, depth)}; do\n${closed(node.body, depth + 1)}\n${p}done`;
		case 'case': {
			let out = `case ${node.word.text} in `;
			for (const item of node.items) {
				out += `\n${pad(depth + 1)}${item.patterns.map((w) => w.text).join(' | ')})\n`;
				out += (item.body.length ? printList(item.body, depth + 2) : '') + '\n';
				out += `${pad(depth + 1)}${item.terminator}`;
			}
			return `${out}\n${p}esac`;
		}
		case 'condition':
			return `[[ ${printCondition(node.expression)} ]]`;
		case 'arithmetic':
			return `((${node.text.text}))`;
	}
}

/** `f () \n{ \n … }` */
export function printFunction(name: string, body: FunctionNode['body'], depth = 0): string {
	const redirections = body.redirections?.length ? ' ' + body.redirections.map(printRedirection).join(' ') : '';
	const inner = body.kind === 'group' ? printCompound(body, depth) : `{ \n${pad(depth + 1)}${printCompound(body, depth + 1)}\n${pad(depth)}}`;
	return `${name} () \n${pad(depth)}${inner}${redirections}`;
}
