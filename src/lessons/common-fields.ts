// Fields that several fences have.
import type { FieldSpec } from './fields.ts';

export const idField: FieldSpec = {
	type: 'text',
	about: 'its name in the progress store',
	required: true,
	form: { matches: /^[a-z0-9][a-z0-9-]{0,40}$/, says: 'expected small letters, digits and hyphens' }
};
export const hintsField: FieldSpec = { type: 'texts', about: 'Markdown texts that open one by one' };
