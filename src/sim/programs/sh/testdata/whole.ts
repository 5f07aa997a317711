// For tests: the parts that a machine with shells loads late, all there from the start.
import { wholeTable } from '../../../engine/index.ts';
import { kernelParts } from '../../../kernel/host.ts';
import { shellParts } from '../parts.ts';

export const wholeMachine = await wholeTable([...kernelParts, ...shellParts]);
