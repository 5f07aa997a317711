// kubectl edit: the object in an editor, and what the learner saved as a patch. See edit-session.ts for the file itself.
import type { Sys } from '../../../engine/index.ts';
import { Failure } from '../failure.ts';
import type { Session } from '../session.ts';

export function* runEdit(_s: Session, _mode: 'normal' | 'last-applied'): Sys<number> {
	throw new Failure('edit is not there yet');
}
export const editOnCreate = (s: Session): Sys<number> => runEdit(s, 'normal');
