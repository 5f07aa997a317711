// The kernel's door for `world/`: switching machines on and off, and their outside ends. Programs use index.ts.
export { newFile, setFd } from './descriptors.ts';
export { debianTree, LayerStore, makeLayer, readPath, removePath, writePath } from './files/index.ts';
export { allCapabilities } from './capabilities.ts';
export { listPath, statPath } from './files/index.ts';
export { bootKernel, configureNetwork, newKernelState, openNull, powerOff, registerKernels } from './kernel.ts';
export { registerNet, type Wire } from './net/index.ts';
export { callsPart, kernelParts, netPart } from './parts.ts';
export { newPipe, openPipeEnd } from './pipe.ts';
export { spawnProcess } from './process.ts';
export { replayKernel } from './replay.ts';
export type { Kernel, KernelState, ProcessState, TtyState } from './state.ts';
export { drainTty, hangUpTty, newTty, resizeTty, ttyInput } from './tty.ts';
export { wake } from './wait.ts';
