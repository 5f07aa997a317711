// What a socket keeps of HTTP between messages: plain data, so that a half-read message survives a checkpoint.
import type { HttpRequest, HttpResponse } from '../http-message.ts';

const empty = new Uint8Array(0);

/** What the encoder must remember between messages. */
export interface Encoder {
	/** The streamed body under way: its transfer coding. */
	body: 'none' | 'chunked' | 'plain';
}

/** A decoder's state between pieces of bytes. */
export interface Decoder {
	role: 'request' | 'response';
	/** 'raw': after an upgrade, or something that is not HTTP; bytes are handed on as they are. */
	phase: 'head' | 'body' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailer' | 'until-end' | 'raw';
	/** Bytes that do not make a whole element yet. */
	pending: Uint8Array;
	/** The message whose body is being gathered. */
	message: HttpRequest | HttpResponse | null;
	/** Bytes of body or chunk still to come. */
	left: number;
}

export const newDecoder = (role: 'request' | 'response'): Decoder => ({ role, phase: 'head', pending: empty, message: null, left: 0 });
