// Host names for the daemon itself, with Go's words for a failure.
import type { Sys } from '../engine/index.ts';
import { getaddrinfo, ResolveError } from '../kernel/index.ts';

/** A name that has no address: "lookup x on 10.0.0.2:53: no such host". Not an Error: it is modelled. */
export class LookupFailure {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

/** Addresses of a name or numeric address. Throws LookupFailure. */
export function* lookup(host: string): Sys<readonly string[]> {
	try {
		return yield* getaddrinfo(host);
	} catch (error) {
		if (!(error instanceof ResolveError)) throw error;
		const server = error.server === undefined ? '' : ` on ${error.server}`;
		throw new LookupFailure(`lookup ${host}${server}: ${error.code === 'EAI_NONAME' ? 'no such host' : error.timeout ? 'i/o timeout' : 'server misbehaving'}`);
	}
}
