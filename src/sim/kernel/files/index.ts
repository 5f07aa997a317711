// The file system's door to the rest of the kernel. The operations come first: the kernel's table of file kinds is built from them
// while the handlers, which need that table's neighbours, are still loading.
export { deviceOps, directoryOps, fileOps, generatedOps } from './file-ops.ts';
export { executableHead, programOf } from './executable.ts';
export { executableAt } from './exec.ts';
export { dropMounts } from './mounts.ts';
export { dropVolatile, initialMounts } from './boot.ts';
export { indexLayer, LayerStore, type LayerIndex, type Layers } from './layers.ts';
export { newVfs, type RootDisk, type VfsState } from './state.ts';
export { openFile } from './open.ts';
export { fileHandlers } from './handlers.ts';
export { makeLayer } from './layer-id.ts';
export { diskUsage, listPath, readPath, statPath, removePath, writePath } from './outside.ts';
export { debianTree, type InstalledProgram } from './base-debian.ts';
