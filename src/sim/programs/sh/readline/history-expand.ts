// History expansion: !!, !n, !-n, !text, !?text?, ^old^new, word designators (:0 :n :^ :$ :* :n-m) and modifiers (:h :t :r :e :p :s :gs :q).

export interface Expanded {
	text: string;
	changed: boolean;
	/** :p — print, do not run. */
	printOnly: boolean;
	error?: string;
}

export function expandHistory(line: string, history: readonly string[]): Expanded {
	const out: Expanded = { text: '', changed: false, printOnly: false };
	const quick = /^\^([^^]*)\^([^^]*)\^?(.*)$/s.exec(line);
	if (quick) {
		const last = history.at(-1);
		if (last === undefined || !last.includes(quick[1] as string)) return { ...out, error: `:s${line}: substitution failed` };
		return { text: last.replace(quick[1] as string, () => quick[2] as string) + quick[3], changed: true, printOnly: false };
	}
	let single = false;
	for (let i = 0; i < line.length; i++) {
		const c = line[i] as string;
		if (c === '\\' && !single) {
			out.text += line.slice(i, i + 2);
			i++;
			continue;
		}
		if (c === "'") single = !single && !inDouble(line, i) ? true : false;
		if (c !== '!' || single || i + 1 >= line.length || /[\s=("]/.test(line[i + 1] as string)) {
			out.text += c;
			continue;
		}
		const event = eventAt(line, i + 1, history, out.text);
		if (event.line === undefined) return { ...out, error: `${line.slice(i, event.end)}: event not found` };
		const words = designate(line, event.end, event.line, event.designated);
		if (words.error !== undefined) return { ...out, error: words.error };
		out.text += words.text;
		out.changed = true;
		out.printOnly ||= words.printOnly;
		i = words.end - 1;
	}
	return out;
}
function inDouble(line: string, at: number): boolean {
	let inside = false;
	for (let i = 0; i < at; i++) {
		if (line[i] === '\\') i++;
		else if (line[i] === '"') inside = !inside;
	}
	return inside;
}

function eventAt(line: string, at: number, history: readonly string[], typed: string): { line: string | undefined; end: number; designated?: boolean } {
	const rest = line.slice(at);
	if (rest[0] === '!') return { line: history.at(-1), end: at + 1 };
	if (rest[0] === '#') return { line: typed, end: at + 1 };
	// !$ !^ !* !:n are of the last line.
	if (/^[$^*:]/.test(rest)) return { line: history.at(-1), end: at, designated: true };
	const number = /^-?\d+/.exec(rest)?.[0];
	if (number) return { line: Number(number) < 0 ? history.at(Number(number)) : history[Number(number) - 1], end: at + number.length };
	const inside = /^\?([^?\n]+)\??/.exec(rest);
	if (inside) return { line: history.findLast((l) => l.includes(inside[1] as string)), end: at + inside[0].length };
	const text = /^[^\s:$^*;&|()<>"']+/.exec(rest)?.[0] ?? '';
	return { line: text ? history.findLast((l) => l.startsWith(text)) : undefined, end: at + text.length };
}

const split = (line: string): string[] => line.match(/(?:\\.|'[^']*'|"(?:\\.|[^"])*"|[^\s'"])+/gs) ?? [];

function designate(line: string, at: number, event: string, bare = false): { text: string; end: number; printOnly: boolean; error?: string } {
	let text = event;
	let end = at;
	let printOnly = false;
	const words = split(event);
	const d = (bare ? /^:?(\$|\^|\*|\d+-\d+|\d+-|\d+\*|\d+)/ : /^(?::(\d+-\d+|\d+-|\d+\*|\d+|[$^*])|([$^*]))/).exec(line.slice(at));
	const spec = d?.[1] ?? d?.[2];
	if (d && spec !== undefined) {
		end += d[0].length;
		const last = words.length - 1;
		let from: number;
		let to: number;
		if (spec === '$') from = to = last;
		else if (spec === '^') from = to = 1;
		else if (spec === '*') [from, to] = [1, last];
		else {
			const m = /^(\d+)(?:(-)(\d*)|(\*))?$/.exec(spec) as RegExpExecArray;
			from = Number(m[1]);
			to = m[4] ? last : m[2] ? (m[3] === '' ? last - 1 : Number(m[3])) : from;
		}
		if (from > last && spec !== '*') return { text: '', end, printOnly, error: `${line.slice(at, end)}: bad word specifier` };
		text = words.slice(from, to + 1).join(' ');
	}
	for (;;) {
		const m = /^:(h|t|r|e|p|q|(g?)s\/([^/]*)\/([^/\n]*)\/?|&)/.exec(line.slice(end));
		if (!m) break;
		end += m[0].length;
		switch ((m[1] as string)[0]) {
			case 'h':
				text = text.replace(/\/[^/]*$/, '');
				break;
			case 't':
				text = text.slice(text.lastIndexOf('/') + 1);
				break;
			case 'r':
				text = text.replace(/\.[^./]*$/, '');
				break;
			case 'e':
				text = /\.[^./]*$/.exec(text)?.[0] ?? text;
				break;
			case 'p':
				printOnly = true;
				break;
			case 'q':
				text = `'${text.replaceAll("'", "'\\''")}'`;
				break;
			default:
				text = m[2] ? text.replaceAll(m[3] as string, m[4] as string) : text.replace(m[3] as string, () => m[4] as string);
		}
	}
	return { text, end, printOnly };
}
