// The interactive line: the room's door.
export { readInteractive } from './line.ts';
export { completers, type Completer, type CompletionRequest } from './completers.ts';
