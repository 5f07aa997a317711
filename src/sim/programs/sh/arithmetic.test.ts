import { describe, expect, it } from 'vitest';
import { evaluate, type ArithmeticHost } from './arithmetic.ts';
import { ShellError, type ShellState } from './state.ts';

const host = (): ArithmeticHost & { values: Map<string, string> } => {
	const values = new Map<string, string>();
	const variables = {
		get: (name: string) => (values.has(name) ? { text: values.get(name), attributes: 0 } : undefined),
		has: (name: string) => values.has(name)
	};
	const state = { flavour: 'bash', scopes: [{ variables }], options: new Set() } as unknown as ShellState;
	return { values, state, assign: (name, _index, value) => void values.set(name, value) };
};
const failure = (text: string): string => {
	try {
		evaluate(host(), text);
	} catch (error) {
		if (error instanceof ShellError) return error.message;
		throw error;
	}
	return '';
};

describe('evaluate', () => {
	it('wraps at 64 bits', () => {
		expect(evaluate(host(), '9223372036854775807 + 1')).toBe(-9223372036854775808n);
		expect(evaluate(host(), '2 ** 62 * 2')).toBe(-9223372036854775808n);
	});
	it('follows the precedence of C, with ** above and right to left', () => {
		expect(evaluate(host(), '1 + 2 * 3 ** 2 ** 1 << 1')).toBe(38);
		expect(evaluate(host(), '-2 ** 2')).toBe(4);
		expect(evaluate(host(), '1 ? 2 : 3, 4')).toBe(4);
	});
	it('assigns, and does not where it is not evaluated', () => {
		const h = host();
		expect(evaluate(h, 'x = 3, x++ + ++x')).toBe(8);
		evaluate(h, '0 && (y = 1)');
		expect(h.values.has('y')).toBe(false);
	});
	it("says bash's errors with the token that was left", () => {
		expect(failure('1/0')).toBe('1/0: division by 0 (error token is "0")');
		expect(failure('1 +')).toBe('1 +: syntax error: operand expected (error token is "+")');
		expect(failure('08')).toBe('08: value too great for base (error token is "08")');
	});
});
