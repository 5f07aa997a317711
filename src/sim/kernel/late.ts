// The part of the kernel that no first prompt needs: generated files, overlays, mounting, layers, and calls that are seldom made.
import { lateFileHandlers } from './files/late-calls.ts';
import type { FileSystemType } from './files/fs-type.ts';
import type { GeneratedType } from './files/generated-inodes.ts';
import type { LateKind } from './files/late-types.ts';
import { overlay } from './files/overlay.ts';
import { proc } from './files/proc/index.ts';
import { cgroupfs } from './files/sys/cgroupfs.ts';
import { sysfs } from './files/sys/rows.ts';
import type { Handler } from './state.ts';
import { lateSystemHandlers } from './system-late.ts';
export { copyMounts, pivot } from './files/mounts-late.ts';
export { replayKernel, replayThread } from './replay.ts';

export const types: { readonly overlay: FileSystemType } & Readonly<Record<LateKind, GeneratedType>> = { overlay, proc, sysfs, cgroup2: cgroupfs };

export const handlers: Readonly<Record<string, Handler>> = { ...lateFileHandlers, ...lateSystemHandlers };
