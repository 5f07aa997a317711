import { describe, expect, test } from 'vitest';
import { nearest } from './missing.ts';

describe('what is nearest to a name that is not there', () => {
	const names = ['nginx', 'httpd', 'redis', 'postgres', 'node', 'python', 'grafana/grafana'];
	test('letters in the wrong order, left out or too many still find it, so a typing mistake is seen: they do', () => {
		expect(nearest('ngnix', names)).toEqual(['nginx']);
		expect(nearest('posgres', names)).toEqual(['postgres']);
		expect(nearest('nodejs', names)).toEqual(['node']);
	});
	test('what is like nothing has no neighbour, so nobody is led astray: it has none', () => {
		expect(nearest('elasticsearch', names)).toEqual([]);
	});
});
