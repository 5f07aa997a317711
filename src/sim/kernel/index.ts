// The room's only door: what programs and rooms above may use of the kernel.
export * from './calls.ts';
export * from './http-message.ts';
export type * from './layer.ts';
export type * from './program.ts';
export type * from './net/netlink.ts';
export * from './libc.ts';
export * from './net/dns.ts';
export { bodyBytes, decode as decodeHttp, decodeEnd as decodeHttpEnd, encodeMessage as encodeHttp, reasonOf } from './net/http-bytes.ts';
export { newDecoder as newHttpDecoder, type Decoder as HttpDecoder, type Encoder as HttpEncoder } from './net/http-state.ts';
export * from './net/libc.ts';
export { constant } from './copy.ts';
export { signalName, signalNames, signalNumber } from './signal-names.ts';
export * from './net/resolver.ts';
export { aptSources } from './files/base-debian-etc.ts';
export { allCapabilities } from './capabilities.ts';
