// `docker buildx history`: the group's rows. Texts follow buildx 0.24.0.
import { f } from '../../docker/flags/flag.ts';
import type { BuildxCommand } from '../commands.ts';
import { builderOf, needsNode } from '../driver.ts';
import { attachment, inspect } from './inspect.ts';
import { exportRecords, importRecords, logs, ls, open, rm, trace } from './records.ts';

const builder = [f('string', 'builder', '', 'Override the configured builder instance'), f('bool', 'debug', 'D', 'Enable debug logging')];
const any = { least: 0, most: 99 };
const one = { least: 0, most: 1 };

/** Records are the engine's: a builder of its own is asked for its node first. */
const own = (run: NonNullable<BuildxCommand['run']>): NonNullable<BuildxCommand['run']> =>
	function* (flags, args, env, words) {
		const other = yield* builderOf(flags, env);
		if (other) yield* needsNode(env, other);
		return yield* run(flags, args, env, words);
	};

export const historyCommand: BuildxCommand = {
	name: 'history',
	use: 'history [OPTIONS] COMMAND',
	short: 'Commands to work on build records',
	management: [['inspect', 'Inspect a build record']],
	flags: builder,
	args: any,
	subs: [
		{
			name: 'ls',
			use: 'history ls [OPTIONS]',
			short: 'List build records',
			flags: [
				...builder,
				f('stringArray', 'filter', '', 'Provide filter values (e.g., "status=error")'),
				f('string', 'format', '', 'Format the output', { def: 'table' }),
				f('bool', 'local', '', 'List records for current repository only'),
				f('bool', 'no-trunc', '', "Don't truncate output")
			],
			args: { least: 0, most: 0 },
			run: own(ls)
		},
		{
			name: 'rm',
			use: 'history rm [OPTIONS] [REF...]',
			short: 'Remove build records',
			flags: [f('bool', 'all', '', 'Remove all build records'), ...builder],
			args: any,
			run: own(rm)
		},
		{
			name: 'logs',
			use: 'history logs [OPTIONS] [REF]',
			short: 'Print the logs of a build record',
			flags: [...builder, f('string', 'progress', '', 'Set type of progress output (plain, rawjson, tty)', { def: 'plain' })],
			args: one,
			plain: true,
			run: own(logs)
		},
		{
			name: 'inspect',
			use: 'history inspect [OPTIONS] COMMAND',
			short: 'Inspect a build record',
			flags: [...builder, f('string', 'format', '', 'Format the output', { def: 'pretty' })],
			args: one,
			plain: true,
			subs: [
				{
					name: 'attachment',
					use: 'history inspect attachment [OPTIONS] REF [DIGEST]',
					short: 'Inspect a build record attachment',
					flags: [...builder, f('string', 'platform', '', 'Platform of attachment'), f('string', 'type', '', 'Type of attachment')],
					args: { least: 0, most: 2 },
					plain: true,
					run: own(attachment)
				}
			],
			run: own(inspect)
		},
		{
			name: 'open',
			use: 'history open [OPTIONS] [REF]',
			short: 'Open a build record in Docker Desktop',
			flags: builder,
			args: one,
			plain: true,
			run: own(open)
		},
		{
			name: 'trace',
			use: 'history trace [OPTIONS] [REF]',
			short: 'Show the OpenTelemetry trace of a build record',
			flags: [
				f('string', 'addr', '', 'Address to bind the UI server', { def: '127.0.0.1:0' }),
				...builder,
				f('string', 'compare', '', 'Compare with another build record')
			],
			args: one,
			plain: true,
			run: own(trace)
		},
		{
			name: 'export',
			use: 'history export [OPTIONS] [REF...]',
			short: 'Export build records into Docker Desktop bundle',
			flags: [
				f('bool', 'all', '', 'Export all build records for the builder'),
				...builder,
				f('bool', 'finalize', '', 'Ensure build records are finalized before exporting'),
				f('string', 'output', 'o', 'Output file path')
			],
			args: any,
			run: own(exportRecords)
		},
		{
			name: 'import',
			use: 'history import [OPTIONS] -',
			short: 'Import build records into Docker Desktop',
			flags: [...builder, f('stringArray', 'file', 'f', 'Import from a file path')],
			args: { least: 0, most: 0 },
			plain: true,
			run: importRecords
		}
	]
};
