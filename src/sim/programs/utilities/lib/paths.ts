// Paths as texts: what dirname(1), basename(1) and realpath(1) compute without asking the kernel.

/** The last component without slashes: basename(3). */
export function baseName(path: string): string {
	const bare = path.replace(/\/+$/, '');
	if (bare === '') return path === '' ? '' : '/';
	return bare.slice(bare.lastIndexOf('/') + 1);
}

/** All but the last component: dirname(3). */
export function dirName(path: string): string {
	const bare = path.replace(/\/+$/, '');
	if (bare === '') return path.startsWith('/') ? '/' : '.';
	const slash = bare.lastIndexOf('/');
	if (slash < 0) return '.';
	return bare.slice(0, slash).replace(/\/+$/, '') || '/';
}

export const joinPath = (dir: string, name: string): string => (dir.endsWith('/') ? dir + name : `${dir}/${name}`);

/** Removes ".", ".." and double slashes from an absolute path, without looking at links. */
export function cleanPath(path: string): string {
	const out: string[] = [];
	for (const part of path.split('/')) {
		if (part === '..') out.pop();
		else if (part !== '' && part !== '.') out.push(part);
	}
	return `/${out.join('/')}`;
}

/** An absolute path as seen from an absolute directory. */
export function relativePath(path: string, from: string): string {
	const to = path.split('/').filter((part) => part !== '');
	const base = from.split('/').filter((part) => part !== '');
	let same = 0;
	while (same < to.length && to[same] === base[same]) same++;
	return [...base.slice(same).map(() => '..'), ...to.slice(same)].join('/') || '.';
}
