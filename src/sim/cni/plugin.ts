// A CNI plug-in's frame: reads the environment and the configuration on standard input, prints a result or an error object as the
// specification (1.0) says. Leaves out CHECK, GC and STATUS.
import { Errno, type Sys } from '../engine/index.ts';
import { netlink, readAll, write, type Context, type Program } from '../kernel/index.ts';
import { encodeJson, parseJson, text } from '../values/index.ts';

export interface CniCall {
	readonly command: 'ADD' | 'DEL';
	readonly containerId: string;
	/** Inode number of the pod's network namespace; undefined when it is gone already. */
	readonly netns: number | undefined;
	readonly ifName: string;
	readonly conf: Conf;
}
export interface Conf {
	readonly name: string;
	readonly cniVersion: string;
	readonly type: string;
	readonly mtu?: number;
	readonly ipMasq?: boolean;
	readonly ipam?: {
		readonly type: string;
		readonly subnet?: string;
		readonly ranges?: readonly (readonly { readonly subnet: string }[])[];
		readonly routes?: readonly { readonly dst: string }[];
	};
	readonly runtimeConfig?: {
		readonly portMappings?: readonly { readonly hostPort: number; readonly containerPort: number; readonly protocol: string; readonly hostIP?: string }[];
	};
	readonly prevResult?: Result;
}
export interface Result {
	readonly cniVersion: string;
	readonly interfaces?: readonly { readonly name: string; readonly mac?: string; readonly sandbox?: string }[];
	readonly ips?: readonly { readonly address: string; readonly gateway?: string; readonly interface?: number }[];
	readonly routes?: readonly { readonly dst: string; readonly gw?: string }[];
}

/** A plug-in's failure: code and message as libcni shows them. */
export class CniFailure {
	readonly code: number;
	readonly msg: string;
	constructor(msg: string, code = 999) {
		this.code = code;
		this.msg = msg;
	}
}

function* parse(context: Context): Sys<CniCall> {
	const { env } = context;
	const command = env['CNI_COMMAND'];
	if (command !== 'ADD' && command !== 'DEL')
		throw new CniFailure(command ? `unknown CNI_COMMAND: ${command}` : 'required env variables [CNI_COMMAND] missing', 4);
	const conf = parseJson(text(yield* readAll(0))) as Conf;
	const path = env['CNI_NETNS'] ?? '';
	const named = yield* netlink<readonly { name: string; ino: number }[]>({ op: 'netns.list' });
	return {
		command,
		containerId: env['CNI_CONTAINERID'] ?? '',
		ifName: env['CNI_IFNAME'] ?? 'eth0',
		conf,
		netns: named.find(({ name }) => path.endsWith(`/${name}`))?.ino
	};
}

/** A plug-in program: `add` answers the result, `del` forgives what is gone. */
export function cniPlugin(name: string, add: (call: CniCall) => Sys<Result>, del: (call: CniCall) => Sys<void>): Program {
	return {
		name,
		*main(context) {
			let version = '1.0.0';
			try {
				const call = yield* parse(context);
				version = call.conf.cniVersion;
				if (call.command === 'DEL') yield* del(call);
				else yield* write(1, encodeJson(yield* add(call)));
				return 0;
			} catch (error) {
				if (!(error instanceof CniFailure || error instanceof Errno)) throw error;
				const failure = error instanceof Errno ? new CniFailure(error.message.toLowerCase()) : error;
				yield* write(1, encodeJson({ cniVersion: version, code: failure.code, msg: failure.msg }));
				return 1;
			}
		}
	};
}
