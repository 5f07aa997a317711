// Capability names: which exist, Docker's default set, and how --cap-add and --cap-drop change it.

export const allCapabilities =
	'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
		.split(' ')
		.map((name) => 'CAP_' + name);
export const defaultCapabilities = 'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE'
	.split(' ')
	.map((name) => 'CAP_' + name);

/** Upper case with the prefix; a text is the error. "ALL" stays. */
export function normalizeCapabilities(names: readonly string[]): string[] | { readonly error: string } {
	const out: string[] = [];
	for (const given of names) {
		const upper = given.toUpperCase();
		if (upper === 'ALL') {
			out.push('ALL');
			continue;
		}
		const name = upper.startsWith('CAP_') ? upper : 'CAP_' + upper;
		if (!allCapabilities.includes(name)) return { error: `unknown capability: "${name}"` };
		out.push(name);
	}
	return out;
}

/** The capabilities of a container's processes. */
export function effectiveCapabilities(adds: readonly string[], drops: readonly string[], privileged: boolean): readonly string[] {
	if (privileged) return allCapabilities;
	const add = normalizeCapabilities(adds);
	const drop = normalizeCapabilities(drops);
	if (!Array.isArray(add) || !Array.isArray(drop)) return defaultCapabilities;
	if (add.length === 0 && drop.length === 0) return defaultCapabilities;
	if (add.includes('ALL')) return allCapabilities.filter((name) => !drop.includes(name));
	if (drop.includes('ALL')) return add.filter((name) => name !== 'ALL');
	const kept = defaultCapabilities.filter((name) => !drop.includes(name));
	return [...kept, ...add.filter((name) => !kept.includes(name))];
}
