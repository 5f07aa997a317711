import { describe, expect, it } from 'vitest';
import { formatFieldSelector, matchesFieldSelector, parseFieldSelector } from './field-selector.ts';
import { everything, formatSelector, labelSelectorAsSelector, matchesSelector, nothing, parseSelector, selectorFromSet } from './selector.ts';
import { answer, rows } from './testdata/tables.ts';

type Answer = { out: string; error?: string };

describe('parseSelector', () => {
	it.each(rows<string, Answer>('Selectors'))('it reads %j as labels.Parse does', (text, wanted) => {
		expect(answer(() => formatSelector(parseSelector(text)))).toEqual(wanted);
	});

	it('it selects as the requirements say', () => {
		const labels = { app: 'web', tier: 'front', n: '3' };
		const selects = (text: string): boolean => matchesSelector(parseSelector(text), labels);
		const yes = ['', 'app', 'app=web', 'app!=db', 'x!=y', '!x', 'tier in (front,back)', 'tier notin (back)', 'x notin (y)', 'n>2', 'n<4', 'app=web,n>2'];
		const no = ['x', 'app=db', 'app!=web', '!app', 'tier in (back)', 'tier notin (front)', 'x in (y)', 'n>3', 'app>1', 'app=web,x'];
		expect(yes.filter((text) => !selects(text))).toEqual([]);
		expect(no.filter(selects)).toEqual([]);
	});
});

describe('labelSelectorAsSelector', () => {
	it('it selects nothing without a selector and everything with an empty one', () => {
		expect([labelSelectorAsSelector(undefined), labelSelectorAsSelector({})]).toEqual([nothing, everything]);
		expect(matchesSelector(nothing, {})).toBe(false);
	});

	it('it joins labels and expressions, sorted by key', () => {
		const selector = labelSelectorAsSelector({
			matchLabels: { app: 'web' },
			matchExpressions: [
				{ key: 'a', operator: 'In', values: ['y', 'x'] },
				{ key: 'z', operator: 'DoesNotExist' }
			]
		});
		expect(formatSelector(selector)).toBe('a in (x,y),app=web,!z');
		expect(() => labelSelectorAsSelector({ matchExpressions: [{ key: 'a', operator: 'in' }] })).toThrow('"in" is not a valid label selector operator');
		expect(formatSelector(selectorFromSet({ b: '1', a: '2' }))).toBe('a=2,b=1');
	});
});

describe('parseFieldSelector', () => {
	it.each(rows<string, Answer>('FieldSelectors'))('it reads %j as fields.ParseSelector does', (text, wanted) => {
		expect(answer(() => formatFieldSelector(parseFieldSelector(text)))).toEqual(wanted);
	});

	it('it counts a missing field as empty', () => {
		expect(matchesFieldSelector(parseFieldSelector('spec.nodeName=,status.phase!=Running'), { 'status.phase': 'Pending' })).toBe(true);
	});
});
