// Names of the simulated internet as a table: what a DNS server program answers from. Leaves out: delegation, SOA, DNSSEC.
// A wildcard "*.example.com" answers for names below it that are not in the table.

export interface ZoneRecord {
	/** Without the trailing dot, lower case. */
	readonly name: string;
	readonly type: 'A' | 'AAAA' | 'SRV' | 'CNAME' | 'PTR' | 'MX' | 'TXT' | 'NS';
	readonly ttl: number;
	readonly data: string;
}
export type Zone = ReadonlyMap<string, readonly ZoneRecord[]>;

/** A machine of the simulated internet: its address and its names. */
export interface InternetHost {
	readonly address: string;
	readonly names: readonly string[];
}

const day = 86_400;

/** Builds a zone from hosts (A and PTR records) and further records. */
export function newZone(hosts: readonly InternetHost[], records: readonly ZoneRecord[] = []): Zone {
	const zone = new Map<string, ZoneRecord[]>();
	const add = (record: ZoneRecord) => {
		const list = zone.get(record.name);
		if (list) list.push(record);
		else zone.set(record.name, [record]);
	};
	for (const host of hosts) {
		for (const name of host.names) add({ name: name.toLowerCase(), type: 'A', ttl: 300, data: host.address });
		const first = host.names[0];
		if (first) add({ name: `${host.address.split('.').reverse().join('.')}.in-addr.arpa`, type: 'PTR', ttl: day, data: first });
	}
	for (const record of records) add(record);
	return zone;
}

function recordsOf(zone: Zone, name: string): readonly ZoneRecord[] | undefined {
	const exact = zone.get(name);
	if (exact) return exact;
	for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
		const wild = zone.get(`*${name.slice(dot)}`);
		if (wild) return wild.map((record) => ({ ...record, name }));
	}
	return undefined;
}

/** Whether the name exists because something below it does (an empty non-terminal). */
function hasBelow(zone: Zone, name: string): boolean {
	for (const other of zone.keys()) if (other.endsWith(`.${name}`)) return true;
	return false;
}

/** The answer to a question, CNAMEs followed. */
export function answerZone(zone: Zone, question: { name: string; type: string }): { status: 'NOERROR' | 'NXDOMAIN'; answers: ZoneRecord[] } {
	const answers: ZoneRecord[] = [];
	let name = question.name.toLowerCase();
	for (let links = 0; links < 8; links++) {
		const records = recordsOf(zone, name);
		if (!records) return { status: answers.length > 0 || hasBelow(zone, name) ? 'NOERROR' : 'NXDOMAIN', answers };
		const asked = records.filter((record) => record.type === question.type);
		const alias = records.find((record) => record.type === 'CNAME');
		if (asked.length > 0 || !alias) return { status: 'NOERROR', answers: [...answers, ...asked] };
		answers.push(alias);
		name = alias.data.toLowerCase();
	}
	return { status: 'NOERROR', answers };
}
