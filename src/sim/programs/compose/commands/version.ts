// compose version.
import { out } from '../../docker/cli.ts';
import { VERSION } from '../app.ts';
import type { Run } from '../command.ts';

export const version: Run = function* (_app, flags) {
	if (flags.bool('short')) yield* out(`${VERSION}\n`);
	else if (flags.text('format') === 'json') yield* out(`{"version":"v${VERSION}"}\n`);
	else yield* out(`Docker Compose version v${VERSION}\n`);
	return 0;
};
