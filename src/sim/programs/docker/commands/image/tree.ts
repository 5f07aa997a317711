// docker images --tree: images and their usage. Platforms are not listed: the classic image store holds one a name.
import { humanSize } from '../../../../values/index.ts';
import { isDangling, type ImageSummary } from '../../format/image.ts';
import { familiarString, tryReference } from '../../reference.ts';
import { shortId } from '../../format/write.ts';

export type TreeImage = ImageSummary;

/** The table: name, id, disk usage, content size, and a mark for images in use. */
export function printTree(images: readonly TreeImage[]): string {
	const rows = images.map((image) => {
		const names = isDangling(image)
			? ['<untagged>']
			: (image.RepoTags ?? []).map((tag) => {
					const reference = tryReference(tag);
					return reference ? familiarString(reference) : tag;
				});
		return { names, id: shortId(image.Id), usage: humanSize(image.Size, 3), used: image.Containers > 0 ? 'U' : '' };
	});
	const width = Math.max(5, ...rows.flatMap((row) => row.names.map((name) => name.length)));
	const line = (cells: readonly [string, string, string, string, string]): string =>
		`${cells[0].padEnd(width)}   ${cells[1].padEnd(12)}   ${cells[2].padStart(10)}   ${cells[3].padStart(12)}   ${cells[4]}`.trimEnd() + '\n';
	return (
		line(['IMAGE', 'ID', 'DISK USAGE', 'CONTENT SIZE', 'EXTRA']) +
		rows.flatMap((row) => row.names.map((name) => line([name, row.id, row.usage, '0B', row.used]))).join('')
	);
}
