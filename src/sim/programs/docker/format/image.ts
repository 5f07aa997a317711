// Rows of `docker images` and `docker history`.
import { formatGoTime, goTimeString, humanDuration, humanSize } from '../../../values/index.ts';
import { familiarName, tryReference } from '../reference.ts';
import { ellipsis, isTable, shortId, type Fields, type Headers } from './write.ts';

export interface ImageSummary {
	readonly Id: string;
	readonly RepoTags: readonly string[] | null;
	readonly RepoDigests: readonly string[] | null;
	/** Seconds since the epoch. */
	readonly Created: number;
	readonly Size: number;
	readonly SharedSize: number;
	readonly Containers: number;
}

export const imageHeaders: Headers = {
	ID: 'IMAGE ID',
	Repository: 'REPOSITORY',
	Tag: 'TAG',
	Digest: 'DIGEST',
	CreatedSince: 'CREATED',
	CreatedAt: 'CREATED AT',
	Size: 'SIZE',
	Containers: 'CONTAINERS',
	VirtualSize: 'SIZE',
	SharedSize: 'SHARED SIZE',
	UniqueSize: 'UNIQUE SIZE'
};
const age = '{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}';
const rawFormat = (digest: boolean): string =>
	`repository: {{ .Repository }}\ntag: {{.Tag}}\n${digest ? 'digest: {{.Digest}}\n' : ''}image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n`;

/** formatter.NewImageFormat. */
export function imageFormat(source: string, quiet: boolean, digest: boolean): string {
	if (source === 'table') return quiet ? '{{.ID}}' : `table {{.Repository}}\t{{.Tag}}\t${digest ? '{{.Digest}}\t' : ''}{{.ID}}\t${age}\t{{.Size}}`;
	if (source === 'raw') return quiet ? 'image_id: {{.ID}}' : rawFormat(digest);
	return isTable(source) && digest && !source.includes('{{.Digest}}') ? `${source}\t{{.Digest}}` : source;
}

export const isDangling = ({ RepoTags, RepoDigests }: ImageSummary): boolean =>
	((RepoTags ?? []).length === 0 && (RepoDigests ?? []).length === 0) || (RepoTags?.[0] === '<none>:<none>' && RepoDigests?.[0] === '<none>@<none>');

export function imageFields(image: ImageSummary, names: { repository: string; tag: string; digest: string }, trunc: boolean, now: number): Fields {
	const known = image.Size !== -1 && image.SharedSize !== -1;
	return {
		Containers: image.Containers === -1 ? 'N/A' : String(image.Containers),
		CreatedAt: goTimeString(image.Created * 1_000_000),
		CreatedSince: `${humanDuration(now - image.Created * 1_000_000)} ago`,
		Digest: names.digest,
		ID: trunc ? shortId(image.Id) : image.Id,
		Repository: names.repository,
		SharedSize: image.SharedSize === -1 ? 'N/A' : humanSize(image.SharedSize),
		Size: humanSize(image.Size, 3),
		Tag: names.tag,
		UniqueSize: known ? humanSize(image.Size - image.SharedSize) : 'N/A',
		VirtualSize: humanSize(image.Size)
	};
}

/** An image's rows: one a tag (and a digest, when digests are wanted). */
export function imageRows(image: ImageSummary, format: string, digests: boolean, trunc: boolean, now: number): Fields[] {
	const row = (repository: string, tag: string, digest: string): Fields => imageFields(image, { repository, tag, digest }, trunc, now);
	if (isDangling(image)) return [row('<none>', '<none>', '<none>')];
	const byRepository = new Map<string, { tags: string[]; digests: string[] }>();
	const entry = (name: string): { tags: string[]; digests: string[] } => {
		const known = byRepository.get(name) ?? { tags: [], digests: [] };
		byRepository.set(name, known);
		return known;
	};
	for (const text of image.RepoTags ?? []) {
		const reference = tryReference(text);
		if (reference?.tag !== undefined) entry(familiarName(reference)).tags.push(reference.tag);
	}
	for (const text of image.RepoDigests ?? []) {
		const reference = tryReference(text);
		if (reference?.digest !== undefined) entry(familiarName(reference)).digests.push(reference.digest);
	}
	const wanted = digests || format.includes('{{.Digest}}');
	const rows: Fields[] = [];
	for (const [name, { tags, digests: known }] of byRepository)
		for (const tag of tags) for (const digest of wanted && known.length > 0 ? known : ['<none>']) rows.push(row(name, tag, digest));
	for (const [name, { tags, digests: known }] of byRepository) {
		if (tags.length > 0) continue;
		if (digests) for (const digest of known) rows.push(row(name, '<none>', digest));
		else rows.push(row(name, '<none>', ''));
	}
	return rows;
}

export interface HistoryItem {
	readonly Id: string;
	readonly Created: number;
	readonly CreatedBy: string;
	readonly Size: number;
	readonly Comment: string;
}
export const historyHeaders: Headers = {
	ID: 'IMAGE',
	CreatedSince: 'CREATED',
	CreatedAt: 'CREATED AT',
	CreatedBy: 'CREATED BY',
	Size: 'SIZE',
	Comment: 'COMMENT'
};

export function historyFields(item: HistoryItem, human: boolean, trunc: boolean, now: number): Fields {
	const by = item.CreatedBy.replaceAll('\t', ' ');
	const at = formatGoTime(item.Created * 1_000_000, '2006-01-02T15:04:05Z07:00');
	return {
		Comment: item.Comment,
		CreatedAt: at,
		CreatedBy: trunc ? ellipsis(by, 45) : by,
		CreatedSince: !human ? at : item.Created <= 946_684_800 ? 'N/A' : `${humanDuration(now - item.Created * 1_000_000)} ago`,
		ID: trunc ? shortId(item.Id) : item.Id,
		Size: human ? humanSize(item.Size, 3) : String(item.Size)
	};
}
