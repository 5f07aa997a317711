// The room's only door: resource kinds with their types, defaults, validation, tables; schemas and discovery.
export * from './object.ts';
export type * from './generated/types.ts';
