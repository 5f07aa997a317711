import { describe, expect, it } from 'vitest';
import {
	addQuantity,
	compareQuantity,
	formatQuantity,
	milliValue,
	newMilliQuantity,
	newQuantity,
	parseQuantity,
	quantityValue,
	subQuantity
} from './quantity.ts';
import { answer, rows } from './testdata/tables.ts';

describe('parseQuantity', () => {
	it.each(rows<string, { out: string; error?: string }>('Quantities'))('it reads %j as apimachinery does', (text, wanted) => {
		const got = answer(() => {
			const q = parseQuantity(text);
			return `${formatQuantity(q)} ${formatQuantity(addQuantity(q, newQuantity(0)))} ${quantityValue(q)} ${milliValue(q)}`;
		});
		expect(got).toEqual(wanted);
	});

	it('it caps binary quantities at the largest int64', () => {
		expect(formatQuantity(parseQuantity('16Ei'))).toBe('9223372036854775807');
	});

	it('it is not slowed down by huge exponents', () => {
		expect(compareQuantity(parseQuantity('1e999999'), parseQuantity('1'))).toBe(1);
		expect(formatQuantity(parseQuantity('1e-999999'))).toBe('1e-9');
	});
});

describe('arithmetic of quantities', () => {
	it('it keeps the first one’s format, or takes the second’s when the first is zero', () => {
		const sum = (a: string, b: string): string => formatQuantity(addQuantity(parseQuantity(a), parseQuantity(b)));
		expect([sum('1Gi', '512Mi'), sum('500m', '1'), sum('0', '1Gi'), sum('1Gi', '1'), sum('1', '1Ki')]).toEqual([
			'1536Mi',
			'1500m',
			'1Gi',
			'1073741825',
			'1025'
		]);
		expect(formatQuantity(subQuantity(parseQuantity('2'), parseQuantity('250m')))).toBe('1750m');
	});

	it('it compares by amount', () => {
		expect([compareQuantity(parseQuantity('1Gi'), parseQuantity('1G')), compareQuantity(newMilliQuantity(1000), newQuantity(1))]).toEqual([1, 0]);
	});
});
