// A layer's identity: sha256 over its canonical tree (sorted by path), so the same tree has the same id wherever it was made.
// FIDELITY: Docker hashes a tar stream; ours hashes one line per entry and the content's own digest.
import { digest } from '../../values/digest.ts';
import type { Layer, LayerEntry } from '../layer.ts';
import { entrySize } from './layers.ts';

/** What tells an entry's content from another's. */
function contentOf(entry: LayerEntry): string {
	if (entry.program) {
		const { name, size, payload, interpreter } = entry.program;
		return `program ${name} ${size}${payload === undefined ? '' : ` ${digest(payload)}`}${interpreter === undefined ? '' : ` ${interpreter}`}`;
	}
	if (entry.generated) return `generated ${entry.generated.size} ${entry.generated.seed}`;
	if (entry.bytes) return digest(entry.bytes);
	if (entry.text !== undefined) return digest(entry.text);
	return '';
}

const line = (e: LayerEntry): string =>
	JSON.stringify([e.path, e.type, e.mode ?? null, e.uid ?? 0, e.gid ?? 0, e.mtime ?? null, e.target ?? '', e.rdev ?? null, contentOf(e)]);

/** The id of a tree: "sha256:…". */
const layerId = (entries: readonly LayerEntry[]): string => digest(entries.map(line).join('\n'));

/** Makes a layer of entries in any order; entries are kept sorted, parents first. `mtime`: of entries that name none (µs since the epoch). */
export function makeLayer(entries: readonly LayerEntry[], mtime: number): Layer {
	const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
	// A hard link comes after its target, whatever their names.
	const links = sorted.filter((e) => e.type === 'hardlink');
	const all = links.length === 0 ? sorted : [...sorted.filter((e) => e.type !== 'hardlink'), ...links];
	let size = 0;
	for (const entry of all) if (entry.type === 'file') size += entrySize(entry);
	return { id: layerId(all), entries: all, size, mtime };
}
