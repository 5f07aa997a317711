// Which modules of our own stand behind which packages' doors: by package, path → text. A package without a row has files of the right size and no code.
import { modules } from './small.ts';

/** The files of a package's version that node loads; undefined: none. */
export function filesOf(name: string, _version: string): Readonly<Record<string, string>> | undefined {
	return modules[name];
}
