// Names under which the simulated mirrors are found: those that the distributions' own files name, and the language registries'.
import { aptSources } from '../../kernel/index.ts';

/** Hosts of the addresses in a text. */
const hostsIn = (text: string): string[] => [...text.matchAll(/https?:\/\/([^/\s]+)/g)].map((match) => match[1] ?? '');

const alpineMirror = 'dl-cdn.alpinelinux.org';
const ubuntuMirror = 'archive.ubuntu.com';
export const goProxy = 'proxy.golang.org';
export const npmRegistry = 'registry.npmjs.org';
/** FIDELITY: pip's index has a name of ours; pip prints no host unless it is asked to. */
export const pythonIndex = 'python-index.example';
export const mirrorHosts: readonly string[] = [...new Set([alpineMirror, ubuntuMirror, goProxy, npmRegistry, pythonIndex, ...hostsIn(aptSources)])];
