// docker context ls.
import { err, out } from '../../cli.ts';
import { type Command, none } from '../../command.ts';
import { listContexts, readContext, type ContextMeta } from '../../context-store.ts';
import { Failure } from '../../failure.ts';
import { ellipsis, formatRows, naturalCompare, type Fields } from '../../format/write.ts';
import { FORMAT_HELP, f } from '../../flags/flag.ts';

const headers = { Name: 'NAME', Description: 'DESCRIPTION', DockerEndpoint: 'DOCKER ENDPOINT', Error: 'ERROR', Current: '' };

const row = (context: ContextMeta, current: string): Fields => ({
	Current: context.Name === current,
	Description: context.Name === 'default' ? 'Current DOCKER_HOST based configuration' : (context.Metadata.Description ?? ''),
	DockerEndpoint: context.Endpoints['docker']?.Host ?? '',
	Error: context.Endpoints['docker'] ? '' : ellipsis(`cannot find endpoint "docker" in context "${context.Name}"`, 45),
	Name: context.Name
});

const ls: Command = {
	name: 'ls',
	use: 'ls [OPTIONS]',
	short: 'List contexts',
	aliases: ['list'],
	args: none,
	flags: [f('string', 'format', '', FORMAT_HELP), f('bool', 'quiet', 'q', 'Only show context names')],
	*run(cli, flags) {
		const contexts = yield* listContexts(cli);
		const rows = contexts.map((context) => row(context, cli.context));
		if (!contexts.some((context) => context.Name === cli.context)) {
			let error = '';
			try {
				yield* readContext(cli, cli.context);
			} catch (e) {
				if (!(e instanceof Failure)) throw e;
				error = e.text;
			}
			rows.push({ Current: true, Description: '', DockerEndpoint: '', Error: ellipsis(error, 45), Name: cli.context });
		}
		rows.sort((a, b) => naturalCompare(String(a['Name']), String(b['Name'])));
		const given = flags.text('format') || 'table';
		const format = flags.bool('quiet')
			? '{{.Name}}'
			: given === 'table'
				? 'table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}'
				: given;
		yield* out(formatRows(format, headers, rows, '*formatter.clientContextContext'));
		if ((cli.env['DOCKER_HOST'] ?? '') !== '')
			yield* err(
				'Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n'
			);
		return 0;
	}
};
export default ls;
