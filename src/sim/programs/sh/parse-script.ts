// A whole source: line after line, so that what is complete before a fault can run first, as the real shells read and run by turns.
import type { Fault, List, Statement } from './ast.ts';
import { statement } from './parse-command.ts';
import { Stop } from './parse-fault.ts';
import { next } from './parse-token.ts';
import type { Reader } from './reader.ts';

export interface Script {
	/** Those of the lines before the one with the fault, when there is one. */
	readonly statements: List;
	readonly fault?: Fault | undefined;
	/** More input could complete it. */
	readonly open: boolean;
}

export function parseAll(r: Reader): Script {
	const statements: Statement[] = [];
	let complete = 0;
	try {
		next(r);
		for (;;) {
			while (r.key === '\n') next(r);
			if (r.key === '') return { statements, open: r.openHeredoc !== undefined || r.continued };
			const made = statement(r);
			statements.push(made.statement);
			if (r.key === '\n') complete = statements.length;
			else if (r.key !== '' && !made.separated) r.unexpected();
		}
	} catch (error) {
		if (!(error instanceof Stop)) throw error;
		return { statements: statements.slice(0, complete), fault: error.fault, open: error.open };
	}
}
