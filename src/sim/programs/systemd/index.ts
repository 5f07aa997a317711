// The service manager and its clients.
import type { ProgramRow } from '../../kernel/index.ts';
import { journalctl } from './journalctl.ts';
import { systemd } from './main.ts';
import { systemctl } from './systemctl.ts';

export const systemdPrograms: readonly ProgramRow[] = [
	{ name: 'systemd', code: systemd, paths: ['/usr/lib/systemd/systemd'], size: 1_849_992 },
	{
		name: 'systemctl',
		code: systemctl,
		paths: ['/usr/bin/systemctl', '/usr/sbin/reboot', '/usr/sbin/poweroff', '/usr/sbin/shutdown', '/usr/sbin/halt'],
		size: 319_776
	},
	{ name: 'journalctl', code: journalctl, size: 86_712 }
];
