// Which names are a function's own: what its body binds, as CPython's compiler decides before anything runs.
import type { Node, Parameter, Pattern, Statement } from './syntax.ts';

function target(node: Node, add: (name: string) => void): void {
	if (node.kind === 'name') add(node.name);
	else if (node.kind === 'tuple' || node.kind === 'list') for (const one of node.items) target(one, add);
	else if (node.kind === 'star') target(node.of, add);
}
function pattern(one: Pattern, add: (name: string) => void): void {
	switch (one.kind) {
		case 'capture':
		case 'rest':
			if (one.name !== null) add(one.name);
			return;
		case 'sequence':
		case 'either':
			for (const item of one.items) pattern(item, add);
			return;
		case 'mapping':
			for (const [, item] of one.items) pattern(item, add);
			if (one.rest !== null) add(one.rest);
			return;
		case 'class':
			for (const item of one.items) pattern(item, add);
			for (const [, item] of one.named) pattern(item, add);
			return;
		case 'as':
			add(one.name);
			pattern(one.of, add);
	}
}
function statements(body: readonly Statement[], add: (name: string) => void): void {
	for (const s of body)
		switch (s.kind) {
			case 'assign':
				for (const one of s.targets) target(one, add);
				break;
			case 'annotate':
			case 'augment':
				target(s.target, add);
				break;
			case 'if':
				statements(s.then, add);
				statements(s.otherwise, add);
				break;
			case 'while':
				statements(s.body, add);
				statements(s.otherwise, add);
				break;
			case 'for':
				target(s.target, add);
				statements(s.body, add);
				statements(s.otherwise, add);
				break;
			case 'def':
			case 'class':
				add(s.name);
				break;
			case 'import':
				for (const { path, as } of s.names) add(as ?? path.split('.')[0] ?? path);
				break;
			case 'from':
				for (const { name, as } of s.names) add(as ?? name);
				break;
			case 'try':
				for (const part of [s.body, s.otherwise, s.last]) statements(part, add);
				for (const one of s.handlers) {
					if (one.name !== null) add(one.name);
					statements(one.body, add);
				}
				break;
			case 'with':
				for (const one of s.items) if (one.as) target(one.as, add);
				statements(s.body, add);
				break;
			case 'match':
				for (const one of s.cases) {
					pattern(one.pattern, add);
					statements(one.body, add);
				}
				break;
			case 'delete':
				for (const one of s.targets) target(one, add);
		}
}

/** The names a function's body and parameters bind. */
export function localsOf(parameters: readonly Parameter[], body: readonly Statement[] | Node): ReadonlySet<string> {
	const found = new Set<string>(parameters.map((one) => one.name));
	if (Array.isArray(body)) statements(body as readonly Statement[], (name) => found.add(name));
	return found;
}
