// An object as a typed client holds it after decoding: unknown fields dropped, zero values written. Custom resources stay as they are.
import { decode, discoveryRows, typeSchemas } from '../../kinds/index.ts';
import { str, type Json } from './dig.ts';

export function typed(object: Json): Json {
	const [apiVersion, kind] = [str(object, 'apiVersion'), str(object, 'kind')];
	const row = discoveryRows.find((one) => one.kind === kind && (one.group === '' ? one.version : `${one.group}/${one.version}`) === apiVersion);
	const schema = row?.schema === undefined ? undefined : typeSchemas[row.schema];
	if (!schema || row?.schema === undefined) return object;
	return decode(typeSchemas, schema, row.schema, { ...object }).object;
}
