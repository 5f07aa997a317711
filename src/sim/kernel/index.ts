// The room's only door: what programs and rooms above may use of the kernel.
export * from './calls.ts';
export * from './http-message.ts';
export type * from './layer.ts';
export type * from './program.ts';
export type * from './net/netlink.ts';
