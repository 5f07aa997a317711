import { describe, expect, test } from 'vitest';
import { concat, text, utf8 } from '../../values/index.ts';
import type { Message } from '../http-message.ts';
import { decode, decodeEnd, encodeMessage } from './http-bytes.ts';
import { newDecoder, type Encoder } from './http-state.ts';

const encode = (...messages: Message[]) => {
	const encoder: Encoder = { body: 'none' };
	return text(concat(messages.map((message) => encodeMessage(message, encoder))));
};
const plain = (messages: readonly Message[]) =>
	messages.map((message) => ('body' in message && message.body instanceof Uint8Array ? { ...message, body: text(message.body) } : message));

describe('HTTP/1.1 bytes', () => {
	test('messages become bytes', () => {
		expect(encode({ kind: 'request', method: 'POST', path: '/x?a=1', headers: { Host: 'docker' }, body: { json: { b: '<1>', a: [1] } } })).toBe(
			'POST /x?a=1 HTTP/1.1\r\nHost: docker\r\nContent-Length: 30\r\n\r\n{"b":"\\u003c1\\u003e","a":[1]}\n'
		);
		expect(encode({ kind: 'request', method: 'GET', path: '/', headers: {} })).toBe('GET / HTTP/1.1\r\n\r\n');
		expect(encode({ kind: 'response', status: 404, headers: {}, body: 'no\n' })).toBe('HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno\n');
		expect(encode({ kind: 'response', status: 204, headers: {} })).toBe('HTTP/1.1 204 No Content\r\n\r\n');
		expect(
			encode({ kind: 'response', status: 200, headers: {}, stream: true }, { kind: 'chunk', body: 'hello' }, { kind: 'chunk', body: '' }, { kind: 'end' })
		).toBe('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n');
	});

	test('bytes become messages, however they are cut', () => {
		const stream =
			'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\nHost: y\n\nPUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=1\r\nde\r\n0\r\n\r\n';
		const whole: Message[] = [];
		decode(newDecoder('request'), utf8(stream), whole);
		expect(plain(whole)).toEqual([
			{ kind: 'request', method: 'POST', path: '/a', headers: { Host: 'x', 'Content-Length': '5' }, body: 'hello' },
			{ kind: 'request', method: 'GET', path: '/b', headers: { Host: 'y' } },
			{ kind: 'request', method: 'PUT', path: '/c', headers: { 'Transfer-Encoding': 'chunked' } },
			{ kind: 'chunk', body: 'abc' },
			{ kind: 'chunk', body: 'de' },
			{ kind: 'end' }
		]);
		for (const size of [1, 2, 3, 7]) {
			const cut: Message[] = [];
			let decoder = newDecoder('request');
			for (let i = 0; i < stream.length; i += size) {
				decode(decoder, utf8(stream.slice(i, i + size)), cut);
				decoder = structuredClone(decoder);
			}
			expect(cut.filter((message) => message.kind === 'request')).toHaveLength(3);
			expect(
				plain(cut)
					.flatMap((message) => (message.kind === 'chunk' ? [message.body] : []))
					.join('')
			).toBe('abcde');
		}
	});

	test('responses: until the end of the stream, and what is no HTTP is handed on', () => {
		const decoder = newDecoder('response');
		const out: Message[] = [];
		decode(decoder, utf8('HTTP/1.0 200 OK\r\nServer: busybox\r\n\r\nabc'), out);
		expect([...plain(out), decodeEnd(decoder), decodeEnd(decoder)]).toEqual([
			{ kind: 'response', status: 200, reason: 'OK', headers: { Server: 'busybox' }, stream: true },
			{ kind: 'chunk', body: 'abc' },
			{ kind: 'end' },
			undefined
		]);
		expect(text(decode(newDecoder('request'), utf8('\x16\x03\x01'), []))).toBe('\x16\x03\x01');
		expect(text(decode(newDecoder('request'), utf8('+PING\r\n'), []))).toBe('+PING\r\n');
		expect(text(decode(newDecoder('request'), utf8('HELLO\n\n'), []))).toBe('HELLO\n\n');
	});
});
