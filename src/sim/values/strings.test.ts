import { describe, expect, it } from 'vitest';
import { base64, base64Url, hex, isUtf8, text, unbase64, unhex, utf8, utf8Length } from './bytes.ts';
import { digest, sha256Hex } from './digest.ts';
import { formatFloat, goNumber, parseInteger } from './numbers.ts';
import { compareBytes, goQuote, goQuoteAscii, goUnquote, pad, runeCount, shellQuote, truncate } from './strings.ts';
import { rows } from './testdata/tables.ts';

describe('quoting', () => {
	it.each(rows<string, string[]>('Quotes'))('it quotes %j as strconv does, and back', (source, wanted) => {
		expect([goQuote(source), goQuoteAscii(source)]).toEqual(wanted);
		expect(goUnquote(goQuote(source))).toBe(source);
	});

	it('it quotes for the shell only what needs it', () => {
		expect(['a-b/c.d', 'a b', "it's", '', '$x'].map(shellQuote)).toEqual(['a-b/c.d', "'a b'", "'it'\\''s'", "''", "'$x'"]);
	});
});

describe('formatFloat', () => {
	it.each(rows<number, string>('Floats'))('it writes %d as strconv does', (f, wanted) => {
		const got = [
			formatFloat(f, 'g'),
			formatFloat(f, 'g', 4),
			formatFloat(f, 'g', 3),
			formatFloat(f, 'f', 0),
			formatFloat(f, 'f', 1),
			formatFloat(f, 'e', 6),
			formatFloat(f, 'e', 2),
			formatFloat(f, 'f', 6)
		];
		expect(got.join(' ')).toBe(wanted);
	});

	it('it prints whole numbers plainly', () => {
		expect([goNumber(1e6), goNumber(0.5), goNumber(12n)]).toEqual(['1000000', '0.5', '12']);
	});

	it('it reads integers in Go’s bases', () => {
		expect(['0x1f', '017', '0b11', '1_000', '0o7', '-5', '1__0', '08', ''].map((source) => parseInteger(source, 0))).toEqual([
			31n,
			15n,
			3n,
			1000n,
			7n,
			-5n,
			undefined,
			undefined,
			undefined
		]);
	});
});

describe('bytes and order', () => {
	it('it sorts as UTF-8 does', () => {
		expect(['\u{10000}', '\uffff', 'b', 'a', 'é', 'B', ''].sort(compareBytes)).toEqual(['', 'B', 'a', 'b', 'é', '\uffff', '\u{10000}']);
	});

	it('it carries text and bytes there and back', () => {
		const bytes = Uint8Array.of(0, 255, 128, 65);
		expect([unbase64(base64(bytes)), unhex(hex(bytes)), unbase64(base64Url(bytes), { url: true })]).toEqual([bytes, bytes, bytes]);
		expect([text(bytes), isUtf8(bytes), isUtf8(utf8('é'))]).toEqual(['\0\ufffd\ufffdA', false, true]);
		expect([utf8Length('aé€😀'), runeCount('aé€😀')]).toEqual([10, 4]);
	});

	it('it refuses what is not base64, naming the byte', () => {
		for (const [source, at] of [
			['a', 0],
			['ab=', 3],
			['a!==', 1],
			['YQ==x', 4]
		] as const)
			expect(() => unbase64(source)).toThrow(`illegal base64 data at input byte ${at}`);
	});

	it('it names content by its sha256', () => {
		expect(digest('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
		expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
	});

	it('it cuts with an ellipsis and pads by characters', () => {
		expect([truncate('abcdef', 4), truncate('abcd', 4), pad('é', 3), pad('é', -3)]).toEqual(['abc…', 'abcd', 'é  ', '  é']);
	});
});
