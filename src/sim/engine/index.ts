export * from './assert.ts';
export * from './costs.ts';
export * from './engine.ts';
export * from './parts.ts';
export type * from './queue.ts';
export * from './random.ts';
export * from './sys.ts';
export type * from './trace.ts';
