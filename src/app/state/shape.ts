// What a value must look like, and where it does not: used before anything that came from a file is believed.
// Invariant: a shape answers the first difference as "where: expected what, found what", and never throws on any value.

/** Answers what is wrong with the value at a place; undefined when nothing is. */
export type Shape = (value: unknown, where: string) => string | undefined;

function found(value: unknown): string {
	if (value === undefined) return 'nothing';
	if (value === null) return 'null';
	if (typeof value === 'string') return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}…` : value)}`;
	if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
	return Array.isArray(value) ? 'a list' : value instanceof Uint8Array ? 'bytes' : 'a record';
}

const expect =
	(what: string, holds: (value: unknown) => boolean): Shape =>
	(value, where) =>
		holds(value) ? undefined : `${where}: expected ${what}, found ${found(value)}`;

export const text = (most = 4096): Shape => expect(`a text of at most ${most} characters`, (value) => typeof value === 'string' && value.length <= most);
export const whole = (least = 0, most = Number.MAX_SAFE_INTEGER): Shape =>
	expect(
		most === Number.MAX_SAFE_INTEGER ? `a whole number from ${least}` : `a whole number from ${least} to ${most}`,
		(value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
	);
export const flag: Shape = expect('true or false', (value) => typeof value === 'boolean');
export const bytes: Shape = expect('bytes', (value) => value instanceof Uint8Array);
export const one = (...of: readonly (string | number | null)[]): Shape =>
	expect(of.length === 1 ? JSON.stringify(of[0]) : `one of ${of.map((item) => JSON.stringify(item)).join(', ')}`, (value) => of.some((item) => item === value));
export const such = (what: string, holds: (value: unknown) => boolean): Shape => expect(what, holds);

export const list =
	(item: Shape, most = 1_000_000): Shape =>
	(value, where) => {
		if (!Array.isArray(value) || value.length > most) return `${where}: expected a list of at most ${most}, found ${found(value)}`;
		for (const [i, one] of value.entries()) {
			const wrong = item(one, `${where}[${i}]`);
			if (wrong) return wrong;
		}
		return undefined;
	};

export const pair =
	(...items: readonly Shape[]): Shape =>
	(value, where) => {
		if (!Array.isArray(value) || value.length !== items.length) return `${where}: expected a list of ${items.length}, found ${found(value)}`;
		for (const [i, item] of items.entries()) {
			const wrong = item(value[i], `${where}[${i}]`);
			if (wrong) return wrong;
		}
		return undefined;
	};

/** A field that may be absent. */
export const maybe =
	(shape: Shape): Shape =>
	(value, where) =>
		value === undefined ? undefined : shape(value, where);

export const record =
	(fields: Readonly<Record<string, Shape>>): Shape =>
	(value, where) => {
		if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Map)
			return `${where}: expected a record, found ${found(value)}`;
		const given = value as Record<string, unknown>;
		for (const key of Object.keys(given)) if (!Object.hasOwn(fields, key)) return `${where}.${key.slice(0, 40)}: expected no such field`;
		for (const [key, shape] of Object.entries(fields)) {
			const wrong = shape(given[key], `${where}.${key}`);
			if (wrong) return wrong;
		}
		return undefined;
	};
