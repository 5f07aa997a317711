import type { Sys } from '../../../engine/sys.ts';
import type { Shell } from '../shell.ts';
import type { CommandLine } from '../options-line.ts';
export function* interact(_sh: Shell): Sys<void> {}
export function* startFiles(_sh: Shell, _line: CommandLine | undefined, _env?: string): Sys<void> {}
