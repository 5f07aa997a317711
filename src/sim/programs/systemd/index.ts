// The service manager and its clients.
import type { ProgramRow } from '../../kernel/index.ts';
import { journalctl } from './journalctl.ts';
import { systemd } from './main.ts';
import { systemctl } from './systemctl.ts';

export const systemdPrograms: readonly ProgramRow[] = [
	{ name: 'systemd', code: systemd },
	{ name: 'systemctl', code: systemctl },
	{ name: 'journalctl', code: journalctl }
];
