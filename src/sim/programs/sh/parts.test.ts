// Builtins whose code comes late: what the table says of them before is what they are.
import { expect, test } from 'vitest';
import { builtins } from './builtins/index.ts';
import { builtins as late } from './builtins/late.ts';

test('the rows of late builtins say what their code says, so a name means the same before and after it is there', () => {
	const facts = (rows: readonly (readonly [string, { special?: boolean; bashOnly?: boolean }])[]): unknown =>
		rows.map(([name, { special, bashOnly }]) => ({ name, special, bashOnly }));
	expect(facts([...builtins].filter(([, row]) => row.late))).toEqual(facts([...late]));
});
