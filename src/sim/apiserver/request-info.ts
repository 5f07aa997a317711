// What a request is about: verb, group, version, resource, namespace, name, subresource – or a plain path (apiserver's RequestInfo).

export interface RequestInfo {
	readonly isResource: boolean;
	/** Path without the query. */
	readonly path: string;
	readonly query: ReadonlyMap<string, string>;
	/** get list watch create update patch delete deletecollection; for plain paths the method in lower case. */
	readonly verb: string;
	readonly group: string;
	readonly version: string;
	readonly apiVersion: string;
	readonly resource: string;
	readonly namespace: string;
	readonly name: string;
	readonly subresource: string;
	/** What follows the subresource (proxy paths). */
	readonly rest: string;
}

/** Parses "a=b&c=d"; a repeated name keeps its first value, `command` keeps all, separated by \0. */
export function parseQuery(text: string): Map<string, string> {
	const query = new Map<string, string>();
	for (const part of text.split('&')) {
		if (part === '') continue;
		const equals = part.indexOf('=');
		const name = unescape(equals < 0 ? part : part.slice(0, equals));
		const value = equals < 0 ? '' : unescape(part.slice(equals + 1));
		const known = query.get(name);
		if (known === undefined) query.set(name, value);
		else if (name === 'command' || name === 'ports') query.set(name, `${known}\0${value}`);
	}
	return query;
}
function unescape(text: string): string {
	if (!text.includes('%') && !text.includes('+')) return text;
	try {
		return decodeURIComponent(text.replaceAll('+', ' '));
	} catch {
		return text;
	}
}

const methods: Readonly<Record<string, string>> = { GET: 'get', HEAD: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/** Reads a request line. */
export function requestInfo(method: string, target: string): RequestInfo {
	const mark = target.indexOf('?');
	const path = mark < 0 ? target : target.slice(0, mark);
	const query = mark < 0 ? new Map<string, string>() : parseQuery(target.slice(mark + 1));
	const plain: RequestInfo = {
		isResource: false,
		path,
		query,
		verb: method.toLowerCase(),
		group: '',
		version: '',
		apiVersion: '',
		resource: '',
		namespace: '',
		name: '',
		subresource: '',
		rest: ''
	};
	if (!path.startsWith('/api')) return plain;
	const parts: string[] = [];
	for (const part of path.split('/')) if (part !== '') parts.push(unescape(part));
	let group = '';
	let at: number;
	if (parts[0] === 'api' && parts.length >= 3) at = 1;
	else if (parts[0] === 'apis' && parts.length >= 4) {
		group = parts[1] ?? '';
		at = 2;
	} else return plain;
	const version = parts[at] ?? '';
	let rest = parts.slice(at + 1);
	let verb = methods[method] ?? method.toLowerCase();
	let watching = false;
	if (rest[0] === 'watch' && rest.length > 1) {
		watching = true;
		rest = rest.slice(1);
	}
	let namespace = '';
	if (rest[0] === 'namespaces' && rest.length > 1) {
		const second = rest[2] ?? '';
		if (rest.length === 2 || second === 'status' || second === 'finalize') namespace = rest[1] ?? '';
		else {
			namespace = rest[1] ?? '';
			rest = rest.slice(2);
		}
	}
	const [resource = '', name = '', subresource = '', ...more] = rest;
	if (verb === 'get' && (watching || ['true', '1', ''].includes(query.get('watch') ?? 'no'))) verb = 'watch';
	else if (verb === 'get' && name === '') verb = 'list';
	else if (verb === 'delete' && name === '') verb = 'deletecollection';
	const exact =
		name === '' && (verb === 'list' || verb === 'watch' || verb === 'deletecollection')
			? /(?:^|,)metadata\.name==?([^,!=]+)/.exec(query.get('fieldSelector') ?? '')?.[1]
			: undefined;
	return {
		isResource: true,
		path,
		query,
		verb,
		group,
		version,
		apiVersion: group ? `${group}/${version}` : version,
		resource,
		namespace,
		name: exact ?? name,
		subresource,
		rest: more.join('/')
	};
}
