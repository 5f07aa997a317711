// --docker host=…,ca=…: the endpoint of a context.
import type { Sys } from '../../../../engine/index.ts';
import { goQuote } from '../../../../values/index.ts';
import type { Cli } from '../../cli.ts';
import { parseHost } from '../../client/endpoint.ts';
import { readContext } from '../../context-store.ts';
import { Failure } from '../../failure.ts';
import { parseBool } from '../../opts/cut.ts';

const keys = ['from', 'host', 'ca', 'cert', 'key', 'skip-tls-verify'];

/** Throws Failure "unrecognized config key: …" and what is wrong with the host. */
export function* dockerEndpoint(cli: Cli, config: Readonly<Record<string, string>>): Sys<{ Host: string; SkipTLSVerify: boolean }> {
	const unknown = Object.keys(config).filter((key) => !keys.includes(key));
	if (unknown.length > 0) throw new Failure(unknown.map((key) => `unrecognized config key: ${key}`).join('\n'));
	if (config['from'] !== undefined) {
		const context = yield* readContext(cli, config['from']);
		const endpoint = context.Endpoints['docker'];
		if (!endpoint) throw new Failure(`unable to get endpoint from context ${goQuote(config['from'])}`);
		return endpoint;
	}
	const skip = config['skip-tls-verify'];
	const skipped = skip === undefined ? false : parseBool(skip);
	if (skipped === undefined) throw new Failure(`skip-tls-verify: parsing ${goQuote(skip ?? '')}: invalid syntax`);
	const host = config['host'] ?? '';
	if (host !== '' && !host.includes('://')) throw new Failure(`unable to apply docker endpoint options: unable to parse docker host ${goQuote(host)}`);
	if (host !== '') parseHost(host);
	return { Host: host, SkipTLSVerify: skipped };
}
