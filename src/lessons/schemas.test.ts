import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { schemas } from './schemas.ts';

const folder = join(import.meta.dirname, '../../docs/schemas');

describe('the schemas in docs/schemas', () => {
	test.each(Object.keys(schemas))('%s is what the field tables say (UPDATE=1 writes it): it is', (name) => {
		if (process.env['UPDATE']) {
			mkdirSync(folder, { recursive: true });
			writeFileSync(join(folder, name), `${JSON.stringify(schemas[name], null, '\t')}\n`);
		}
		expect(JSON.parse(readFileSync(join(folder, name), 'utf8'))).toEqual(schemas[name]);
	});
});
