// The room's only door.
export * from './descriptor.ts';
