// What a lesson's check asks of the network, as a process of the machine (or in a container's namespaces, where no such program is on the
// disk). It runs only in copies of a world that are thrown away: its answer is a fact of the trace, so that it needs no file.
// argv: name, "http", "tcp" or "dns", target. Leaves out UDP probes and TLS.
import { Errno, type Sys } from '../../engine/index.ts';
import { close, connect, getaddrinfo, ResolveError, trace, type Context, type Program } from '../../kernel/index.ts';
import { encodeJson } from '../../values/index.ts';
import { browse } from './page-browser.ts';

const timeoutUs = 10_000_000;

function* ask(what: string, target: string): Sys<Record<string, unknown>> {
	if (what === 'http') return yield* browse(target);
	try {
		if (what === 'dns') return { addresses: yield* getaddrinfo(target) };
		const colon = target.lastIndexOf(':');
		const [host = ''] = yield* getaddrinfo(target.slice(0, colon));
		yield* close(yield* connect({ net: 'tcp', host, port: Number(target.slice(colon + 1)) }, timeoutUs));
		return {};
	} catch (error) {
		if (error instanceof Errno) return { error: error.code };
		if (error instanceof ResolveError) return { error: 'ERR_NAME_NOT_RESOLVED' };
		throw error;
	}
}

export const pageProbe: Program = {
	name: 'page-probe',
	*main({ argv }: Context) {
		const [, what = '', target = ''] = argv;
		yield* trace('page.probe', { answer: encodeJson(yield* ask(what, target), { escapeHtml: false }) });
		return 0;
	}
};
