// The fixed words of completion, as the real client lists them.
const words = (text: string): readonly string[] => text.split(' ');
const count = (prefix: string, from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => `${prefix}${from + i}`);

export const capabilities = words(
	'ALL CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
).map((name) => (name === 'ALL' ? name : `CAP_${name}`));
export const signals = [
	...words(
		'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'
	),
	'RTMIN',
	...count('RTMIN+', 1, 15),
	...count('RTMAX-', 1, 14),
	'RTMAX'
];
export const platforms = words(
	'linux/386 linux/amd64 linux/arm linux/arm/v5 linux/arm/v6 linux/arm/v7 linux/arm64 linux/arm64/v8 linux/ppc64le linux/s390x linux/riscv64 windows/amd64 wasip1/wasm'
);
export const ulimits = words(
	'as chroot core cpu data fsize locks maxlogins maxsyslogins memlock msgqueue nice nofile nproc priority rss rtprio sigpending stack'
);
export const eventTypes = words('builder config container daemon image network node plugin secret service volume');
export const eventActions = words(
	'create start restart stop checkpoint pause unpause attach detach resize update rename kill die oom destroy remove commit top copy archive-path extract-to-dir export import save load tag untag push pull prune delete enable disable connect disconnect reload mount unmount exec_create exec_start exec_die exec_detach health_status'
);

/** --log-opt by --log-driver. */
export const logOptions: Readonly<Record<string, readonly string[]>> = {
	awslogs: words(
		'max-buffer-size mode awslogs-create-group awslogs-credentials-endpoint awslogs-datetime-format awslogs-group awslogs-multiline-pattern awslogs-region awslogs-stream tag'
	),
	fluentd: words(
		'max-buffer-size mode env env-regex labels fluentd-address fluentd-async fluentd-buffer-limit fluentd-request-ack fluentd-retry-wait fluentd-max-retries fluentd-sub-second-precision fluentd-write-timeout tag'
	),
	gcplogs: words('max-buffer-size mode env env-regex labels gcp-log-cmd gcp-meta-id gcp-meta-name gcp-meta-zone gcp-project'),
	gelf: words(
		'max-buffer-size mode env env-regex labels gelf-address gelf-compression-level gelf-compression-type gelf-tcp-max-reconnect gelf-tcp-reconnect-delay tag'
	),
	journald: words('max-buffer-size mode env env-regex labels tag'),
	'json-file': words('max-buffer-size mode env env-regex labels compress max-file max-size'),
	local: words('max-buffer-size mode compress max-file max-size'),
	none: [],
	splunk: words(
		'max-buffer-size mode env env-regex labels splunk-caname splunk-capath splunk-format splunk-gzip splunk-gzip-level splunk-index splunk-insecureskipverify splunk-source splunk-sourcetype splunk-token splunk-url splunk-verify-connection tag'
	),
	syslog: words(
		'max-buffer-size mode env env-regex labels syslog-address syslog-facility syslog-format syslog-tls-ca-cert syslog-tls-cert syslog-tls-key syslog-tls-skip-verify tag'
	)
};
