// --record: the command line as the object's change cause.
import { put, type Json } from './dig.ts';
import type { Session } from './session.ts';

const shown = (s: Session, name: string): string => {
	const value = s.flags.values[name];
	return Array.isArray(value) ? `[${value.join(',')}]` : String(value);
};
/** "kubectl set image deploy/web nginx=nginx:1.27 --record=true" */
const cause = (s: Session): string =>
	`${[s.path, ...s.args].join(' ')}${[...s.flags.changed]
		.sort()
		.map((name) => ` --${name}=${shown(s, name)}`)
		.join('')}`;

/** The object with the change cause, when --record asks for it. */
export const recorded = (s: Session, object: Json): Json =>
	s.bool('record') ? put(object, ['metadata', 'annotations', 'kubernetes.io/change-cause'], cause(s)) : object;
