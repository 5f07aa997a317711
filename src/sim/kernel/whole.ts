// For tests: the kernel's late parts, all there from the start, for machines that are driven without loading.
import { wholeTable } from '../engine/parts.ts';
import { kernelParts } from './parts.ts';

export const wholeKernel = await wholeTable(kernelParts);
