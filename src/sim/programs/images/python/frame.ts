// A function's frame while it runs, and what leaves it before its end.
import type { Class, Scope, Value } from './values.ts';

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
	/** For super(): the class the function was written in, and its first argument. */
	readonly owner: Class | null;
	readonly self: Value;
}
