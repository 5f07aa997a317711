// Entries of a list that say the same thing twice: the later takes the earlier's place (two values of a variable, two volumes at a target).
// Models compose-go's EnforceUnicity. Invariant: the order is that of the first appearance.
import { ComposeError } from './project.ts';
import { goType, isDict, isList, keysOf, printed, ruleFor, rules, shown, type Dict, type Path } from './tree.ts';
import { parseVolume } from './volume.ts';

type Indexer = (entry: unknown, path: Path) => string;

const keyValue: Indexer = (entry, path) => {
	if (typeof entry !== 'string') throw new ComposeError(`${shown(path)}: unexpected type ${goType(entry)}`);
	return entry.includes('=') ? entry.slice(0, entry.indexOf('=')) : entry;
};
const volume: Indexer = (entry, path) => {
	if (typeof entry === 'string') return parseVolume(entry).target ?? '';
	if (!isDict(entry)) return '';
	const target = entry['target'];
	if (typeof target !== 'string') throw new ComposeError(`service volume ${shown(path)} is missing a mount target`);
	return target;
};
const device: Indexer = (entry, path) => {
	if (typeof entry === 'string') return entry.split(':')[1] ?? entry;
	if (!isDict(entry)) return '';
	const target = entry['target'];
	if (typeof target !== 'string') throw new ComposeError(`service device ${shown(path)} is missing a mount target`);
	return target;
};
const expose: Indexer = (entry, path) => {
	if (typeof entry === 'string' || (typeof entry === 'number' && Number.isInteger(entry))) return String(entry);
	throw new ComposeError(`${shown(path)}: unsupported expose value ${printed(entry)}`);
};
const mount =
	(directory: string): Indexer =>
	(entry, path) => {
		if (typeof entry === 'string') return `${directory}/${entry}`;
		if (!isDict(entry)) throw new ComposeError(`${shown(path)}: unsupported expose value ${printed(entry)}`);
		return 'target' in entry ? String(entry['target']) : `${directory}/${printed(entry['source'])}`;
	};
const port: Indexer = (entry, path) => {
	if (typeof entry === 'string' || typeof entry === 'number') return String(entry);
	if (!isDict(entry)) return '';
	if (!('target' in entry)) throw new ComposeError(`service ports ${shown(path)} is missing a target port`);
	// A published port given as a number is not the same key as one given as a text: the original formats both as texts.
	const published = entry['published'];
	return [
		entry['host_ip'] ?? '0.0.0.0',
		typeof published === 'string' ? published : `(${goType(published)}=${printed(published)})`,
		entry['target'],
		entry['protocol'] ?? 'tcp'
	]
		.map(printed)
		.join('/');
};
const envFile: Indexer = (entry, path) => {
	if (typeof entry === 'string') return entry;
	if (!isDict(entry)) return '';
	if (!('path' in entry)) throw new ComposeError(`environment path attribute ${shown(path)} is missing`);
	return String(entry['path']);
};

const service = (table: Readonly<Record<string, Indexer>>): Record<string, Indexer> =>
	Object.fromEntries(Object.entries(table).map(([place, indexer]) => [`services.*.${place}`, indexer]));

const indexers = rules<Indexer>({
	'networks.*.labels': keyValue,
	'networks.*.ipam.options': keyValue,
	...service({
		annotations: keyValue,
		'build.args': keyValue,
		'build.additional_contexts': keyValue,
		'build.platform': keyValue,
		'build.tags': keyValue,
		'build.labels': keyValue,
		cap_add: keyValue,
		cap_drop: keyValue,
		configs: mount(''),
		'deploy.labels': keyValue,
		devices: device,
		dns: keyValue,
		dns_opt: keyValue,
		dns_search: keyValue,
		environment: keyValue,
		env_file: envFile,
		expose,
		labels: keyValue,
		links: keyValue,
		'networks.*.aliases': keyValue,
		'networks.*.link_local_ips': keyValue,
		ports: port,
		profiles: keyValue,
		secrets: mount('/run/secrets'),
		sysctls: keyValue,
		tmpfs: keyValue,
		volumes: volume
	})
});

function unique(entries: readonly unknown[], indexer: Indexer, path: Path): unknown[] {
	const places = new Map<string, number>();
	const out: unknown[] = [];
	entries.forEach((entry, i) => {
		const key = indexer(entry, [...path, `[${i}]`]);
		const place = places.get(key);
		if (place === undefined) places.set(key, out.push(entry) - 1);
		else out[place] = entry;
	});
	return out;
}

/** Changes the tree given. Throws `ComposeError`. */
export function enforceUnicity(tree: Dict, path: Path = []): Dict {
	for (const key of keysOf(tree)) {
		const value = tree[key];
		const next = [...path, key];
		if (isDict(value)) enforceUnicity(value, next);
		else if (isList(value)) {
			const indexer = ruleFor(indexers, next);
			if (indexer) tree[key] = unique(value, indexer, next);
		}
	}
	return tree;
}
