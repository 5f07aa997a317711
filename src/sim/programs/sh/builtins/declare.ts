// declare, typeset, local, export, readonly, unset.
import type { Sys } from '../../../engine/sys.ts';
import { arrayValue } from '../assign.ts';
import { declareText } from '../declare-text.ts';
import { language } from '../parts.ts';
import { subscriptOf } from './subscript.ts';
import { complain, declareScope, output, valueFor, type Shell } from '../shell.ts';
import { abandon, attribute, Discard, readOnly, ShellError, type Variable } from '../state.ts';
import { functionScope, getRaw, getVariable, globalScope, isName, maxIndex, resolve, unsetVariable } from '../variables.ts';
import type { Builtin, BuiltinCall } from './index.ts';
import { invalidOption } from './options.ts';

const letterBits: Record<string, number> = {
	x: attribute.exported,
	r: attribute.readonly,
	i: attribute.integer,
	l: attribute.lower,
	u: attribute.upper,
	n: attribute.nameref,
	t: attribute.trace,
	c: attribute.capital
};

export interface Request {
	set: number;
	clear: number;
	list: boolean;
	map: boolean;
	global: boolean;
	print: boolean;
	functions: boolean;
	names: boolean;
	inherit: boolean;
	/** Index of the first operand in args. */
	first: number;
	unsetArray: boolean;
}

function* parse(sh: Shell, name: string, args: readonly string[], allowed: string): Sys<Request | undefined> {
	const r: Request = {
		set: 0,
		clear: 0,
		list: false,
		map: false,
		global: false,
		print: false,
		functions: false,
		names: false,
		inherit: false,
		first: 0,
		unsetArray: false
	};
	let i = 0;
	for (; i < args.length; i++) {
		const arg = args[i] as string;
		if (arg === '--') {
			i++;
			break;
		}
		if (arg.length < 2 || (arg[0] !== '-' && arg[0] !== '+')) break;
		for (const letter of arg.slice(1)) {
			if (!allowed.includes(letter)) {
				yield* invalidOption(sh, name, arg[0] + letter);
				return undefined;
			}
			const bit = letterBits[letter];
			if (bit !== undefined) {
				if (arg[0] === '+') r.clear |= bit;
				else r.set |= bit;
			} else if (letter === 'a') {
				if (arg[0] === '-') r.list = true;
				else r.unsetArray = true;
			} else if (letter === 'A') r.map = arg[0] === '-';
			else if (letter === 'g') r.global = true;
			else if (letter === 'p') r.print = true;
			else if (letter === 'f') r.functions = true;
			else if (letter === 'F') {
				r.functions = true;
				r.names = true;
			} else if (letter === 'I') r.inherit = true;
		}
	}
	r.first = i;
	if (r.set & attribute.lower && r.set & attribute.upper) r.set &= ~(attribute.lower | attribute.upper);
	return r;
}

export const declareBuiltin: Builtin = {
	bashOnly: true,
	*run(sh, invocation) {
		const r = yield* parse(sh, invocation.name, invocation.args, 'aAfFgiIlnprtuxc');
		if (!r) return 2;
		return yield* declare(sh, invocation, r, r.global || functionScope(sh.state) === undefined ? 'global' : 'local');
	}
};
export const localBuiltin: Builtin = {
	*run(sh, invocation) {
		const s = sh.state;
		if (functionScope(s) === undefined) {
			if (s.flavour !== 'bash') {
				yield* complain(sh, 'local: not in a function');
				throw abandon(sh.state, 2);
			}
			yield* complain(sh, 'local: can only be used in a function');
			return 1;
		}
		const r = yield* parse(sh, 'local', invocation.args, 'aAgiIlnprtuxc');
		if (!r) return 2;
		if (invocation.args[r.first] === '-') {
			const scope = s.scopes.findLast((x) => !x.temporary);
			if (scope) scope.savedOptions = new Set(s.options);
			return 0;
		}
		return yield* declare(sh, invocation, r, 'local');
	}
};
export const exportBuiltin: Builtin = {
	special: true,
	*run(sh, invocation) {
		const r = yield* parse(
			sh,
			'export',
			invocation.args.map((a) => (a === '-n' ? '+x' : a)),
			'fnpx'
		);
		if (!r) return 2;
		if (!(r.clear & attribute.exported)) r.set |= attribute.exported;
		return yield* declare(sh, invocation, r, 'where it is');
	}
};
export const readonlyBuiltin: Builtin = {
	special: true,
	*run(sh, invocation) {
		const r = yield* parse(sh, 'readonly', invocation.args, 'aAfp');
		if (!r) return 2;
		r.set |= attribute.readonly;
		return yield* declare(sh, invocation, r, 'where it is');
	}
};

type Place = 'global' | 'local' | 'where it is';

function* declare(sh: Shell, invocation: BuiltinCall, r: Request, place: Place): Sys<number> {
	const { args, name } = invocation;
	if (r.functions) return yield* (yield* language(sh)).declareFunctions(sh, args.slice(r.first), r, name);
	if (r.first >= args.length) return yield* (yield* language(sh)).listDeclared(sh, r, name);
	let status = 0;
	for (let i = r.first; i < args.length; i++) {
		const arg = args[i] as string;
		try {
			if (r.print && (name === 'declare' || name === 'typeset' || name === 'local')) {
				const v = getRaw(sh.state, arg);
				if (!v) {
					yield* complain(sh, `${name}: ${arg}: not found`);
					status = 1;
				} else yield* output(sh, name, declareText(arg, v) + '\n');
				continue;
			}
			yield* one(sh, invocation, i + 1, arg, r, place);
		} catch (error) {
			if (!(error instanceof ShellError)) throw error;
			if (sh.state.flavour !== 'bash') {
				if (name !== 'local') throw new ShellError(error.message, 2, true);
				yield* complain(sh, `${name}: ${error.message}`);
				throw abandon(sh.state, 2);
			}
			const plain = /readonly variable$/.test(error.message) && place !== 'global' && name !== 'declare' && name !== 'typeset';
			yield* complain(sh, plain && name !== 'local' ? error.message : `${name}: ${error.message}`);
			if (error.unwinds) throw new Discard(1, false, true);
			status = 1;
		}
	}
	return status;
}

function* one(sh: Shell, invocation: BuiltinCall, position: number, arg: string, r: Request, place: Place): Sys<void> {
	const s = sh.state;
	const array = invocation.arrays.get(position);
	const m = array ? null : /^([^=[+]*)(?:\[(.*?)\])?(\+?=)?/s.exec(arg);
	const name = array?.name ?? m?.[1] ?? '';
	const index = m?.[2];
	const operator = m?.[3];
	const value = operator && m ? arg.slice(m[0].length) : undefined;
	if (!isName(name)) {
		throw new ShellError(s.flavour === 'bash' ? `\`${arg}': not a valid identifier` : `${arg}: bad variable name`);
	}
	const scope = placeOf(sh, name, place, r);
	const target = r.set & attribute.nameref || r.clear & attribute.nameref || place === 'local' ? name : resolve(s, name).name;
	const at = target === name ? scope : placeOf(sh, target, place, r);
	let old = at.get(target);
	if (!old && place === 'local') {
		const outer = r.inherit || s.shopt.has('localvar_inherit') ? getVariable(s, name) : undefined;
		const temporary = s.scopes.findLast((x) => x.temporary && x.variables.has(name))?.variables.get(name);
		const exported = (getRaw(s, name)?.attributes ?? 0) & attribute.exported;
		old = outer ? { ...outer } : temporary ? { ...temporary } : { attributes: exported };
		if (s.flavour !== 'bash' && !outer) old = { ...(getVariable(s, name) ?? old) };
		const outside = s.scopes[0]?.variables.get(name);
		if (outside && outside.attributes & attribute.readonly) throw s.flavour === 'bash' ? new ShellError(`${name}: readonly variable`) : readOnly(s, name);
	}
	let v: Variable = old ?? { attributes: 0 };
	const assigns = array !== undefined || value !== undefined;
	if (v.attributes & attribute.readonly && (assigns || r.clear & attribute.readonly || (r.set & (r.set ^ attribute.readonly ^ attribute.exported) && false)))
		throw s.flavour === 'bash' ? new ShellError(`${target}: readonly variable`) : readOnly(s, target);
	let bits = (v.attributes | (r.set & ~attribute.readonly)) & ~r.clear;
	if (r.set & attribute.lower) bits &= ~attribute.upper;
	if (r.set & attribute.upper) bits &= ~attribute.lower;
	v = { ...v, attributes: bits };
	if (r.map && !v.map) {
		if (v.list) throw new ShellError(`${name}: cannot convert indexed to associative array`);
		v = { map: new Map(v.text === undefined ? [] : [['0', v.text]]), attributes: bits | attribute.bare };
	} else if ((r.list || (index !== undefined && !v.map)) && !v.list) {
		if (v.map) throw new ShellError(`${name}: cannot convert associative to indexed array`);
		v = { list: new Map(v.text === undefined ? [] : [[0, v.text]]), attributes: bits | attribute.bare };
	}
	if (array) v = yield* arrayValue(sh, array, v, v.map !== undefined);
	else if (value !== undefined) {
		if (bits & attribute.nameref && !isName(value.replace(/\[.*\]$/s, ''))) throw new ShellError(`\`${value}': invalid variable name for name reference`);
		if (bits & attribute.nameref && value === name && r.set & attribute.nameref) throw new ShellError(`${name}: nameref variable self references not allowed`);
		v = assigned(sh, v, index, value, operator === '+=');
	}
	if (s.options.has('allexport')) v = { ...v, attributes: v.attributes | attribute.exported };
	at.set(target, { ...v, attributes: v.attributes | (r.set & attribute.readonly) });
	if (target === 'PATH') s.commands.clear();
	if (target === 'OPTIND') s.getopts = { index: Number(v.text) || 1, offset: 0 };
}

function assigned(sh: Shell, v: Variable, index: string | undefined, value: string, append: boolean): Variable {
	if (v.map) {
		const map = new Map(v.map);
		const key = index ?? '0';
		map.set(key, valueFor(sh, v, map.get(key), value, append));
		return { ...v, map };
	}
	if (v.list) {
		const list = new Map(v.list);
		// declare -a x='(1 2)' is read as an array, too.
		const at = index === undefined ? 0 : subscriptOf(sh, index, maxIndex(list));
		list.set(at, valueFor(sh, v, list.get(at), value, append));
		return { ...v, list };
	}
	return { ...v, text: v.attributes & attribute.nameref ? value : valueFor(sh, v, v.text, value, append) };
}

function placeOf(sh: Shell, name: string, place: Place, r: Request): Map<string, Variable> {
	const s = sh.state;
	if (place === 'global' || r.global) return globalScope(s);
	if (place === 'local') return declareScope(s, false);
	for (let i = s.scopes.length - 1; i >= 0; i--) {
		const scope = s.scopes[i];
		if (scope && !scope.temporary && scope.variables.has(name)) return scope.variables;
	}
	// export of a temporary assignment makes it last.
	const temporary = s.scopes.findLast((x) => x.temporary && x.variables.has(name));
	if (temporary) globalScope(s).set(name, temporary.variables.get(name) as Variable);
	return globalScope(s);
}

export const unsetBuiltin: Builtin = {
	special: true,
	*run(sh, { args }) {
		const s = sh.state;
		let mode: 'either' | 'variable' | 'function' | 'nameref' = 'either';
		let i = 0;
		for (; args[i]?.[0] === '-' && args[i] !== '-'; i++) {
			if (args[i] === '--') {
				i++;
				break;
			}
			const bad = [...(args[i] as string).slice(1)].find((c) => !'fvn'.includes(c));
			if (bad) {
				yield* invalidOption(sh, 'unset', '-' + bad);
				return 2;
			}
			mode = args[i]?.includes('f') ? 'function' : args[i]?.includes('n') ? 'nameref' : 'variable';
		}
		let status = 0;
		for (const arg of args.slice(i)) {
			if (mode === 'function') {
				if (s.functions.get(arg)?.readonly) {
					yield* complain(sh, `unset: ${arg}: cannot unset: readonly function`);
					status = 1;
				} else s.functions.delete(arg);
				continue;
			}
			const m = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/s.exec(arg);
			if (!m) {
				// What cannot be a variable may be a function.
				if (s.functions.delete(arg) || (mode === 'either' && s.flavour === 'bash')) continue;
				if (s.flavour === 'dash') throw new ShellError(`${arg}: bad variable name`, 2, true);
				yield* complain(sh, s.flavour === 'bash' ? `unset: \`${arg}': not a valid identifier` : `unset: ${arg}: bad variable name`);
				status = 1;
				continue;
			}
			try {
				yield* unsetOne(sh, m[1] as string, m[2], mode === 'either', mode === 'nameref');
			} catch (error) {
				if (!(error instanceof ShellError) || error.fatal) throw error;
				yield* complain(sh, `unset: ${error.message}`);
				status = 1;
			}
		}
		return status;
	}
};
function* unsetOne(sh: Shell, given: string, index: string | undefined, either: boolean, nameref: boolean): Sys<void> {
	const s = sh.state;
	const to = nameref ? { name: given } : resolve(s, given);
	const { name } = to;
	const key = index ?? ('index' in to ? to.index : undefined);
	if (key === undefined) {
		if (either && !s.scopes.some((x) => x.variables.has(name))) {
			if (s.functions.get(name)?.readonly) throw new ShellError(`${name}: cannot unset: readonly function`);
			s.functions.delete(name);
		} else unsetVariable(s, name);
		return;
	}
	const v = getRaw(s, name);
	if (!v) return;
	if (v.attributes & attribute.readonly) throw new ShellError(`${name}: cannot unset: readonly variable`);
	if (v.map) v.map.delete(key.replace(/^(['"])(.*)\1$/s, '$2'));
	else if (v.list) {
		if (key === '@' || key === '*') v.list.clear();
		else v.list.delete(subscriptOf(sh, key, maxIndex(v.list)));
	} else if (key === '0') unsetVariable(s, name);
	else yield* complain(sh, `unset: ${name}: not an array variable`);
}
