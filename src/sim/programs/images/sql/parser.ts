// SQL text to statements: the part of PostgreSQL's (and MySQL's) grammar that applications of a course use. What it does not know is
// a syntax error at the word it met.
import { QueryParser } from './query-parser.ts';
import type { Column, Expression, Select, Statement } from './syntax.ts';

export class Parser extends QueryParser {
	/** The one statement of the text. */
	statement(): Statement {
		const found = this.begin();
		this.take(';');
		if (this.next.kind !== 'end') this.fail();
		return found;
	}

	private begin(): Statement {
		const token = this.next;
		const word = token.kind === 'word' ? token.text : '';
		if (word === 'select' || word === 'values' || word === 'with' || this.is('(')) return this.select();
		this.at++;
		const quiet = (): boolean => this.take('if', 'exists') || this.take('if', 'not', 'exists');
		switch (word) {
			case 'insert':
				return this.insert();
			case 'update': {
				const at = this.next.at;
				const table = this.path();
				this.need('set');
				const set = this.list((): [string, Expression, number] => {
					const where = this.next.at;
					const name = this.path();
					this.need('=');
					return [name, this.expression(), where];
				});
				return { kind: 'update', table, at, set, where: this.take('where') ? this.expression() : null, returning: this.returning() };
			}
			case 'delete': {
				this.need('from');
				const at = this.next.at;
				return { kind: 'delete', table: this.path(), at, where: this.take('where') ? this.expression() : null, returning: this.returning() };
			}
			case 'create':
				return this.create();
			case 'drop': {
				const what = this.next.text;
				const kinds = {
					table: 'table',
					index: 'index',
					database: 'database',
					role: 'role',
					user: 'role',
					view: 'view',
					sequence: 'sequence',
					schema: 'schema'
				} as const;
				const kind = kinds[what as keyof typeof kinds];
				if (!kind) this.fail();
				this.at++;
				const silent = quiet();
				const at = this.next.at;
				const names = this.list(() => this.path());
				this.take('cascade') || this.take('restrict');
				return { kind: 'drop', what: kind, names, quiet: silent, at };
			}
			case 'alter':
				return this.alter();
			case 'truncate': {
				this.take('table');
				const tables = this.list(() => this.path());
				while (this.next.kind === 'word') this.at++;
				return { kind: 'truncate', tables };
			}
			case 'begin':
			case 'start':
			case 'commit':
			case 'end':
			case 'rollback':
			case 'abort':
				while (this.next.kind === 'word') this.at++;
				return { kind: 'transaction', word: word === 'commit' || word === 'end' ? 'commit' : word === 'rollback' || word === 'abort' ? 'rollback' : 'begin' };
			case 'show': {
				const rest = this.rest();
				return { kind: 'show', what: rest.toLowerCase(), rest };
			}
			case 'use':
				return { kind: 'use', name: this.name() };
			case 'describe':
			case 'desc':
				return { kind: 'describe', table: this.path() };
			case 'explain':
				return { kind: 'explain', of: this.begin() };
			case 'set': {
				const text = this.rest();
				const [, name = text, value = ''] = /^(?:session\s+|global\s+)?([\w.@]+)\s*(?:=|to)\s*(.*)$/i.exec(text) ?? [];
				return { kind: 'set', name, value };
			}
			case 'copy': {
				const at = this.next.at;
				const table = this.path();
				const columns = this.is('(') ? this.names() : null;
				this.need('from', 'stdin');
				this.rest();
				return { kind: 'copy', table, columns, at };
			}
			case 'grant':
			case 'revoke':
			case 'comment':
			case 'analyze':
			case 'vacuum':
			case 'flush':
			case 'lock':
			case 'unlock':
			case 'reset':
			case 'discard':
			case 'checkpoint':
				this.rest();
				return { kind: 'accept', tag: word.toUpperCase() };
			default:
				this.at--;
		}
		return this.fail();
	}

	private rest(): string {
		const from = this.next.at;
		while (this.next.kind !== 'end' && !this.is(';')) this.at++;
		return this.sql.slice(from, this.next.at).trim();
	}

	private returning(): Select['items'] | null {
		return this.take('returning') ? this.items() : null;
	}

	private insert(): Statement {
		this.take('ignore');
		this.need('into');
		const at = this.next.at;
		const table = this.path();
		const columns = this.is('(') && !(this.peek()?.text === 'select') ? this.names() : null;
		let rows: (Expression | null)[][] | null = null;
		let source: Select | null = null;
		if (this.take('default', 'values')) rows = [[]];
		else if (this.take('values') || this.take('value')) {
			rows = this.list(() => {
				this.need('(');
				const row = this.list(() => (this.take('default') ? null : this.expression()));
				this.need(')');
				return row;
			});
		} else source = this.select();
		let onConflict: Extract<Statement, { kind: 'insert' }>['onConflict'] = null;
		if (this.take('on', 'conflict')) {
			const target = this.is('(') ? this.names() : [];
			this.need('do');
			if (this.take('nothing')) onConflict = 'nothing';
			else {
				this.need('update', 'set');
				onConflict = {
					target,
					set: this.list((): [string, Expression] => {
						const name = this.path();
						this.need('=');
						return [name, this.expression()];
					})
				};
			}
		} else if (this.take('on', 'duplicate', 'key', 'update'))
			onConflict = {
				target: [],
				set: this.list((): [string, Expression] => {
					const name = this.path();
					this.need('=');
					return [name, this.expression()];
				})
			};
		return { kind: 'insert', table, at, columns, source, rows, onConflict, returning: this.returning() };
	}

	private create(): Statement {
		const replace = this.take('or', 'replace');
		this.take('temp') || this.take('temporary') || this.take('unlogged');
		const unique = this.take('unique');
		const word = this.next.text;
		this.at++;
		const quiet = word !== 'index' && this.take('if', 'not', 'exists');
		if (word === 'table') return this.createTable(quiet);
		if (word === 'index') {
			this.take('concurrently');
			const silent = this.take('if', 'not', 'exists');
			const name = this.is('on') ? '' : this.name();
			this.need('on');
			const at = this.next.at;
			const table = this.path();
			if (this.take('using')) this.name();
			return { kind: 'create-index', name, table, columns: this.names(), unique, quiet: silent, at };
		}
		if (word === 'database' || (word === 'schema' && this.sql.includes('`'))) {
			const name = this.name();
			const owner = /owner\s*=?\s*"?(\w+)/i.exec(this.rest())?.[1] ?? '';
			return { kind: 'create-database', name, owner, quiet };
		}
		if (word === 'user' || word === 'role') {
			const token = this.next;
			const name = token.kind === 'string' ? (this.at++, token.text) : this.name();
			const text = this.rest();
			return {
				kind: 'create-role',
				name,
				password: /(?:password|identified by)\s+'([^']*)'/i.exec(text)?.[1] ?? null,
				super: /\bsuperuser\b/i.test(text) && !/nosuperuser/i.test(text),
				login: word === 'user' || /\blogin\b/i.test(text),
				alter: false,
				quiet,
				word
			};
		}
		if (word === 'extension' || word === 'schema') {
			this.rest();
			return { kind: 'accept', tag: `CREATE ${word.toUpperCase()}` };
		}
		void replace;
		this.at--;
		return this.fail();
	}

	private createTable(quiet: boolean): Statement {
		const table = this.path();
		if (this.take('as')) return { kind: 'create-table', table, columns: [], primary: [], uniques: [], quiet, from: this.select() };
		this.need('(');
		const columns: Column[] = [];
		let primary: string[] = [];
		const uniques: string[][] = [];
		if (!this.is(')')) {
			do {
				if (this.take('constraint')) this.name();
				if (this.take('primary', 'key')) primary = this.names();
				else if (this.is('unique') || this.is('key') || this.is('index')) {
					const keyed = this.next.text;
					this.at++;
					this.take('key');
					if (!this.is('(')) this.name();
					const names = this.names();
					if (keyed === 'unique') uniques.push(names);
				} else if (this.take('foreign', 'key')) {
					this.names();
					this.need('references');
					this.path();
					if (this.is('(')) this.names();
					this.onAction();
				} else if (this.take('check')) {
					this.need('(');
					this.expression();
					this.need(')');
				} else columns.push(this.column());
			} while (this.take(','));
		}
		this.need(')');
		this.rest();
		for (const c of columns) if (c.primary) primary = [...primary, c.name];
		for (const c of columns) if (c.unique) uniques.push([c.name]);
		return { kind: 'create-table', table, columns, primary, uniques, quiet, from: null };
	}

	private onAction(): void {
		while (this.take('on')) {
			this.at++;
			if (!this.take('set', 'null') && !this.take('no', 'action')) this.at++;
		}
	}

	private column(): Column {
		const name = this.name();
		const type = this.type();
		let [notNull, unique, primary] = [false, false, false];
		let fallback: Expression | null = null;
		let fallbackText = '';
		let references: Column['references'] = null;
		let check: Expression | null = null;
		let serial = type;
		for (;;) {
			if (this.take('constraint')) this.name();
			if (this.take('not', 'null')) notNull = true;
			else if (this.take('null')) continue;
			else if (this.take('unique')) {
				this.take('key');
				unique = true;
			} else if (this.take('primary', 'key')) primary = notNull = true;
			else if (this.take('auto_increment')) serial = 'serial';
			else if (this.take('generated')) {
				while (!this.is('identity')) this.at++;
				this.at++;
				serial = type === 'bigint' ? 'bigserial' : 'serial';
			} else if (this.take('default')) {
				const from = this.next.at;
				fallback = this.unary();
				fallbackText = this.sql.slice(from, this.next.at).trim();
			} else if (this.take('references')) {
				const table = this.path();
				const column = this.is('(') ? (this.names()[0] ?? '') : '';
				references = { table, column };
				this.onAction();
			} else if (this.take('check')) {
				this.need('(');
				check = this.expression();
				this.need(')');
			} else if (this.take('on', 'update')) this.unary();
			else if (this.take('comment') || this.take('collate')) this.at++;
			else break;
		}
		return { name, type: serial, notNull: notNull || serial.endsWith('serial'), unique, primary, fallback, fallbackText, references, check };
	}

	private alter(): Statement {
		if (this.is('user') || this.is('role')) {
			const { text: word } = this.next;
			this.at++;
			const token = this.next;
			const name = token.kind === 'string' ? (this.at++, token.text) : this.name();
			const text = this.rest();
			return {
				kind: 'create-role',
				name,
				password: /(?:password|identified by)\s+'([^']*)'/i.exec(text)?.[1] ?? null,
				super: /\bsuperuser\b/i.test(text),
				login: true,
				alter: true,
				quiet: false,
				word
			};
		}
		if (!this.take('table')) {
			this.rest();
			return { kind: 'accept', tag: 'ALTER' };
		}
		this.take('if', 'exists');
		this.take('only');
		const at = this.next.at;
		const table = this.path();
		if (this.take('add')) {
			if (this.is('constraint') || this.is('primary') || this.is('unique') || this.is('foreign')) {
				this.rest();
				return { kind: 'alter-table', table, at, action: { do: 'accept' } };
			}
			this.take('column');
			this.take('if', 'not', 'exists');
			return { kind: 'alter-table', table, at, action: { do: 'add', column: this.column() } };
		}
		if (this.take('drop')) {
			this.take('column');
			this.take('if', 'exists');
			return { kind: 'alter-table', table, at, action: { do: 'drop', name: this.name() } };
		}
		if (this.take('rename')) {
			if (this.take('to')) return { kind: 'alter-table', table, at, action: { do: 'rename-table', to: this.name() } };
			this.take('column');
			const name = this.name();
			this.need('to');
			return { kind: 'alter-table', table, at, action: { do: 'rename', name, to: this.name() } };
		}
		if (this.is('owner') || this.is('alter')) {
			this.rest();
			return { kind: 'alter-table', table, at, action: { do: 'accept' } };
		}
		return this.fail();
	}
}
