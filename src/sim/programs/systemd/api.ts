// What systemctl and journalctl ask of the service manager over /run/systemd/private (frames of protocol "systemd").

export const managerSocket = '/run/systemd/private';
export const journalFile = '/var/log/journal/system.journal';
export const unitPaths: readonly string[] = ['/etc/systemd/system', '/run/systemd/system', '/usr/lib/systemd/system'];

export interface UnitStatus {
	name: string;
	load: 'loaded' | 'not-found' | 'masked';
	path: string;
	description: string;
	enabled: 'enabled' | 'disabled' | 'static' | 'masked' | '';
	active: 'active' | 'inactive' | 'failed' | 'activating' | 'deactivating';
	sub: string;
	/** µs since the Unix epoch of the last change of `active`. */
	since: number;
	mainPid: number;
	execStart: readonly string[];
	/** How the main process last ended. */
	result: 'success' | 'exit-code' | 'signal' | 'start-limit-hit' | 'oom-kill';
	exit?: { code: number } | { signal: string };
	restarts: number;
	cgroup: string;
	documentation: readonly string[];
	triggeredBy: readonly string[];
	/** A unit file changed since it was loaded. */
	needReload: boolean;
}

export type ManagerRequest =
	| { method: 'start' | 'stop' | 'restart' | 'reload' | 'kill' | 'reset-failed'; unit: string; signal?: string }
	| { method: 'status'; unit: string }
	| { method: 'list'; all: boolean }
	| { method: 'daemon-reload' }
	| { method: 'power'; how: 'off' | 'reboot' };
/** `error` is the D-Bus error text that systemctl prints. */
export type ManagerAnswer = { ok: true; units: readonly UnitStatus[] } | { ok: false; error: string };

/** One journal entry, a line of JSON in the journal file. */
export interface JournalEntry {
	/** µs since the Unix epoch. */
	at: number;
	boot: number;
	unit: string;
	identifier: string;
	pid: number;
	message: string;
	priority: number;
}
