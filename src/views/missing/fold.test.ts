import { describe, expect, test } from 'vitest';
import { missingOf } from './fold.ts';

const fact = (kind: string, data: Readonly<Record<string, string | boolean>>) => ({ n: 1, at: 0, kind, data });

describe('what the page says of what it does not have', () => {
	test('an image with a mistyped name comes with its neighbour, so one sees the mistake: it does', () => {
		expect(missingOf(fact('registry.missing', { image: 'ngnix', tag: false, near: 'nginx' }))).toEqual({
			text: 'The registries of this page have no image `ngnix`. A wrong name and a missing one look the same to docker.',
			near: ['nginx']
		});
	});
	test('a tag that is not there comes with tags that are, so one can go on: it does', () => {
		expect(missingOf(fact('registry.missing', { image: 'nginx:1.99', tag: true, near: 'nginx:1.29' }))?.near).toEqual(['nginx:1.29']);
	});
	test('other facts say nothing, so the line means something: they do not', () => {
		expect(missingOf(fact('kernel.process.started', { comm: 'ls' }))).toBeUndefined();
	});
});
