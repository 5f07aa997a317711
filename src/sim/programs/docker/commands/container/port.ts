// docker container port: the published ports, as NetworkSettings has them.
import { out } from '../../cli.ts';
import { type Command, range } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { naturalCompare } from '../../format/write.ts';
import { cut } from '../../opts/cut.ts';
import { joinHostPort } from '../../opts/ip.ts';
import { containerNames, inspectContainer } from './common.ts';

const port: Command = {
	name: 'port',
	use: 'port CONTAINER [PRIVATE_PORT[/PROTO]]',
	short: 'List port mappings or a specific mapping for the container',
	also: 'docker container port, docker port',
	args: range(1, 2),
	complete: containerNames(false),
	*run(cli, _flags, args) {
		const [name = '', wanted = ''] = args;
		const ports = (yield* inspectContainer(cli, name)).NetworkSettings.Ports ?? {};
		const lines: string[] = [];
		if (wanted !== '') {
			const [number, proto] = cut(wanted, '/');
			if (!/^[0-9]+$/.test(number)) throw new Failure(`Error: invalid port (${number}): strconv.ParseUint: parsing "${number}": invalid syntax`);
			if (Number(number) > 65535) throw new Failure(`Error: invalid port (${number}): strconv.ParseUint: parsing "${number}": value out of range`);
			const bindings = ports[`${number}/${proto === '' ? 'tcp' : proto}`] ?? [];
			if (bindings.length === 0) throw new Failure(`Error: No public port '${wanted}' published for ${name}`);
			for (const binding of bindings) lines.push(joinHostPort(binding.HostIp, binding.HostPort));
		} else {
			for (const [from, bindings] of Object.entries(ports))
				for (const binding of bindings ?? []) lines.push(`${from} -> ${joinHostPort(binding.HostIp, binding.HostPort)}`);
		}
		if (lines.length > 0) yield* out(`${lines.sort(naturalCompare).join('\n')}\n`);
		return 0;
	}
};
export default port;
