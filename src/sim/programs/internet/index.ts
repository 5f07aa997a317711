// Programs of the simulated internet's machines; no host of a learner has them on its disk.
import type { ProgramRow } from '../../kernel/index.ts';
import { resolver } from './resolver.ts';

export const internetPrograms: readonly ProgramRow[] = [{ name: 'resolver', code: resolver, paths: [] }];
