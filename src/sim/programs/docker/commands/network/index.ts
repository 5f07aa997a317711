// docker network …: the group's rows.
import { type Command, none } from '../../command.ts';
import connect from './connect.ts';
import create from './create.ts';
import disconnect from './disconnect.ts';
import inspect from './inspect.ts';
import ls from './ls.ts';
import prune from './prune.ts';
import rm from './rm.ts';

export const network: Command = {
	name: 'network',
	use: 'network',
	short: 'Manage networks',
	version: '1.21',
	args: none,
	subs: [connect, create, disconnect, inspect, ls, prune, rm]
};
