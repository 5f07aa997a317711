// printenv: the environment, or the values of the named variables; fails when one is not set.
import { getopt } from '../../utilities/lib/getopt.ts';
import { utility } from '../../utilities/lib/tool.ts';

export const printenv = utility(
	'printenv',
	function* (tool) {
		const options = yield* getopt(tool, { short: tool.busybox ? '' : '0', long: tool.busybox ? [] : ['null=0'], posix: true });
		const end = options.has('0') ? '\0' : '\n';
		if (options.operands.length === 0) {
			for (const [name, value] of Object.entries(tool.env)) yield* tool.put(`${name}=${value}${end}`);
			return 0;
		}
		let status = 0;
		for (const name of options.operands) {
			const value = name.includes('=') ? undefined : tool.env[name];
			if (value === undefined) status = 1;
			else yield* tool.put(value + end);
		}
		return status;
	},
	{ usageStatus: 2 }
);
