// For tests: the parts that a machine with shells loads late, all there from the start.
import { wholeTable } from '../../../engine/index.ts';
import { kernelParts } from '../../../kernel/host.ts';
import type { ProgramRow } from '../../../kernel/index.ts';
import { shellParts } from '../parts.ts';
import { shellPrograms } from '../programs.ts';

export const wholeMachine = await wholeTable([...kernelParts, ...shellParts]);

const loaded: ProgramRow[] = [];
for (const row of shellPrograms) loaded.push({ ...row, code: typeof row.code === 'function' ? await row.code() : row.code });
/** The rows of the shells and what is nearly shell, with their code. */
export const wholeShells: readonly ProgramRow[] = loaded;
