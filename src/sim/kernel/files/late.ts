// The part of the file system that no first prompt needs: generated files, overlays, mounting, and layers.
import type { Handler } from '../state.ts';
import type { FileSystemType } from './fs-type.ts';
import type { GeneratedType } from './generated-inodes.ts';
import { layerHandlers } from './layer-calls.ts';
import type { LateKind } from './late-types.ts';
import { mountHandlers } from './mount-calls.ts';
import { overlay } from './overlay.ts';
import { proc } from './proc/index.ts';
import { cgroupfs } from './sys/cgroupfs.ts';
import { sysfs } from './sys/rows.ts';

export const types: { readonly overlay: FileSystemType } & Readonly<Record<LateKind, GeneratedType>> = { overlay, proc, sysfs, cgroup2: cgroupfs };

export const handlers: Readonly<Record<string, Handler>> = { ...mountHandlers, ...layerHandlers };
