// What a SQL server keeps: databases, tables, rows, roles; and what a statement runs with. Plain data, written to files as JSON.
import type { Column, Value } from './syntax.ts';

export interface Table {
	name: string;
	columns: Column[];
	primary: string[];
	uniques: string[][];
	rows: Value[][];
	/** Last number given, by serial column. */
	serials: Record<string, number>;
	indexes: { name: string; columns: string[]; unique: boolean }[];
	owner: string;
}
export interface Database {
	name: string;
	owner: string;
	tables: Table[];
}
export interface Role {
	name: string;
	password: string | null;
	super: boolean;
	login: boolean;
}
export interface Cluster {
	databases: Database[];
	roles: Role[];
}
export interface Context {
	readonly dialect: 'postgres' | 'mysql';
	readonly cluster: Cluster;
	readonly database: Database;
	readonly user: string;
	readonly version: string;
	/** µs since the epoch. */
	readonly now: number;
	/** 0 ≤ n < 1. */
	random(): number;
	/** Rows looked at so far: a statement that looks at too many is cancelled. */
	looked: number;
}
export interface Result {
	/** The command tag: "INSERT 0 1". */
	readonly tag: string;
	readonly columns: readonly { readonly name: string; readonly type: string }[] | null;
	readonly rows: readonly (readonly (string | null)[])[];
	readonly notice?: string;
	/** Rows changed. */
	readonly count: number;
}

/** A value as a server shows it. */
export function show(value: Value, type: string, dialect: 'postgres' | 'mysql'): string | null {
	if (value === null) return null;
	if (typeof value === 'boolean') return dialect === 'mysql' ? (value ? '1' : '0') : value ? 't' : 'f';
	const scale = /^numeric\(\d+,(\d+)\)$/.exec(type)?.[1];
	if (typeof value === 'number' && scale !== undefined) return value.toFixed(Number(scale));
	return String(value);
}
export const isNumeric = (type: string): boolean => /^(?:integer|bigint|smallint|numeric|real|double|serial|bigserial)/.test(type);
