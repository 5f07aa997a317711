// Rows of `docker ps` (cli/command/formatter/container.go).
import { goQuote, goTimeString, humanDuration, humanSize } from '../../../values/index.ts';
import { joinHostPort } from '../opts/ip.ts';
import { familiarString, tryReference } from '../reference.ts';
import { ellipsis, labelFields, shortId, type Fields, type Headers } from './write.ts';

export interface Port {
	readonly IP?: string;
	readonly PrivatePort: number;
	readonly PublicPort?: number;
	readonly Type: string;
}
export interface ContainerSummary {
	readonly Id: string;
	readonly Names: readonly string[];
	readonly Image: string;
	readonly ImageID: string;
	readonly Command: string;
	readonly Created: number;
	readonly Ports: readonly Port[] | null;
	readonly SizeRw?: number;
	readonly SizeRootFs?: number;
	readonly Labels: Readonly<Record<string, string>> | null;
	readonly State: string;
	readonly Status: string;
	readonly NetworkSettings?: { readonly Networks: Readonly<Record<string, unknown>> | null };
	readonly Mounts?: readonly { readonly Name?: string; readonly Source: string; readonly Driver?: string }[] | null;
	readonly ImageManifestDescriptor?: { readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string } };
}

export const containerHeaders: Headers = {
	ID: 'CONTAINER ID',
	Names: 'NAMES',
	Image: 'IMAGE',
	Command: 'COMMAND',
	CreatedAt: 'CREATED AT',
	RunningFor: 'CREATED',
	Ports: 'PORTS',
	State: 'STATE',
	Status: 'STATUS',
	Size: 'SIZE',
	Labels: 'LABELS',
	Mounts: 'MOUNTS',
	LocalVolumes: 'LOCAL VOLUMES',
	Networks: 'NETWORKS',
	Platform: 'PLATFORM'
};

const tableFormat = 'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}';
/** `--format raw`: a line a field. */
export const rawFormat = `container_id: {{.ID}}
image: {{.Image}}
command: {{.Command}}
created_at: {{.CreatedAt}}
state: {{- pad .State 1 0}}
status: {{- pad .Status 1 0}}
names: {{.Names}}
labels: {{- pad .Labels 1 0}}
ports: {{- pad .Ports 1 0}}
`;

/** formatter.NewContainerFormat. */
export function containerFormat(source: string, quiet: boolean, size: boolean): string {
	if (source === 'table' || source === '') return quiet ? '{{.ID}}' : tableFormat + (size ? '\t{{.Size}}' : '');
	if (source === 'raw') return quiet ? 'container_id: {{.ID}}' : rawFormat + (size ? 'size: {{.Size}}\\n' : '');
	if (quiet) return '{{.ID}}';
	return source;
}

const group = (ip: string, type: string, first: number, last: number): string => {
	const ports = first === last ? String(first) : `${first}-${last}`;
	return `${ip === '' ? ports : `${joinHostPort(ip, ports)}->${ports}`}/${type}`;
};

/** "0.0.0.0:8080->80/tcp, [::]:8080->80/tcp": equal host and container ports in ranges, the others one by one. */
export function displayPorts(ports: readonly Port[]): string {
	if (ports.length === 0) return '';
	const sorted = [...ports].sort(
		(a, b) =>
			a.PrivatePort - b.PrivatePort ||
			((a.IP ?? '') < (b.IP ?? '') ? -1 : (a.IP ?? '') > (b.IP ?? '') ? 1 : 0) ||
			(a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
			(a.Type < b.Type ? -1 : a.Type > b.Type ? 1 : 0)
	);
	const groups = new Map<string, { ip: string; type: string; first: number; last: number }>();
	const done: string[] = [];
	const mapped: string[] = [];
	for (const { IP = '', PrivatePort: port, PublicPort: host = 0, Type: type } of sorted) {
		if (IP !== '' && host !== port) {
			mapped.push(`${joinHostPort(IP, String(host))}->${port}/${type}`);
			continue;
		}
		const key = IP === '' ? type : `${IP}/${type}`;
		const now = groups.get(key);
		if (now && port === now.last + 1) now.last = port;
		else {
			if (now) done.push(group(now.ip, now.type, now.first, now.last));
			groups.set(key, { ip: IP, type, first: port, last: port });
		}
	}
	for (const { ip, type, first, last } of groups.values()) done.push(group(ip, type, first, last));
	return [...done, ...mapped].join(', ');
}

/** What images are called in a list, by name and id: many containers have the same. */
export type ImageNames = Map<string, string>;

function shownImage(container: ContainerSummary, trunc: boolean, names: ImageNames): string {
	const key = `${container.Image} ${container.ImageID}`;
	let name = names.get(key);
	if (name === undefined) names.set(key, (name = imageName(container, trunc)));
	return name;
}

function imageName(container: ContainerSummary, trunc: boolean): string {
	if (container.Image === '') return '<no image>';
	if (!trunc) return container.Image;
	if (shortId(container.ImageID) === shortId(container.Image)) return shortId(container.ImageID);
	const reference = tryReference(container.Image);
	if (!reference) return container.Image;
	return familiarString({ domain: reference.domain, path: reference.path, ...(reference.tag === undefined ? {} : { tag: reference.tag }) });
}

/** formatter's Size: "0B (virtual 1.2MB)". */
export function containerSize(rw: number, rootFs: number): string {
	return humanSize(rw, 3) + (rootFs > 0 ? ` (virtual ${humanSize(rootFs, 3)})` : '');
}

/** A row; `now` in µs since the epoch. `images` is one for a list. What only some formats ask for is made when it is asked for. */
export function containerFields(container: ContainerSummary, trunc: boolean, now: number, images: ImageNames): Fields {
	const names = container.Names.map((name) => (name.startsWith('/') ? name.slice(1) : name));
	const own = names.find((name) => !name.includes('/'));
	const platform = container.ImageManifestDescriptor?.platform;
	return {
		Command: goQuote(trunc ? ellipsis(container.Command, 20) : container.Command),
		CreatedAt: () => goTimeString(container.Created * 1_000_000),
		ID: trunc ? shortId(container.Id) : container.Id,
		Image: shownImage(container, trunc, images),
		Labels: () => labelFields(container.Labels).Labels,
		Label: (name: string) => container.Labels?.[name] ?? '',
		LocalVolumes: () => String((container.Mounts ?? []).filter((mount) => mount.Driver === 'local').length),
		Mounts: () =>
			(container.Mounts ?? [])
				.map((mount) => (mount.Name === undefined || mount.Name === '' ? mount.Source : mount.Name))
				.map((name) => (trunc ? ellipsis(name, 15) : name))
				.join(','),
		Names: (trunc && own !== undefined ? [own] : names).join(','),
		Networks: () => Object.keys(container.NetworkSettings?.Networks ?? {}).join(','),
		Platform: platform
			? `${platform.os}/${platform.architecture}${platform.variant === undefined || platform.variant === '' ? '' : `/${platform.variant}`}`
			: null,
		Ports: displayPorts(container.Ports ?? []),
		RunningFor: `${humanDuration(now - container.Created * 1_000_000)} ago`,
		Size: () => containerSize(container.SizeRw ?? 0, container.SizeRootFs ?? 0),
		State: container.State,
		Status: container.Status
	};
}
