// Compose runs some of the docker client's own commands (exec, start, attach, cp) on the containers it finds: by their rows, with their flags.
import type { Sys } from '../../engine/index.ts';
import type { Command, Outcome } from '../docker/command.ts';
import { Failure } from '../docker/failure.ts';
import { parseFlags } from '../docker/flags/parse.ts';
import type { App } from './app.ts';

/** Runs a docker command with these words. */
export function* runDocker(app: App, command: Command, words: readonly string[]): Sys<Outcome> {
	const { flags, args } = parseFlags(command.flags ?? [], words, command.interspersed !== false, app.env);
	if (!command.run) throw new Failure(`${command.name} runs nothing`);
	return yield* command.run(app.cli, flags, args);
}
/** "--name=value" unless the value is empty. */
export const flag = (name: string, value: string): readonly string[] => (value === '' ? [] : [`--${name}=${value}`]);
