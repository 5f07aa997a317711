// The statements and expressions the SQL engine knows, as plain data.

export type Expression =
	| { kind: 'value'; value: Value; type: string }
	| { kind: 'column'; table: string | null; name: string; at: number }
	| { kind: 'star'; table: string | null }
	| { kind: 'call'; name: string; args: Expression[]; distinct: boolean; star: boolean; at: number }
	| { kind: 'unary'; op: string; of: Expression }
	| { kind: 'binary'; op: string; left: Expression; right: Expression; at: number }
	| { kind: 'cast'; of: Expression; type: string; at: number }
	| { kind: 'case'; of: Expression | null; arms: { when: Expression; then: Expression }[]; otherwise: Expression | null }
	| { kind: 'in'; of: Expression; list: Expression[] | null; query: Select | null; not: boolean }
	| { kind: 'between'; of: Expression; low: Expression; high: Expression; not: boolean }
	| { kind: 'null'; of: Expression; not: boolean }
	| { kind: 'exists'; query: Select }
	| { kind: 'query'; query: Select };
export type Value = string | number | boolean | null;

export interface Source {
	readonly table: string | null;
	readonly query: Select | null;
	readonly call: Expression | null;
	readonly alias: string;
	readonly join: 'inner' | 'left' | 'right' | 'cross';
	readonly on: Expression | null;
	readonly using: string[] | null;
	readonly at: number;
}
export interface Select {
	readonly kind: 'select';
	readonly distinct: boolean;
	readonly items: { readonly of: Expression; readonly alias: string | null }[];
	readonly from: Source[];
	readonly where: Expression | null;
	readonly group: Expression[];
	readonly having: Expression | null;
	readonly order: { readonly of: Expression; readonly down: boolean; readonly nulls: 'first' | 'last' | null }[];
	readonly limit: Expression | null;
	readonly offset: Expression | null;
	readonly union: { readonly all: boolean; readonly with: Select } | null;
	readonly values: Expression[][] | null;
}
export interface Column {
	readonly name: string;
	readonly type: string;
	readonly notNull: boolean;
	readonly unique: boolean;
	readonly primary: boolean;
	readonly fallback: Expression | null;
	/** The default as written. */
	readonly fallbackText: string;
	readonly references: { readonly table: string; readonly column: string } | null;
	readonly check: Expression | null;
}
export type Statement =
	| Select
	| {
			kind: 'insert';
			table: string;
			at: number;
			columns: string[] | null;
			source: Select | null;
			rows: (Expression | null)[][] | null;
			onConflict: 'nothing' | { target: string[]; set: [string, Expression][] } | null;
			returning: Select['items'] | null;
	  }
	| { kind: 'update'; table: string; at: number; set: [string, Expression, number][]; where: Expression | null; returning: Select['items'] | null }
	| { kind: 'delete'; table: string; at: number; where: Expression | null; returning: Select['items'] | null }
	| { kind: 'create-table'; table: string; columns: Column[]; primary: string[]; uniques: string[][]; quiet: boolean; from: Select | null }
	| { kind: 'drop'; what: 'table' | 'index' | 'database' | 'role' | 'view' | 'sequence' | 'schema'; names: string[]; quiet: boolean; at: number }
	| { kind: 'create-index'; name: string; table: string; columns: string[]; unique: boolean; quiet: boolean; at: number }
	| { kind: 'create-database'; name: string; owner: string; quiet: boolean }
	| { kind: 'create-role'; name: string; password: string | null; super: boolean; login: boolean; alter: boolean; quiet: boolean; word: string }
	| {
			kind: 'alter-table';
			table: string;
			at: number;
			action:
				| { do: 'add'; column: Column }
				| { do: 'drop'; name: string }
				| { do: 'rename'; name: string; to: string }
				| { do: 'rename-table'; to: string }
				| { do: 'accept' };
	  }
	| { kind: 'truncate'; tables: string[] }
	| { kind: 'transaction'; word: 'begin' | 'commit' | 'rollback' }
	| { kind: 'show'; what: string; rest: string }
	| { kind: 'set'; name: string; value: string }
	| { kind: 'use'; name: string }
	| { kind: 'describe'; table: string }
	| { kind: 'explain'; of: Statement }
	| { kind: 'accept'; tag: string }
	| { kind: 'copy'; table: string; columns: string[] | null; at: number };
