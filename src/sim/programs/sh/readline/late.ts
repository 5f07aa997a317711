// What editing a line asks for beyond typing: keys that mean something, reverse search, history expansion.
export { command } from './commands.ts';
export { expandHistory } from './history-expand.ts';
export { search } from './search.ts';
