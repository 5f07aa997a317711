// What declare, export, readonly, local and set list, and functions as declare -f knows them.
import type { Sys } from '../../../engine/sys.ts';
import { declareText, setText } from '../declare-text.ts';
import { printFunction } from '../print.ts';
import { dashQuote } from '../quote.ts';
import { complain, output, type Shell } from '../shell.ts';
import { attribute, type ShellFunction, type Variable } from '../state.ts';
import { byBytes, functionScope, getRaw, getVariable, visibleNames } from '../variables.ts';
import type { Request } from './declare.ts';

export function* listDeclared(sh: Shell, r: Request, name: string): Sys<number> {
	const s = sh.state;
	let out = '';
	const wanted = (v: Variable): boolean => (v.attributes & r.set) === r.set && (!r.list || v.list !== undefined) && (!r.map || v.map !== undefined);
	if (name === 'local') {
		for (const [n, v] of [...(functionScope(s) ?? [])].sort((a, b) => byBytes(a[0], b[0]))) if (wanted(v)) out += declareText(n, v) + '\n';
	} else if (name === 'export' || name === 'readonly') {
		for (const n of allNames(sh)) {
			const v = getRaw(s, n) as Variable;
			if (!wanted(v)) continue;
			if (s.flavour === 'bash') out += declareText(n, v) + '\n';
			else out += `${name} ${n}${v.text === undefined ? '' : `=${dashQuote(v.text)}`}\n`;
		}
	} else if (r.print || r.set || r.list || r.map) {
		for (const n of allNames(sh)) {
			const v = getRaw(s, n) as Variable;
			if (wanted(v)) out += declareText(n, v) + '\n';
		}
	} else {
		for (const n of visibleNames(s)) out += setText(n, getVariable(s, n) as Variable) + '\n';
		for (const f of sortedFunctions(sh)) out += functionText(sh, f);
	}
	return (yield* output(sh, name, out)) ? 0 : 1;
}
function allNames(sh: Shell): string[] {
	const names = new Set(visibleNames(sh.state));
	for (const scope of sh.state.scopes) for (const n of scope.variables.keys()) names.add(n);
	return [...names].filter((n) => getRaw(sh.state, n)).sort(byBytes);
}
const sortedFunctions = (sh: Shell): ShellFunction[] => [...sh.state.functions.values()].sort((a, b) => byBytes(a.name, b.name));
export const functionText = (sh: Shell, f: ShellFunction): string => printFunction(f.name, sh.body(f)) + '\n';

export function* declareFunctions(sh: Shell, names: readonly string[], r: Request, who: string): Sys<number> {
	const s = sh.state;
	if (names.length === 0) {
		let out = '';
		const listed = (f: ShellFunction): string => `declare -f${f.readonly ? 'r' : ''}${f.exported ? 'x' : ''} ${f.name}\n`;
		for (const f of sortedFunctions(sh)) {
			if ((r.set & attribute.readonly && !f.readonly) || ((r.set & attribute.exported || who === 'export') && !f.exported)) continue;
			if (!r.names) out += functionText(sh, f);
			if (r.names || f.readonly || f.exported) out += listed(f);
		}
		yield* output(sh, who, out);
		return 0;
	}
	let status = 0;
	for (const name of names) {
		const f = s.functions.get(name);
		if (!f) {
			if (who === 'readonly') yield* complain(sh, `readonly: ${name}: not a function`);
			if (who === 'export') yield* complain(sh, `export: ${name}: not a function`);
			status = 1;
		} else if (r.set & attribute.trace) continue;
		else if (r.set & attribute.readonly) s.functions.set(name, { ...f, readonly: true });
		else if (who === 'export' || r.set & attribute.exported) s.functions.set(name, { ...f, exported: (r.clear & attribute.exported) === 0 });
		else yield* output(sh, who, r.names ? `${name}\n` : functionText(sh, f));
	}
	return status;
}

/** What `set` lists. */
export function* listVariables(sh: Shell): Sys<number> {
	const s = sh.state;
	let out = '';
	for (const name of visibleNames(s)) {
		const v = getVariable(s, name) as Variable;
		out += s.flavour === 'bash' ? setText(name, v) + '\n' : `${name}=${dashQuote(v.text ?? '')}\n`;
	}
	if (s.flavour === 'bash') for (const f of sortedFunctions(sh)) out += functionText(sh, f);
	return (yield* output(sh, 'set', out)) ? 0 : 1;
}
