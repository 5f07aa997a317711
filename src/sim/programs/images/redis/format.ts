// How redis-cli prints replies: for people (on a terminal) and raw (into a pipe).
import type { Reply } from './resp.ts';

/** "text" with escapes, as sdscatrepr. */
export function quoted(text: string): string {
	let out = '"';
	for (const c of text) {
		const code = c.charCodeAt(0);
		if (c === '\\' || c === '"') out += `\\${c}`;
		else if (c === '\n') out += '\\n';
		else if (c === '\r') out += '\\r';
		else if (c === '\t') out += '\\t';
		else if (code === 7) out += '\\a';
		else if (code === 8) out += '\\b';
		else if (code < 32 || code > 126) out += `\\x${code.toString(16).padStart(2, '0')}`;
		else out += c;
	}
	return `${out}"`;
}

/** For people; ends with a newline. */
export function formatted(reply: Reply, prefix = ''): string {
	if (reply.kind === 'error') return `(error) ${reply.text}\n`;
	if (reply.kind === 'status') return `${reply.text}\n`;
	if (reply.kind === 'integer') return `(integer) ${reply.value}\n`;
	if (reply.kind === 'bulk') return reply.text === null ? '(nil)\n' : `${quoted(reply.text)}\n`;
	const { items } = reply;
	if (items === null) return '(nil)\n';
	if (items.length === 0) return '(empty array)\n';
	const width = String(items.length).length;
	return items.map((item, i) => `${i === 0 ? '' : prefix}${String(i + 1).padStart(width)}) ${formatted(item, prefix + ' '.repeat(width + 2))}`).join('');
}

/** Raw, without the last newline. */
export function raw(reply: Reply): string {
	if (reply.kind === 'error') return `${reply.text}\n`;
	if (reply.kind === 'status') return reply.text;
	if (reply.kind === 'integer') return String(reply.value);
	if (reply.kind === 'bulk') return reply.text ?? '';
	return (reply.items ?? []).map(raw).join('\n');
}

/** Comma-separated, for --csv. */
export function csv(reply: Reply): string {
	if (reply.kind === 'error') return `ERROR,${quoted(reply.text)}`;
	if (reply.kind === 'status') return quoted(reply.text);
	if (reply.kind === 'integer') return String(reply.value);
	if (reply.kind === 'bulk') return reply.text === null ? 'NULL' : quoted(reply.text);
	return (reply.items ?? []).map(csv).join(',');
}
