// The Corefile: server blocks with plug-ins and their arguments. Reads what the deployed file uses; an unknown plug-in stops CoreDNS with its text.

export interface Directive {
	readonly name: string;
	readonly args: readonly string[];
	readonly block: readonly Directive[];
}
export interface ServerBlock {
	/** "." and the like. */
	readonly zone: string;
	readonly port: number;
	readonly plugins: readonly Directive[];
}

const known = new Set([
	'errors',
	'health',
	'ready',
	'kubernetes',
	'prometheus',
	'forward',
	'cache',
	'loop',
	'reload',
	'loadbalance',
	'log',
	'hosts',
	'rewrite',
	'template',
	'file',
	'whoami',
	'any',
	'bufsize',
	'lameduck',
	'chaos'
]);

/** Parses a Corefile; throws its error text. */
export function parseCorefile(text: string): ServerBlock[] {
	const lines = text.split('\n').map((line) => line.replace(/#.*$/, '').trim());
	let at = 0;
	const block = (): Directive[] => {
		const directives: Directive[] = [];
		while (at < lines.length) {
			const line = lines[at++] ?? '';
			if (line === '') continue;
			if (line === '}') return directives;
			const opens = line.endsWith('{');
			const words = (opens ? line.slice(0, -1) : line).trim().split(/\s+/);
			directives.push({ name: words[0] ?? '', args: words.slice(1), block: opens ? block() : [] });
		}
		return directives;
	};
	return block().map((server) => {
		for (const plugin of server.block) if (!known.has(plugin.name)) throw new Error(`Corefile: Unknown directive '${plugin.name}'`);
		const colon = server.name.lastIndexOf(':');
		return { zone: colon < 0 ? server.name : server.name.slice(0, colon), port: colon < 0 ? 53 : Number(server.name.slice(colon + 1)), plugins: server.block };
	});
}
