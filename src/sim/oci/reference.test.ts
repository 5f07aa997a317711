import { expect, test } from 'vitest';
import { familiar, full, parseReference, ReferenceError, withDefaultTag } from './reference.ts';

const error = (text: string): string => {
	try {
		return full(parseReference(text));
	} catch (e) {
		if (e instanceof ReferenceError) return e.message;
		throw e;
	}
};

test('what people type becomes a full reference, and back, as distribution/reference has it', () => {
	const rows = [
		'nginx',
		'nginx:1.27',
		'docker.io/nginx',
		'index.docker.io/library/nginx',
		'someone/app',
		'localhost/app',
		'localhost:5000/a/b:v1',
		'registry.example.com/app',
		'Upper/app'
	];
	expect(rows.map((r) => [r, full(withDefaultTag(parseReference(r))), familiar(parseReference(r))])).toEqual([
		['nginx', 'docker.io/library/nginx:latest', 'nginx'],
		['nginx:1.27', 'docker.io/library/nginx:1.27', 'nginx:1.27'],
		['docker.io/nginx', 'docker.io/library/nginx:latest', 'nginx'],
		['index.docker.io/library/nginx', 'docker.io/library/nginx:latest', 'nginx'],
		['someone/app', 'docker.io/someone/app:latest', 'someone/app'],
		['localhost/app', 'localhost/app:latest', 'localhost/app'],
		['localhost:5000/a/b:v1', 'localhost:5000/a/b:v1', 'localhost:5000/a/b:v1'],
		['registry.example.com/app', 'registry.example.com/app:latest', 'registry.example.com/app'],
		['Upper/app', 'Upper/app:latest', 'Upper/app']
	]);
});

test('what is no reference gets the error it gets from Docker', () => {
	expect(
		[
			'Alpine',
			'alpine:3.20:1',
			'alpine@sha256:123',
			'a//b',
			'',
			':x',
			'-x',
			'x:' + 'y'.repeat(129),
			'a'.repeat(64),
			'alpine@sha256:' + '0'.repeat(63),
			'alpine@md5:' + '0'.repeat(32),
			'x/' + 'y'.repeat(256)
		].map(error)
	).toEqual([
		'invalid reference format: repository name (library/Alpine) must be lowercase',
		'invalid reference format',
		'invalid reference format',
		'invalid reference format',
		'invalid reference format',
		'invalid reference format',
		'invalid reference format',
		'invalid reference format',
		`invalid repository name (${'a'.repeat(64)}), cannot specify 64-byte hexadecimal strings`,
		'invalid checksum digest length',
		'unsupported digest algorithm',
		'repository name must not be more than 255 characters'
	]);
});
