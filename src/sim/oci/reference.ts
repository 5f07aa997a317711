// Image references as github.com/distribution/reference v0.6 reads them: grammar, Docker's defaults (docker.io/library/…:latest),
// familiar forms and error texts. Leaves out digest algorithms other than sha256 and sha512.
// Invariant: parse(full(r)) equals r.

/** A named reference; `domain` and `path` are always full ("docker.io", "library/nginx"). */
export interface Reference {
	readonly domain: string;
	readonly path: string;
	readonly tag?: string;
	readonly digest?: string;
}
/** What is wrong with a reference, in Go's words. */
export class ReferenceError {
	readonly message: string;
	constructor(message: string) {
		this.message = message;
	}
}

const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = `(?:${domainComponent}(?:\\.${domainComponent})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const name = `(?:${domain}/)?${component}(?:/${component})*`;
const tag = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const digestText = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
// Fixed patterns of ours, never a learner's; each run is linear in the text.
const referencePattern = new RegExp(`^(${name})(?::(${tag}))?(?:@(${digestText}))?$`);
const namePattern = new RegExp(`^(?:(${domain})/)?(${component}(?:/${component})*)$`);

const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** Checks a digest as opencontainers/go-digest does. Throws ReferenceError. */
export function checkDigest(text: string): void {
	const at = text.indexOf(':');
	if (at <= 0 || at + 1 === text.length || !/^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/.test(text))
		throw new ReferenceError('invalid checksum digest format');
	const length = digestLengths[text.slice(0, at)];
	if (length === undefined) throw new ReferenceError('unsupported digest algorithm');
	const hex = text.slice(at + 1);
	if (hex.length !== length) throw new ReferenceError('invalid checksum digest length');
	if (!/^[a-f0-9]+$/.test(hex)) throw new ReferenceError('invalid checksum digest format');
}

/** reference.Parse with a domain given. */
function parseFull(text: string): Reference {
	const match = referencePattern.exec(text);
	if (!match) {
		if (text === '') throw new ReferenceError('repository name must have at least one component');
		if (referencePattern.test(text.toLowerCase())) throw new ReferenceError('repository name must be lowercase');
		throw new ReferenceError('invalid reference format');
	}
	const parts = namePattern.exec(match[1] ?? '');
	const path = parts?.[2] ?? '';
	if (path.length > 255) throw new ReferenceError('repository name must not be more than 255 characters');
	if (match[3] !== undefined) checkDigest(match[3]);
	return { domain: parts?.[1] ?? '', path, ...(match[2] !== undefined && { tag: match[2] }), ...(match[3] !== undefined && { digest: match[3] }) };
}

/** Docker's way with what people type: "nginx" is docker.io/library/nginx. No default tag (see `withDefaultTag`). Throws ReferenceError. */
export function parseReference(text: string): Reference {
	if (/^[a-f0-9]{64}$/.test(text)) throw new ReferenceError(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
	const slash = text.indexOf('/');
	const head = text.slice(0, Math.max(slash, 0));
	const noDomain = slash === -1 || (!/[.:]/.test(head) && head !== 'localhost' && head.toLowerCase() === head);
	let host = noDomain ? 'docker.io' : head;
	let remainder = noDomain ? text : text.slice(slash + 1);
	if (host === 'index.docker.io') host = 'docker.io';
	if (host === 'docker.io' && !remainder.includes('/')) remainder = 'library/' + remainder;
	const remote = remainder.split(':')[0] ?? '';
	if (remote.toLowerCase() !== remote) throw new ReferenceError(`invalid reference format: repository name (${remote}) must be lowercase`);
	return parseFull(host + '/' + remainder);
}

/** With tag "latest" when there is neither tag nor digest. */
export const withDefaultTag = (r: Reference): Reference => (r.tag === undefined && r.digest === undefined ? { ...r, tag: 'latest' } : r);

/** "docker.io/library/nginx". */
export const fullName = (r: Reference): string => (r.domain ? `${r.domain}/${r.path}` : r.path);

/** "nginx", "someone/app", "registry.example.com/app". */
export function familiarName(r: Reference): string {
	if (r.domain !== 'docker.io') return fullName(r);
	const short = r.path.startsWith('library/') ? r.path.slice(8) : r.path;
	return short.includes('/') || !r.path.startsWith('library/') ? r.path : short;
}

const tail = (r: Reference): string => (r.tag === undefined ? '' : ':' + r.tag) + (r.digest === undefined ? '' : '@' + r.digest);

/** "docker.io/library/nginx:1.27@sha256:…". */
export const full = (r: Reference): string => fullName(r) + tail(r);

/** "nginx:1.27": as Docker prints it. */
export const familiar = (r: Reference): string => familiarName(r) + tail(r);
