// docker volume …: the group's rows.
import { type Command, none } from '../../command.ts';
import create from './create.ts';
import inspect from './inspect.ts';
import ls from './ls.ts';
import prune from './prune.ts';
import rm from './rm.ts';
import update from './update.ts';

export const volume: Command = {
	name: 'volume',
	use: 'volume COMMAND',
	short: 'Manage volumes',
	version: '1.21',
	args: none,
	subs: [create, inspect, ls, prune, rm, update]
};
