// docker system …: the group's rows.
import { type Command, none } from '../../command.ts';
import df from './df.ts';
import dialStdio from './dial-stdio.ts';
import events from './events.ts';
import info from './info.ts';
import prune from './prune.ts';

export const system: Command = { name: 'system', use: 'system', short: 'Manage Docker', args: none, subs: [df, dialStdio, events, info, prune] };
