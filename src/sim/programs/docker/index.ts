// The docker command-line client: its program row, and completion of its words.
export { docker } from './program.ts';
export { completeDocker } from './complete.ts';
