// jq's @formats.
import { base64, unbase64, Base64Error } from '../../../values/index.ts';
import { decode } from '../lib/text.ts';
import { JqError, shown } from './evaluate.ts';
import { compact, isArray, toText, typeOf, type Json } from './json.ts';

const text = (value: Json): string => (typeof value === 'string' ? value : toText(value, compact));
const fail = (message: string): never => {
	throw new JqError(message);
};

function row(value: Json, name: string, cell: (one: Json) => string, glue: string): string {
	if (!isArray(value)) return fail(`${typeOf(value)} (${shown(value)}) cannot be ${name}-formatted, only array`);
	return value
		.map((one) =>
			isArray(one) || (typeof one === 'object' && one !== null)
				? fail(`${typeOf(one)} (${shown(one)}) is not valid in a ${name === 'csv' ? 'csv' : 'tsv'} row`)
				: cell(one)
		)
		.join(glue);
}

const formats: Readonly<Record<string, (value: Json) => string>> = {
	text,
	json: (value) => toText(value, compact),
	csv: (value) => row(value, 'csv', (one) => (typeof one === 'string' ? `"${one.replaceAll('"', '""')}"` : one === null ? '' : toText(one, compact)), ','),
	tsv: (value) =>
		row(
			value,
			'tsv',
			(one) =>
				typeof one === 'string'
					? one.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
					: one === null
						? ''
						: toText(one, compact),
			'\t'
		),
	html: (value) => text(value).replace(/[<>&'"]/g, (char) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' })[char] ?? char),
	uri: (value) => encodeURIComponent(text(value)).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
	sh: (value) =>
		(isArray(value) ? value : [value])
			.map((one) =>
				typeof one === 'string'
					? `'${one.replaceAll("'", "'\\''")}'`
					: isArray(one) || (typeof one === 'object' && one !== null)
						? fail(`${typeOf(one)} (${shown(one)}) can not be escaped for shell`)
						: toText(one, compact)
			)
			.join(' '),
	base64: (value) => base64(text(value)),
	base64d(value) {
		try {
			const bare = text(value).replace(/=+$/, '');
			return decode(unbase64(bare.padEnd(Math.ceil(bare.length / 4) * 4, '='))).replace(/[\udc80-\udcff]/g, '\ufffd');
		} catch (error) {
			if (!(error instanceof Base64Error)) throw error;
			return fail(`${typeOf(value)} (${shown(value)}) is not valid base64 data`);
		}
	}
};

/** Applies @name. */
export function format(name: string, value: Json): string {
	const row = formats[name];
	if (!row) return fail(`${name} is not a valid format`);
	return row(value);
}
