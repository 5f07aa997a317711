// Image references as distribution/reference reads them: normalised names, familiar names, tags, digests, and its error texts.
import { Failure } from './failure.ts';
import { cut } from './opts/cut.ts';

export interface Reference {
	/** "docker.io", "localhost:5000". */
	readonly domain: string;
	/** "library/nginx". */
	readonly path: string;
	readonly tag?: string;
	readonly digest?: string;
}

const domainName =
	/^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}$/;
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

function splitDomain(name: string): readonly [domain: string, rest: string] {
	const [first, rest, found] = cut(name, '/');
	let domain = 'docker.io';
	let remainder = name;
	if (found && (first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first)) {
		domain = first === 'index.docker.io' ? 'docker.io' : first;
		remainder = rest;
	}
	if (domain === 'docker.io' && !remainder.includes('/')) remainder = `library/${remainder}`;
	return [domain, remainder];
}

/** reference.ParseNormalizedNamed. Throws Failure "invalid reference format…". */
export function parseReference(text: string): Reference {
	if (/^[a-f0-9]{64}$/.test(text)) throw new Failure(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
	const [domain, rest] = splitDomain(text);
	const [remote] = cut(rest, ':');
	if (remote.toLowerCase() !== remote) throw new Failure(`invalid reference format: repository name (${remote}) must be lowercase`);
	const [beforeDigest, digest, hasDigest] = cut(rest, '@');
	const [path, tag, hasTag] = cut(beforeDigest, ':');
	const valid =
		domainName.test(domain) &&
		path.split('/').every((part) => component.test(part)) &&
		(!hasTag || tagPattern.test(tag)) &&
		(!hasDigest || digestPattern.test(digest));
	if (!valid) throw new Failure('invalid reference format');
	if (hasDigest && !/^sha256:[a-f0-9]{64}$|^sha512:[a-f0-9]{128}$|^sha384:[a-f0-9]{96}$/.test(digest)) {
		const [algorithm, hex] = cut(digest, ':');
		throw new Failure(
			['sha256', 'sha384', 'sha512'].includes(algorithm) && /^[a-f0-9]*$/.test(hex)
				? 'invalid checksum digest length'
				: ['sha256', 'sha384', 'sha512'].includes(algorithm)
					? 'invalid checksum digest format'
					: 'unsupported digest algorithm'
		);
	}
	if (domain.length + path.length + 1 > 255) throw new Failure('repository name must not be more than 255 characters');
	return { domain, path, ...(hasTag ? { tag } : {}), ...(hasDigest ? { digest } : {}) };
}

/** A reference, or undefined when the text is an image id or digest; throws on anything else. */
export const parseAnyReference = (text: string): Reference | undefined =>
	/^[a-f0-9]{64}$|^sha256:[a-f0-9]{64}$/.test(text) ? undefined : parseReference(text);

/** The reference, or undefined when the text is none. */
export function tryReference(text: string): Reference | undefined {
	try {
		return parseReference(text);
	} catch (e) {
		if (e instanceof Failure) return undefined;
		throw e;
	}
}

/** "latest" when neither tag nor digest is given. */
export const withLatest = (reference: Reference): Reference =>
	reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference;

/** The short name people use: "nginx", "bitnami/redis", "localhost:5000/app". */
export function familiarName(reference: Reference): string {
	if (reference.domain !== 'docker.io') return `${reference.domain}/${reference.path}`;
	const official = /^library\/([^/]+)$/.exec(reference.path);
	return official?.[1] ?? reference.path;
}
/** "docker.io/library/nginx": what the client sends. */
export const fullName = (reference: Reference): string => `${reference.domain}/${reference.path}`;
const suffix = (reference: Reference): string =>
	(reference.tag === undefined ? '' : `:${reference.tag}`) + (reference.digest === undefined ? '' : `@${reference.digest}`);
export const familiarString = (reference: Reference): string => familiarName(reference) + suffix(reference);
/** "docker.io/library/nginx:latest". */
export const fullString = (reference: Reference): string => `${reference.domain}/${reference.path}${suffix(reference)}`;
