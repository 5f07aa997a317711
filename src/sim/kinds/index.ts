// The room's only door: resource kinds with their types, defaults, validation, tables; schemas and discovery.
export * from './object.ts';
export * from './pod-resources.ts';
export * from './quota.ts';
export type * from './generated/types.ts';
export * from './schema.ts';
export * from './discovery-types.ts';
export * from './decode.ts';
export * from './field-errors.ts';
export * from './kind.ts';
export * from './tokens.ts';
export { typeSchemas } from './generated/schemas.ts';
export { discoveryGroups, discoveryRows } from './generated/discovery.ts';
export { kinds } from './kinds.ts';
