// kube-apiserver's flags, as a kubeadm static pod gives them.
import type { Options } from './memory.ts';

/** Reads "--name=value" flags. */
export function flagsOf(argv: readonly string[]): Record<string, string> {
	const flags: Record<string, string> = {};
	for (let i = 1; i < argv.length; i++) {
		const word = argv[i] ?? '';
		if (!word.startsWith('--')) continue;
		const equals = word.indexOf('=');
		if (equals >= 0) flags[word.slice(2, equals)] = word.slice(equals + 1);
		else if (argv[i + 1] !== undefined && !argv[i + 1]?.startsWith('--')) flags[word.slice(2)] = argv[++i] ?? '';
		else flags[word.slice(2)] = 'true';
	}
	return flags;
}
const list = (text: string | undefined): readonly string[] => (text ?? '').split(',').filter(Boolean);
/** "1h0m0s" in seconds. */
const seconds = (text: string): number => {
	let total = 0;
	for (const [, amount, unit] of text.matchAll(/(\d+)([hms])/g)) total += Number(amount) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1);
	return total;
};

export function optionsOf(argv: readonly string[]): Options {
	const flags = flagsOf(argv);
	const server = (flags['etcd-servers'] ?? 'http://127.0.0.1:2379').split(',')[0] ?? '';
	const hostPort = server.slice(server.indexOf('://') + 3);
	const colon = hostPort.lastIndexOf(':');
	const [low, high] = (flags['service-node-port-range'] ?? '30000-32767').split('-').map(Number);
	return {
		advertiseAddress: flags['advertise-address'] ?? '127.0.0.1',
		securePort: Number(flags['secure-port'] ?? '6443'),
		etcd: { host: hostPort.slice(0, colon), port: Number(hostPort.slice(colon + 1)), tls: server.startsWith('https:') },
		authorizationModes: list(flags['authorization-mode'] ?? 'AlwaysAllow'),
		anonymous: flags['anonymous-auth'] !== 'false',
		admission: list(flags['enable-admission-plugins']),
		disabledAdmission: list(flags['disable-admission-plugins']),
		serviceRange: flags['service-cluster-ip-range'] ?? '10.0.0.0/24',
		nodePorts: [low ?? 30_000, high ?? 32_767],
		issuer: flags['service-account-issuer'] ?? 'https://kubernetes.default.svc.cluster.local',
		eventTtl: seconds(flags['event-ttl'] ?? '1h0m0s'),
		auditLog: flags['audit-log-path'] ?? '',
		auditPolicy: flags['audit-policy-file'] ?? '',
		kubeletPort: 10_250,
		bootstrapTokens: flags['enable-bootstrap-token-auth'] === 'true',
		files: {
			certificate: flags['tls-cert-file'] ?? '',
			clientCa: flags['client-ca-file'] ?? '',
			etcdCertificate: flags['etcd-certfile'] ?? '',
			kubeletCertificate: flags['kubelet-client-certificate'] ?? '',
			saKey: flags['service-account-signing-key-file'] ?? '',
			tokens: flags['token-auth-file'] ?? ''
		}
	};
}
