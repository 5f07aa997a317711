// Messages on stream sockets. Programs of the machine exchange whole HTTP messages; they become bytes only for whoever reads bytes.
// Invariant: a message and its body are never changed after they were sent (bodies are shared by reference between kernels).

/** Header names are kept as written; look them up with `header()`. */
export type Headers = Readonly<Record<string, string>>;
/** Bytes, text, or a JSON value (encoded as Go's encoding/json would when someone reads bytes; `escapeHtml: false` as its SetEscapeHTML). */
export type Body = Uint8Array | string | { readonly json: unknown; readonly escapeHtml?: false };

export interface HttpRequest {
	readonly kind: 'request';
	readonly method: string;
	/** Path and query as sent, e.g. "/v1.51/containers/json?all=1". */
	readonly path: string;
	readonly headers: Headers;
	readonly body?: Body;
}
export interface HttpResponse {
	readonly kind: 'response';
	readonly status: number;
	/** Defaults to the standard text of the status. */
	readonly reason?: string;
	readonly headers: Headers;
	/** Absent with `stream`: the body follows as chunk messages and one end message. */
	readonly body?: Body;
	readonly stream?: boolean;
}
/** A piece of a streamed body, in either direction (request bodies stream when the request has the header "Transfer-Encoding: chunked"). */
export interface HttpChunk {
	readonly kind: 'chunk';
	readonly body: Body;
}
export interface HttpEnd {
	readonly kind: 'end';
}
/** The modelled TLS handshake: the client's hello, then the server's certificate chain (leaf first). Names, dates and issuers are checked by clients. */
export interface TlsHello {
	readonly kind: 'tls-hello';
	readonly serverName: string;
	readonly certificate?: Certificate;
}
export interface TlsCertificate {
	readonly kind: 'tls-certificate';
	readonly chain: readonly Certificate[];
	readonly requestsClient?: boolean;
}
export interface Certificate {
	readonly commonName: string;
	readonly organization: readonly string[];
	readonly names: readonly string[];
	readonly issuer: string;
	/** Virtual seconds since the Unix epoch. */
	readonly notBefore: number;
	readonly notAfter: number;
}
/** Any other protocol's frame (RESP, SQL, gRPC of the CRI, etcd): plain data. */
export interface Frame {
	readonly kind: 'frame';
	readonly protocol: string;
	readonly value: unknown;
}
export type Message = HttpRequest | HttpResponse | HttpChunk | HttpEnd | TlsHello | TlsCertificate | Frame;
/** What a read of messages answers: a message, raw bytes (after an upgrade, or from a byte-wise client), or null at end of stream. */
export type Received = Message | { readonly kind: 'bytes'; readonly data: Uint8Array } | null;

/** A header's value by case-insensitive name. */
export function header(message: { headers: Headers }, name: string): string | undefined {
	const wanted = name.toLowerCase();
	for (const key in message.headers) if (key.toLowerCase() === wanted) return message.headers[key];
	return undefined;
}
