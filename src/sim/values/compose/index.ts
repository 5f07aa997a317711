// The compose specification, pure: a project from its files (`loadProject`), parts of it, and its text.
// Everything a file or the machine must answer is asked for (`Loading`), so that the same code serves the plug-in, the editor and tests.
export { checkContainerNames } from './consistency.ts';
export { readEnvFiles, withEnvironmentResolved } from './environment.ts';
export { loadModel, loadProject, processEnvironment, type Model } from './load.ts';
export { parsePorts } from './ports.ts';
export * from './project.ts';
export { networkHash, projectJson, projectYaml, serviceHash, treeJson, treeYaml, volumeHash } from './render.ts';
export * from './select.ts';
export { shellWords } from './shell-words.ts';
export { variablesOf } from './variables.ts';
export { parseVolume } from './volume.ts';
