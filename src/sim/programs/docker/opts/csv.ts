// One record of comma-separated values as Go's encoding/csv reads it, for --mount, --network and --gpus.
import { FlagValueError, parseCsv } from '../../../values/pflag.ts';
import { Failure } from '../failure.ts';

/** The fields of the line. Throws Failure with encoding/csv's text ("parse error on line 1, column …", "EOF" when there is nothing). */
export function csvFields(text: string): string[] {
	if (text === '') throw new Failure('EOF');
	try {
		return parseCsv(text);
	} catch (e) {
		if (e instanceof FlagValueError) throw new Failure(e.message);
		throw e;
	}
}
