// The distributions' packages from their rows. Invariant: parsed once for each call's caller; the rows are the only source.
import { alpineBase, alpineRows } from './data/alpine.ts';
import { debianBase, debianRows } from './data/debian.ts';
import type { Package } from './package.ts';

const words = (text: string | undefined): string[] => (text ?? '').split(',').filter((word) => word !== '');

function parse(row: string): Package {
	const [name = '', version = '', flags = '', size = '0', installed = '0', depends, recommends, summary = ''] = row.split('|');
	return {
		name,
		version,
		multiArch: flags.includes('m'),
		all: flags.includes('a'),
		size: Number(size),
		installed: Number(installed) * 1024,
		depends: words(depends),
		recommends: words(recommends),
		summary
	};
}
export const debianPackages = (): Package[] => debianRows.split('\n').map(parse);
export const alpinePackages = (): Package[] => alpineRows.split('\n').map(parse);
/** What the slim Debian image has. */
export const debianInstalled = (): string[] => debianBase.split(' ');
/** What Alpine's mini root file system has. */
export const alpineInstalled = (): string[] => alpineBase.split(' ');
