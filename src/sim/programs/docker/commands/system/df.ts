// docker system df: what images, containers, volumes and the build cache take.
import { clock } from '../../../../kernel/index.ts';
import { goTimeString, humanDuration, humanSize, parseTime } from '../../../../values/index.ts';
import { json } from '../../client/api.ts';
import { out } from '../../cli.ts';
import { type Command, none } from '../../command.ts';
import { containerFields, containerHeaders, type ContainerSummary } from '../../format/container.ts';
import { imageFields, imageHeaders, isDangling, type ImageSummary } from '../../format/image.ts';
import { parse, run as execute } from '../../format/template.ts';
import { volumeFields, volumeHeaders, type Volume } from '../../format/volume.ts';
import { formatRows, shortId, type Fields } from '../../format/write.ts';
import { familiarName, tryReference } from '../../reference.ts';
import { FORMAT_HELP, f } from '../../flags/flag.ts';

interface CacheRecord {
	readonly ID: string;
	readonly Type: string;
	readonly Description: string;
	readonly InUse: boolean;
	readonly Shared: boolean;
	readonly Size: number;
	readonly CreatedAt: string;
	readonly LastUsedAt?: string | null;
	readonly UsageCount: number;
	readonly Parents?: readonly string[] | null;
}
interface DiskUsage {
	readonly LayersSize: number;
	readonly Images: readonly ImageSummary[] | null;
	readonly Containers: readonly ContainerSummary[] | null;
	readonly Volumes: readonly Volume[] | null;
	readonly BuildCache: readonly CacheRecord[] | null;
}

const summaryHeaders = { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' };
const cacheHeaders = {
	ID: 'CACHE ID',
	Parent: 'PARENT',
	CacheType: 'CACHE TYPE',
	Size: 'SIZE',
	CreatedSince: 'CREATED',
	LastUsedSince: 'LAST USED',
	UsageCount: 'USAGE',
	InUse: 'IN USE',
	Shared: 'SHARED',
	Description: 'DESCRIPTION'
};

const share = (reclaimable: number, total: number): string => humanSize(reclaimable) + (total > 0 ? ` (${Math.trunc((reclaimable * 100) / total)}%)` : '');
const row = (Type: string, total: number, active: number, size: number, reclaimable: string): Fields => ({
	Active: String(active),
	Reclaimable: reclaimable,
	Size: humanSize(size),
	TotalCount: String(total),
	Type
});
const running = (container: ContainerSummary): boolean => ['running', 'paused', 'restarting'].includes(container.State);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function summary(usage: DiskUsage): Fields[] {
	const images = usage.Images ?? [];
	const containers = usage.Containers ?? [];
	const volumes = usage.Volumes ?? [];
	const cache = usage.BuildCache ?? [];
	const used = sum(
		images.filter((image) => image.Containers !== 0 && image.Size !== -1 && image.SharedSize !== -1).map((image) => image.Size - image.SharedSize)
	);
	const containerSize = sum(containers.map((container) => container.SizeRw ?? 0));
	const stopped = sum(containers.filter((container) => !running(container)).map((container) => container.SizeRw ?? 0));
	const sized = volumes.filter((volume) => (volume.UsageData?.Size ?? -1) !== -1);
	const volumeSize = sum(sized.map((volume) => volume.UsageData?.Size ?? 0));
	const idle = sum(sized.filter((volume) => volume.UsageData?.RefCount === 0).map((volume) => volume.UsageData?.Size ?? 0));
	const cacheSize = sum(cache.filter((record) => !record.Shared).map((record) => record.Size));
	const busy = sum(cache.filter((record) => record.InUse && !record.Shared).map((record) => record.Size));
	return [
		row('Images', images.length, images.filter((image) => image.Containers > 0).length, usage.LayersSize, share(usage.LayersSize - used, usage.LayersSize)),
		row('Containers', containers.length, containers.filter(running).length, containerSize, share(stopped, containerSize)),
		row('Local Volumes', volumes.length, volumes.filter((volume) => (volume.UsageData?.RefCount ?? 0) > 0).length, volumeSize, share(idle, volumeSize)),
		row('Build Cache', cache.length, cache.filter((record) => record.InUse).length, cacheSize, humanSize(cacheSize - busy))
	];
}

function cacheFields(record: CacheRecord, trunc: boolean, now: number): Fields {
	const id = trunc ? shortId(record.ID) : record.ID;
	const parent = (record.Parents ?? []).join(', ');
	const created = parseTime(record.CreatedAt) ?? 0;
	const used = record.LastUsedAt ? parseTime(record.LastUsedAt) : undefined;
	return {
		CacheType: record.Type,
		CreatedAt: goTimeString(created),
		CreatedSince: `${humanDuration(now - created)} ago`,
		Description: record.Description,
		ID: record.InUse ? `${id}*` : id,
		InUse: String(record.InUse),
		LastUsedAt: used === undefined ? '' : goTimeString(used),
		LastUsedSince: used === undefined ? '' : `${humanDuration(now - used)} ago`,
		Parent: trunc ? shortId(parent) : parent,
		Shared: String(record.Shared),
		Size: humanSize(record.Size, 3),
		UsageCount: String(record.UsageCount)
	};
}

function imageRow(image: ImageSummary, trunc: boolean, now: number): Fields {
	const reference = isDangling(image) ? undefined : tryReference(image.RepoTags?.[0] ?? '');
	return imageFields(image, { repository: reference ? familiarName(reference) : '<none>', tag: reference?.tag ?? '<none>', digest: '' }, trunc, now);
}

function verbose(usage: DiskUsage, format: string, now: number): string {
	const trunc = format.startsWith('table');
	const images = (usage.Images ?? []).map((image) => imageRow(image, trunc, now));
	const containers = (usage.Containers ?? []).map((container) => containerFields({ ...container, SizeRootFs: 0 }, trunc, now, new Map()));
	const volumes = (usage.Volumes ?? []).map(volumeFields);
	const cache = [...(usage.BuildCache ?? [])]
		.sort((a, b) => ((a.LastUsedAt ?? '') < (b.LastUsedAt ?? '') ? -1 : 1))
		.map((record) => cacheFields(record, trunc, now));
	if (format !== 'table')
		return execute(parse(format === 'json' ? '{{json .}}' : format), { Images: images, Containers: containers, Volumes: volumes, BuildCache: cache });
	const size = sum((usage.BuildCache ?? []).filter((record) => !record.Shared).map((record) => record.Size));
	return [
		'Images space usage:\n\n',
		formatRows(
			'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}',
			imageHeaders,
			images,
			'*formatter.imageContext'
		),
		'\nContainers space usage:\n\n',
		formatRows(
			'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}',
			containerHeaders,
			containers,
			'*formatter.ContainerContext'
		),
		'\nLocal Volumes space usage:\n\n',
		formatRows('table {{.Name}}\t{{.Links}}\t{{.Size}}', volumeHeaders, volumes, '*formatter.volumeContext'),
		`\nBuild cache usage: ${humanSize(size)}\n\n`,
		formatRows(
			'table {{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}',
			cacheHeaders,
			cache,
			'*formatter.buildCacheContext'
		)
	].join('');
}

const df: Command = {
	name: 'df',
	use: 'df [OPTIONS]',
	short: 'Show docker disk usage',
	version: '1.25',
	args: none,
	flags: [f('string', 'format', '', FORMAT_HELP), f('bool', 'verbose', 'v', 'Show detailed information on space usage')],
	*run(cli, flags) {
		const usage = yield* json<DiskUsage>(cli, 'GET', '/system/df');
		const given = flags.text('format') || 'table';
		if (flags.bool('verbose')) {
			yield* out(verbose(usage, given, yield* clock()));
			return 0;
		}
		const raw = 'type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n';
		const format = given === 'table' ? 'table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}' : given === 'raw' ? raw : given;
		yield* out(formatRows(format, summaryHeaders, summary(usage), '*formatter.diskUsageImagesContext'));
		return 0;
	}
};
export default df;
