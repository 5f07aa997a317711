// The room's only door.
export * from './api.ts';
