export interface Encoder {
	/** The streamed body under way. */
	body: 'none' | 'chunked' | 'plain';
}
export interface Decoder {
	role: 'request' | 'response';
}
