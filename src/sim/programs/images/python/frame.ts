// A function's frame while it runs, and what leaves it before its end.
import { Scope, type Value } from './values.ts';

export class Leave {
	readonly how: 'return' | 'break' | 'continue';
	readonly value: Value;
	constructor(how: 'return' | 'break' | 'continue', value: Value = null) {
		this.how = how;
		this.value = value;
	}
}

export interface Frame {
	readonly name: string;
	readonly file: string;
	readonly scope: Scope;
	yields: Value[] | null;
}
