// --restart: no, always, unless-stopped, on-failure[:n].
import { parseInteger } from '../../../values/index.ts';
import { Failure } from '../failure.ts';
import { cut } from './cut.ts';

export interface RestartPolicy {
	readonly Name: string;
	readonly MaximumRetryCount: number;
}

/** opts.ParseRestartPolicy; names are the daemon's to judge. */
export function parseRestartPolicy(text: string): RestartPolicy {
	const [Name, count, found] = cut(text, ':');
	if (found && Name === '') throw new Failure('invalid restart policy format: no policy provided before colon');
	const retries = count === '' ? 0n : parseInteger(count);
	if (retries === undefined) throw new Failure('invalid restart policy format: maximum retry count must be an integer');
	return { Name, MaximumRetryCount: Number(retries) };
}
