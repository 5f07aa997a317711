// Fields that begin with x-: taken out of their mapping and put under one key, but where names are the user's (services, networks, volumes …).
// Models compose-go's processExtensions; as there, a label or variable that begins with x- is taken for an extension too.
import { EXTENSIONS } from './codecs.ts';
import { isDict, isList, keysOf, matches, newDict, type Path } from './tree.ts';

const userNames = [['services'], ['services', '*', 'depends_on'], ['volumes'], ['networks'], ['secrets'], ['configs']];

/** Changes the tree given. */
export function gatherExtensions(tree: unknown, path: Path = []): void {
	if (isList(tree)) tree.forEach((one, i) => gatherExtensions(one, [...path, `${i}`]));
	if (!isDict(tree)) return;
	const extensions = newDict();
	const named = userNames.some((parts) => matches(path, parts));
	for (const key of keysOf(tree)) {
		if (!named && key.startsWith('x-')) {
			extensions[key] = tree[key];
			delete tree[key];
		} else gatherExtensions(tree[key], [...path, key]);
	}
	if (Object.keys(extensions).length > 0) tree[EXTENSIONS] = extensions;
}
