// DNS as values: what travels in UDP datagrams to port 53.

export type DnsType = 'A' | 'AAAA' | 'SRV' | 'CNAME' | 'PTR' | 'MX' | 'TXT' | 'NS' | 'SOA';
export interface DnsRecord {
	/** Without the trailing dot, lower case. */
	name: string;
	type: DnsType;
	/** Seconds. */
	ttl: number;
	/** As in a zone file: an address, a name, or "priority weight port target" for SRV. */
	data: string;
}
/** A query, or the response to it (same id). */
export interface DnsMessage {
	id: number;
	response: boolean;
	/** The server is authoritative (aa), and recursion is available (ra). */
	authoritative?: boolean;
	recursive?: boolean;
	status: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'FORMERR' | 'NOTIMP';
	question: { name: string; type: DnsType };
	answers: readonly DnsRecord[];
}

/** Whether a datagram's value is a DNS message. */
export function isDnsMessage(value: unknown): value is DnsMessage {
	return typeof value === 'object' && value !== null && 'question' in value && 'response' in value && 'answers' in value;
}

/** The answer to a query. */
export const dnsAnswer = (query: DnsMessage, status: DnsMessage['status'], answers: readonly DnsRecord[] = []): DnsMessage => ({
	id: query.id,
	response: true,
	recursive: true,
	status,
	question: query.question,
	answers
});
