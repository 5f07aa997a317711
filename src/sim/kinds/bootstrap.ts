// Objects a fresh API server makes, apart from the room's index because only the server needs them.
export { bootstrapJson } from './generated/bootstrap.ts';
