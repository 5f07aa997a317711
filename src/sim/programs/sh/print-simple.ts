// A simple command back to text, as bash shows it of jobs and in BASH_COMMAND.
import type { Argument, Assignment, Redirection, Simple } from './ast.ts';
import { ansiC } from './escapes.ts';

function printAssignment(a: Assignment): string {
	return a.text;
}
const argument = (w: Argument): string => ('assign' in w ? w.assign.text : wordText(w.text));
/** $'…' is printed as what it stands for. */
const wordText = (text: string): string =>
	text.includes("$'") && !text.includes('"')
		? text.replace(/\$'((?:\\.|[^'\\])*)'/gs, (_, inner: string) => `'${ansiC(inner).replaceAll("'", "'\\''")}'`)
		: text;

export function printRedirection(r: Redirection): string {
	const head = r.variable !== undefined ? `{${r.variable}}` : r.fd !== undefined ? String(r.fd) : '';
	if (r.operator === '<<') return `${head}${r.stripTabs ? '<<-' : '<<'}${r.delimiter ?? ''}`;
	if (r.operator === '>&' || r.operator === '<&')
		return `${head || (r.operator === '>&' ? (/^\d+$|^-$/.test(r.target.text) ? '1' : '') : '0')}${r.operator}${/^\d+-?$|^-$/.test(r.target.text) ? '' : ' '}${r.target.text}`;
	return `${head}${r.operator} ${r.target.text}`;
}
export function printSimple(node: Simple): string {
	return (
		[...node.assignments.map(printAssignment), ...node.words.map(argument), ...node.redirections.map(printRedirection)].join(' ') + heredocs(node.redirections)
	);
}
const texts = new WeakMap<Simple, string>();
/** The same, made once. */
export function printedSimple(node: Simple): string {
	let text = texts.get(node);
	if (text === undefined) texts.set(node, (text = printSimple(node)));
	return text;
}
export const heredocs = (list: readonly Redirection[]): string =>
	list
		.filter((r) => r.operator === '<<')
		.map((r) => `\n${r.target.text}${(r.delimiter ?? '').replace(/['"\\]/g, '')}\n`)
		.join('');
