// Dockerfiles: one parser for the builder, `docker build --check` and the editor.
export * from './instructions.ts';
export { BuildFailure } from './failure.ts';
export { parseLines, syntaxOf, type Heredoc, type Node } from './lines.ts';
export type { MountType, RunMount } from './run-mounts.ts';
export * from './words.ts';
