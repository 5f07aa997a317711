// RESP, redis's wire protocol: replies as values, requests as words. Text is "binary text" throughout: one character per byte,
// so that any bytes survive. Leaves out RESP3's own types (HELLO 3 is answered as not supported).
// Invariant: a decoder answers only whole values; what is left stays for the next bytes.

export type Reply =
	| { readonly kind: 'status'; readonly text: string }
	| { readonly kind: 'error'; readonly text: string }
	| { readonly kind: 'integer'; readonly value: bigint }
	| { readonly kind: 'bulk'; readonly text: string | null }
	| { readonly kind: 'array'; readonly items: readonly Reply[] | null };

export const status = (text: string): Reply => ({ kind: 'status', text });
export const ok: Reply = status('OK');
export const failure = (text: string): Reply => ({ kind: 'error', text });
export const integer = (value: number | bigint): Reply => ({ kind: 'integer', value: BigInt(value) });
export const bulk = (text: string | null | undefined): Reply => ({ kind: 'bulk', text: text ?? null });
export const array = (items: readonly Reply[] | null): Reply => ({ kind: 'array', items });
export const bulks = (texts: readonly (string | null | undefined)[]): Reply => array(texts.map(bulk));
export const nil: Reply = bulk(null);

/** Bytes of binary text. */
export function fromBinary(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i) & 255;
	return bytes;
}

/** Binary text of bytes. */
export function toBinary(bytes: Uint8Array): string {
	let text = '';
	for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
	return text;
}

/** A reply on the wire, as binary text. */
export function encodeReply(reply: Reply): string {
	if (reply.kind === 'status') return `+${reply.text}\r\n`;
	if (reply.kind === 'error') return `-${reply.text}\r\n`;
	if (reply.kind === 'integer') return `:${reply.value}\r\n`;
	if (reply.kind === 'bulk') return reply.text === null ? '$-1\r\n' : `$${reply.text.length}\r\n${reply.text}\r\n`;
	return reply.items === null ? '*-1\r\n' : `*${reply.items.length}\r\n${reply.items.map(encodeReply).join('')}`;
}

/** A request on the wire. */
export const encodeRequest = (words: readonly string[]): string => `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;

/** The first reply of `data` from `at`: the value and where it ends; null when it is not all there. */
export function decodeReply(data: string, at = 0): { reply: Reply; end: number } | null {
	const eol = data.indexOf('\r\n', at);
	if (eol < 0) return null;
	const line = data.slice(at + 1, eol);
	const after = eol + 2;
	switch (data[at]) {
		case '+':
			return { reply: status(line), end: after };
		case '-':
			return { reply: failure(line), end: after };
		case ':':
			return { reply: integer(BigInt(line)), end: after };
		case '$': {
			const length = Number(line);
			if (length < 0) return { reply: nil, end: after };
			return data.length < after + length + 2 ? null : { reply: bulk(data.slice(after, after + length)), end: after + length + 2 };
		}
		case '*': {
			const count = Number(line);
			if (count < 0) return { reply: array(null), end: after };
			const items: Reply[] = [];
			let end = after;
			for (let i = 0; i < count; i++) {
				const item = decodeReply(data, end);
				if (!item) return null;
				items.push(item.reply);
				end = item.end;
			}
			return { reply: array(items), end };
		}
		default:
			return { reply: failure(`Protocol error, got "${data[at]}" as reply type byte`), end: data.length };
	}
}

/** Splits a line as redis does: quotes, escapes. Null: unbalanced quotes. */
export function splitWords(line: string): string[] | null {
	const words: string[] = [];
	let i = 0;
	for (;;) {
		while (i < line.length && ' \t\r\n'.includes(line[i] as string)) i++;
		if (i >= line.length) return words;
		let word = '';
		for (; i < line.length && !' \t\r\n'.includes(line[i] as string);) {
			const quote = line[i];
			if (quote !== '"' && quote !== "'") {
				word += line[i++];
				continue;
			}
			i++;
			while (i < line.length && line[i] !== quote) {
				if (line[i] !== '\\' || (quote === "'" && line[i + 1] !== "'")) {
					word += line[i++];
					continue;
				}
				const next = line[i + 1] ?? '';
				const hex = line.slice(i + 2, i + 4);
				if (next === 'x' && /^[0-9a-fA-F]{2}$/.test(hex)) {
					word += String.fromCharCode(parseInt(hex, 16));
					i += 4;
					continue;
				}
				word += quote === "'" ? "'" : ({ n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }[next] ?? next);
				i += 2;
			}
			if (i >= line.length) return null;
			i++;
			if (i < line.length && !' \t\r\n'.includes(line[i] as string)) return null;
		}
		words.push(word);
	}
}

/** The first request of `data`: words (empty for an empty line), or a protocol error; null when it is not all there. */
export function decodeRequest(data: string): { words: string[]; end: number } | { fault: string } | null {
	const eol = data.indexOf('\n');
	if (eol < 0) return data.length > 65_536 ? { fault: 'Protocol error: too big inline request' } : null;
	if (data[0] !== '*') {
		const words = splitWords(data.slice(0, eol));
		return words ? { words, end: eol + 1 } : { fault: 'Protocol error: unbalanced quotes in request' };
	}
	const count = Number(data.slice(1, eol));
	if (!Number.isInteger(count) || count > 1_048_576) return { fault: 'Protocol error: invalid multibulk length' };
	const words: string[] = [];
	let at = eol + 1;
	for (let i = 0; i < count; i++) {
		const end = data.indexOf('\n', at);
		if (end < 0) return null;
		if (data[at] !== '$') return { fault: `Protocol error: expected '$', got '${data[at]}'` };
		const length = Number(data.slice(at + 1, end));
		if (!Number.isInteger(length) || length < 0 || length > 536_870_912) return { fault: 'Protocol error: invalid bulk length' };
		if (data.length < end + 1 + length + 2) return null;
		words.push(data.slice(end + 1, end + 1 + length));
		at = end + 1 + length + 2;
	}
	return { words, end: at };
}
