// docker context …: the group's rows.
import { type Command, none } from '../../command.ts';
import create from './create.ts';
import exportCommand from './export.ts';
import importCommand from './import.ts';
import inspect from './inspect.ts';
import ls from './ls.ts';
import rm from './rm.ts';
import show from './show.ts';
import update from './update.ts';
import use from './use.ts';

export const context: Command = {
	name: 'context',
	use: 'context',
	short: 'Manage contexts',
	args: none,
	subs: [create, exportCommand, importCommand, inspect, ls, rm, show, update, use]
};
