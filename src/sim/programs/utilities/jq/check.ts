// Finds names that nobody defined before a jq program runs, as jq's compiler does.
import type { Definition, Node, Pattern } from './ast.ts';
import { natives } from './builtins.ts';
import { CompileError } from './parse.ts';

interface Scope {
	funcs: ReadonlySet<string>;
	vars: ReadonlySet<string>;
}

const names = (pattern: Pattern): string[] =>
	pattern.k === 'var'
		? [pattern.name]
		: pattern.k === 'array'
			? pattern.items.flatMap(names)
			: pattern.entries.flatMap((entry) => [...(entry.bind === undefined ? [] : [entry.bind]), ...(entry.pattern ? names(entry.pattern) : [])]);

/** Throws CompileError for the first unknown function or variable. */
export function checkNames(program: Node, library: ReadonlyMap<string, Definition>, vars: ReadonlySet<string>, source: string): void {
	const undefinedName = (what: string): never => {
		const name = what.replace(/\/\d+$/, '');
		const at = Math.max(0, source.search(new RegExp(`(?<![\\w.])${name.replace('$', '\\$')}(?!\\w)`)));
		const from = source.lastIndexOf('\n', at) + 1;
		const end = source.indexOf('\n', at);
		throw new CompileError(
			`${what} is not defined at <top-level>, line ${source.slice(0, at).split('\n').length}:\n${source.slice(from, end < 0 ? undefined : end)}${' '.repeat(at - from)}`
		);
	};
	const withVars = (scope: Scope, more: readonly string[]): Scope => ({ ...scope, vars: new Set([...scope.vars, ...more]) });
	const visit = (node: Node | undefined, scope: Scope): void => {
		if (!node) return;
		switch (node.k) {
			case 'var':
				if (!scope.vars.has(node.name)) undefinedName(`$${node.name}`);
				return;
			case 'call': {
				const key = `${node.name}/${node.args.length}`;
				if (!scope.funcs.has(key) && !(key in natives) && !library.has(key)) undefinedName(key);
				node.args.forEach((arg) => visit(arg, scope));
				return;
			}
			case 'def': {
				const { def } = node;
				const own = new Set([...scope.funcs, `${def.name}/${def.params.length}`]);
				const params = def.params.map((param) => `${param.replace(/^\$/, '')}/0`);
				visit(def.body, {
					funcs: new Set([...own, ...params]),
					vars: new Set([...scope.vars, ...def.params.filter((param) => param.startsWith('$')).map((param) => param.slice(1))])
				});
				return visit(node.rest, { ...scope, funcs: own });
			}
			case 'as':
				visit(node.source, scope);
				return visit(node.body, withVars(scope, node.patterns.flatMap(names)));
			case 'reduce':
			case 'foreach': {
				visit(node.source, scope);
				visit(node.init, scope);
				const inner = withVars(scope, names(node.pattern));
				visit(node.update, inner);
				return node.k === 'foreach' ? visit(node.extract, inner) : undefined;
			}
			case 'string':
				return node.parts.forEach((part) => typeof part !== 'string' && visit(part, scope));
			case 'object':
				return node.entries.forEach((entry) => {
					visit(entry.key, scope);
					visit(entry.value, scope);
				});
			case 'index':
				visit(node.of, scope);
				return visit(node.at, scope);
			case 'slice':
				visit(node.of, scope);
				visit(node.from, scope);
				return visit(node.to, scope);
			case 'iterate':
				return visit(node.of, scope);
			case 'array':
			case 'neg':
				return visit(node.inner, scope);
			case 'pipe':
			case 'comma':
			case 'and':
			case 'or':
			case 'alternative':
			case 'binary':
			case 'update':
				visit(node.left, scope);
				return visit(node.right, scope);
			case 'if':
				visit(node.test, scope);
				visit(node.yes, scope);
				return visit(node.no, scope);
			case 'try':
				visit(node.body, scope);
				return visit(node.handler, scope);
			case 'label':
				return visit(node.body, scope);
			default:
		}
	};
	visit(program, { funcs: new Set(), vars });
}
