// --ulimit: go-units' ParseUlimit.
import { parseInteger } from '../../../values/index.ts';
import { Failure } from '../failure.ts';

export interface Ulimit {
	readonly Name: string;
	readonly Hard: number;
	readonly Soft: number;
}
const names = 'core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' ');

function int64(text: string): number {
	const value = parseInteger(text);
	if (value === undefined) throw new Failure(`strconv.ParseInt: parsing "${text}": invalid syntax`);
	return Number(value);
}

export function parseUlimit(text: string): Ulimit {
	const at = text.indexOf('=');
	if (at < 0) throw new Failure(`invalid ulimit argument: ${text}`);
	const name = text.slice(0, at);
	const value = text.slice(at + 1);
	if (!names.includes(name)) throw new Failure(`invalid ulimit type: ${name}`);
	const limits = value.split(':');
	if (limits.length > 2) throw new Failure(`too many limit value arguments - ${value}, can only have up to two, \`soft[:hard]\``);
	const given = limits[1] === undefined ? undefined : int64(limits[1]);
	const soft = int64(limits[0] ?? '');
	const hard = given ?? soft;
	if (hard !== -1) {
		if (soft === -1) throw new Failure(`ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: ${hard}`);
		if (soft > hard) throw new Failure(`ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`);
	}
	return { Name: name, Hard: hard, Soft: soft };
}
