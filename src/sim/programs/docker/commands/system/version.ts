// docker version: the client's and the engine's.
import { GoStruct } from '../../../../values/go-print.ts';
import { encodeJson, tabulate } from '../../../../values/index.ts';
import { json } from '../../client/api.ts';
import { serverInfo } from '../../client/endpoint.ts';
import { CLIENT, out } from '../../cli.ts';
import { type Command, none } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { parse, run as execute } from '../../format/template.ts';
import { remember } from '../../format/typed.ts';
import { ansic } from '../../ansic.ts';
import { INSPECT_HELP, f } from '../../flags/flag.ts';

const layout = `{{with .Client -}}
Client:{{if ne .Platform nil}}{{if ne .Platform.Name ""}} {{.Platform.Name}}{{end}}{{end}}
 Version:	{{.Version}}
 API version:	{{.APIVersion}}{{if ne .APIVersion .DefaultAPIVersion}} (downgraded from {{.DefaultAPIVersion}}){{end}}
 Go version:	{{.GoVersion}}
 Git commit:	{{.GitCommit}}
 Built:	{{.BuildTime}}
 OS/Arch:	{{.Os}}/{{.Arch}}
 Context:	{{.Context}}
{{- end}}
{{- if ne .Server nil}}{{with .Server}}

Server:{{if ne .Platform.Name ""}} {{.Platform.Name}}{{end}}
 {{- range $component := .Components}}
 {{$component.Name}}:
  {{- if eq $component.Name "Engine" }}
  Version:	{{.Version}}
  API version:	{{index .Details "ApiVersion"}} (minimum version {{index .Details "MinAPIVersion"}})
  Go version:	{{index .Details "GoVersion"}}
  Git commit:	{{index .Details "GitCommit"}}
  Built:	{{index .Details "BuildTime"}}
  OS/Arch:	{{index .Details "Os"}}/{{index .Details "Arch"}}
  Experimental:	{{index .Details "Experimental"}}
  {{- else }}
  Version:	{{$component.Version}}
  {{- $detailsOrder := getDetailsOrder $component}}
  {{- range $key := $detailsOrder}}
  {{$key}}:	{{index $component.Details $key}}
   {{- end}}
  {{- end}}
 {{- end}}
 {{- end}}{{- end}}`;

interface Component {
	readonly Name: string;
	readonly Version: string;
	readonly Details?: Readonly<Record<string, string>> | null;
}
interface ServerVersion {
	readonly Platform?: { readonly Name: string };
	readonly Components?: readonly Component[] | null;
	readonly [field: string]: unknown;
}

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? String(value) : '');

/** The engine's answer as the client keeps it: an Engine component always, its build time in ANSI C's form. */
function server(version: ServerVersion): ServerVersion {
	const components = (version.Components ?? []).map((component) =>
		component.Name === 'Engine' && component.Details?.['BuildTime'] !== undefined
			? { ...component, Details: { ...component.Details, BuildTime: ansic(component.Details['BuildTime']) } }
			: component
	);
	if (!components.some((component) => component.Name === 'Engine')) {
		const Details = {
			ApiVersion: text(version['ApiVersion']),
			MinAPIVersion: text(version['MinAPIVersion']),
			GitCommit: text(version['GitCommit']),
			GoVersion: text(version['GoVersion']),
			Os: text(version['Os']),
			Arch: text(version['Arch']),
			BuildTime: ansic(text(version['BuildTime'])),
			Experimental: String(version['Experimental'] === true)
		};
		components.push({ Name: 'Engine', Version: text(version['Version']), Details });
	}
	const { Platform = { Name: '' }, ...rest } = version;
	return { Platform, Components: components, ...Object.fromEntries(Object.entries(rest).filter(([key]) => key !== 'Components')) };
}

const detailsOrder = (component: unknown): string[] =>
	typeof component === 'object' && component !== null && 'Details' in component && typeof component.Details === 'object' && component.Details !== null
		? Object.keys(component.Details).sort()
		: [];

const version: Command = {
	name: 'version',
	use: 'version [OPTIONS]',
	short: 'Show the Docker version information',
	top: 10,
	args: none,
	flags: [f('string', 'format', 'f', INSPECT_HELP)],
	*run(cli, flags) {
		const given = flags.text('format');
		const template = parse(given === '' ? layout : given === 'json' ? '{{json .}}' : given, 'template parsing error', 64, {
			name: 'version',
			funcs: { getDetailsOrder: detailsOrder }
		});
		const client = {
			Version: CLIENT.version,
			ApiVersion: (yield* serverInfo(cli)).version,
			DefaultAPIVersion: CLIENT.apiVersion,
			GitCommit: CLIENT.gitCommit,
			GoVersion: CLIENT.goVersion,
			Os: CLIENT.os,
			Arch: CLIENT.arch,
			BuildTime: CLIENT.built,
			Context: cli.context
		};
		let failed: Failure | undefined;
		let engine: ServerVersion | null = null;
		try {
			engine = server(yield* json<ServerVersion>(cli, 'GET', '/version'));
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			failed = e;
		}
		const bare = /^(json|\{\{\s*json \.\s*\}\})$/.test(given);
		const shown = new GoStruct('system.versionInfo', {
			Client: remember(new GoStruct('system.clientVersion', { ...client, APIVersion: client.ApiVersion, Platform: null }), client),
			Server:
				engine &&
				remember(
					new GoStruct('*types.Version', {
						...engine,
						APIVersion: engine['ApiVersion'],
						Platform: new GoStruct('struct { Name string }', { ...engine.Platform })
					}),
					engine
				)
		});
		try {
			const text = bare ? `${encodeJson({ Client: client, Server: engine }, { escapeHtml: false })}\n` : `${execute(template, shown, '')}\n`;
			yield* out(tabulate(text, { minwidth: 20, tabwidth: 1, padding: 1, padchar: ' ' }));
		} catch (e) {
			if (!(e instanceof Failure)) throw e;
			yield* out('\n');
			throw failed ?? e;
		}
		if (failed) throw failed;
		return 0;
	}
};
export default version;
