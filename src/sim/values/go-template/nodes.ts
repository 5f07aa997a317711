// The tree of a template, as text/template/parse builds it, and how its parts read in error messages.

interface At {
	/** Position in the template's text. */
	readonly pos: number;
}

export type Operand =
	| (At & { readonly kind: 'bool'; readonly value: boolean })
	| (At & { readonly kind: 'dot' })
	| (At & { readonly kind: 'nil' })
	| (At & { readonly kind: 'number'; readonly text: string; readonly value: number | bigint })
	| (At & { readonly kind: 'string'; readonly quoted: string; readonly value: string })
	| (At & { readonly kind: 'field'; readonly names: readonly string[] })
	| (At & { readonly kind: 'variable'; readonly names: readonly string[] })
	| (At & { readonly kind: 'identifier'; readonly name: string })
	| (At & { readonly kind: 'chain'; readonly node: Operand; readonly names: readonly string[] })
	| Pipe;

export interface Command extends At {
	readonly kind: 'command';
	readonly args: readonly Operand[];
}

export interface Pipe extends At {
	readonly kind: 'pipe';
	readonly line: number;
	/** Declared or assigned variables. */
	readonly variables: readonly string[];
	readonly assigns: boolean;
	readonly commands: readonly Command[];
}

export interface List extends At {
	readonly kind: 'list';
	readonly nodes: TemplateNode[];
}

export interface Branch extends At {
	readonly kind: 'if' | 'range' | 'with';
	readonly pipe: Pipe;
	readonly list: List;
	readonly otherwise: List | undefined;
}

export type TemplateNode =
	| (At & { readonly kind: 'text'; readonly text: string })
	| (At & { readonly kind: 'action'; readonly pipe: Pipe })
	| Branch
	| (At & { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined })
	| (At & { readonly kind: 'break' | 'continue' })
	| List;

function fields(names: readonly string[]): string {
	return names.map((name) => `.${name}`).join('');
}

/** Node.String(): what stands between < and > in `executing "x" at <.Foo>`. */
export function nodeText(node: Operand | Command | TemplateNode): string {
	switch (node.kind) {
		case 'bool':
			return String(node.value);
		case 'dot':
			return '.';
		case 'nil':
			return 'nil';
		case 'number':
			return node.text;
		case 'string':
			return node.quoted;
		case 'field':
			return fields(node.names);
		case 'variable':
			return node.names.join('.');
		case 'identifier':
			return node.name;
		case 'chain':
			return (node.node.kind === 'pipe' ? `(${nodeText(node.node)})` : nodeText(node.node)) + fields(node.names);
		case 'command':
			return node.args.map((arg) => (arg.kind === 'pipe' ? `(${nodeText(arg)})` : nodeText(arg))).join(' ');
		case 'pipe': {
			const head = node.variables.length === 0 ? '' : `${node.variables.join(', ')} ${node.assigns ? '=' : ':='} `;
			return head + node.commands.map(nodeText).join(' | ');
		}
		case 'text':
			return node.text;
		case 'action':
			return `{{${nodeText(node.pipe)}}}`;
		case 'list':
			return node.nodes.map(nodeText).join('');
		case 'template':
			return `{{template ${JSON.stringify(node.name)}${node.pipe === undefined ? '' : ` ${nodeText(node.pipe)}`}}}`;
		case 'break':
		case 'continue':
			return `{{${node.kind}}}`;
		default: {
			const otherwise = node.otherwise === undefined ? '' : `{{else}}${nodeText(node.otherwise)}`;
			return `{{${node.kind} ${nodeText(node.pipe)}}}${nodeText(node.list)}${otherwise}{{end}}`;
		}
	}
}
