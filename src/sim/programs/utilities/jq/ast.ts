// A jq filter as a tree.

export type Node =
	| { k: 'identity' | 'recurse' }
	| { k: 'index'; of: Node; at: Node }
	| { k: 'slice'; of: Node; from: Node | undefined; to: Node | undefined }
	| { k: 'iterate'; of: Node }
	| { k: 'literal'; value: null | boolean | number | string }
	| { k: 'string'; format: string | undefined; parts: readonly (string | Node)[] }
	| { k: 'format'; name: string }
	| { k: 'array'; inner: Node | undefined }
	| { k: 'object'; entries: readonly { key: Node; value: Node | undefined }[] }
	| { k: 'neg'; inner: Node }
	| { k: 'pipe' | 'comma' | 'and' | 'or' | 'alternative'; left: Node; right: Node }
	| { k: 'binary'; op: string; left: Node; right: Node }
	| { k: 'update'; op: string; left: Node; right: Node }
	| { k: 'if'; test: Node; yes: Node; no: Node | undefined }
	| { k: 'try'; body: Node; handler: Node | undefined }
	| { k: 'reduce'; source: Node; pattern: Pattern; init: Node; update: Node }
	| { k: 'foreach'; source: Node; pattern: Pattern; init: Node; update: Node; extract: Node | undefined }
	| { k: 'def'; def: Definition; rest: Node }
	| { k: 'as'; source: Node; patterns: readonly Pattern[]; body: Node }
	| { k: 'label'; name: string; body: Node }
	| { k: 'break'; name: string }
	| { k: 'var'; name: string }
	| { k: 'call'; name: string; args: readonly Node[] }
	| { k: 'loc'; line: number };

export type Pattern =
	| { k: 'var'; name: string }
	| { k: 'array'; items: readonly Pattern[] }
	| { k: 'object'; entries: readonly { key: Node; bind: string | undefined; pattern: Pattern | undefined }[] };

export interface Definition {
	name: string;
	/** "$x" for value parameters. */
	params: readonly string[];
	body: Node;
}
