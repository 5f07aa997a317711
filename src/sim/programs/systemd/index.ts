// The service manager and its clients, which are loaded when they are first run.
import type { ProgramRow } from '../../kernel/index.ts';
import { systemd } from './main.ts';

export const systemdPrograms: readonly ProgramRow[] = [
	{ name: 'systemd', code: systemd, paths: ['/usr/lib/systemd/systemd'], size: 1_849_992 },
	{
		name: 'systemctl',
		code: async () => (await import('./systemctl.ts')).systemctl,
		paths: ['/usr/bin/systemctl', '/usr/sbin/reboot', '/usr/sbin/poweroff', '/usr/sbin/shutdown', '/usr/sbin/halt'],
		size: 319_776
	},
	{ name: 'journalctl', code: async () => (await import('./journalctl.ts')).journalctl, size: 86_712 }
];
