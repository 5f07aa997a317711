// What editing a line asks for beyond typing: completion, reverse search, history expansion.
export { complete } from './complete.ts';
export { expandHistory } from './history-expand.ts';
export { search } from './search.ts';
