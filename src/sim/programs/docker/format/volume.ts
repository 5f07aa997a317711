// Rows of `docker volume ls` and `docker network ls`.
import { formatGoTime, humanSize, parseTime } from '../../../values/index.ts';
import { labelFields, shortId, type Fields, type Headers } from './write.ts';

export interface Volume {
	readonly Name: string;
	readonly Driver: string;
	readonly Mountpoint: string;
	readonly Scope: string;
	readonly Labels: Readonly<Record<string, string>> | null;
	readonly UsageData?: { readonly Size: number; readonly RefCount: number };
}
export const volumeHeaders: Headers = {
	ID: 'ID',
	Name: 'VOLUME NAME',
	Group: 'GROUP',
	Driver: 'DRIVER',
	Scope: 'SCOPE',
	Availability: 'AVAILABILITY',
	Mountpoint: 'MOUNTPOINT',
	Labels: 'LABELS',
	Links: 'LINKS',
	Size: 'SIZE',
	Status: 'STATUS'
};
export function volumeFormat(source: string, quiet: boolean): string {
	if (source === 'table') return quiet ? '{{.Name}}' : 'table {{.Driver}}\t{{.Name}}';
	if (source === 'raw') return quiet ? 'name: {{.Name}}' : 'name: {{.Name}}\\ndriver: {{.Driver}}\\n';
	return source;
}
export const volumeFields = (volume: Volume): Fields => ({
	Availability: 'N/A',
	Driver: volume.Driver,
	Group: 'N/A',
	...labelFields(volume.Labels),
	Links: volume.UsageData ? String(volume.UsageData.RefCount) : 'N/A',
	Mountpoint: volume.Mountpoint,
	Name: volume.Name,
	Scope: volume.Scope,
	Size: volume.UsageData ? humanSize(volume.UsageData.Size) : 'N/A',
	Status: 'N/A'
});

export interface Network {
	readonly Name: string;
	readonly Id: string;
	readonly Created: string;
	readonly Scope: string;
	readonly Driver: string;
	readonly EnableIPv4?: boolean;
	readonly EnableIPv6: boolean;
	readonly Internal: boolean;
	readonly Labels: Readonly<Record<string, string>> | null;
}
export const networkHeaders: Headers = {
	ID: 'NETWORK ID',
	Name: 'NAME',
	Driver: 'DRIVER',
	Scope: 'SCOPE',
	IPv4: 'IPV4',
	IPv6: 'IPV6',
	Internal: 'INTERNAL',
	Labels: 'LABELS',
	CreatedAt: 'CREATED AT'
};
export function networkFormat(source: string, quiet: boolean): string {
	if (source === 'table') return quiet ? '{{.ID}}' : 'table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}';
	if (source === 'raw') return quiet ? 'network_id: {{.ID}}' : 'network_id: {{.ID}}\\nname: {{.Name}}\\ndriver: {{.Driver}}\\nscope: {{.Scope}}\\n';
	return source;
}
/** time.Time's String() of an RFC 3339 text, fraction and all. */
function goTimeText(text: string): string {
	const at = parseTime(text);
	if (at === undefined) return text;
	const fraction = /\.(\d+)/.exec(text)?.[1]?.replace(/0+$/, '') ?? '';
	return `${formatGoTime(at, '2006-01-02 15:04:05')}${fraction === '' ? '' : `.${fraction}`} +0000 UTC`;
}
export const networkFields = (network: Network, trunc: boolean): Fields => ({
	CreatedAt: goTimeText(network.Created),
	Driver: network.Driver,
	ID: trunc ? shortId(network.Id) : network.Id,
	IPv4: String(network.EnableIPv4 ?? true),
	IPv6: String(network.EnableIPv6),
	Internal: String(network.Internal),
	...labelFields(network.Labels),
	Name: network.Name,
	Scope: network.Scope
});
