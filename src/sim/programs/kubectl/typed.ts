// An object as a typed client holds it after decoding: unknown fields dropped, zero values written. Custom resources stay as they are.
import { decode, discoveryRows, typeSchemas } from '../../kinds/index.ts';
import { arr, isObject, put, str, type Json } from './dig.ts';

/** A port's targetPort is a struct in Go, written even when it is zero. */
const withTargetPorts = (service: Json): Json =>
	arr(service, 'spec', 'ports').length === 0
		? service
		: put(
				service,
				['spec', 'ports'],
				arr(service, 'spec', 'ports').map((port) => (isObject(port) && port.targetPort === undefined ? { ...port, targetPort: 0 } : port))
			);

export function typed(object: Json): Json {
	const [apiVersion, kind] = [str(object, 'apiVersion'), str(object, 'kind')];
	const row = discoveryRows.find((one) => one.kind === kind && (one.group === '' ? one.version : `${one.group}/${one.version}`) === apiVersion);
	const schema = row?.schema === undefined ? undefined : typeSchemas[row.schema];
	if (!schema || row?.schema === undefined) return object;
	const decoded = decode(typeSchemas, schema, row.schema, { ...object }).object;
	return kind === 'Service' ? withTargetPorts(decoded) : decoded;
}
