// The names and addresses of the simulated internet's machines.
import { mirrorHosts } from '../packages/hosts.ts';
import { newZone, type InternetHost, type Zone } from '../../fabric/index.ts';

export const internetMachines = {
	hub: {
		address: '3.94.224.37',
		names: ['registry-1.docker.io', 'auth.docker.io', 'index.docker.io', 'hub.docker.com', 'docker.io', 'production.cloudflare.docker.com']
	},
	registryExample: { address: '203.0.113.20', names: ['registry.example.com'] },
	kubernetesRegistry: {
		address: '34.96.108.209',
		names: ['registry.k8s.io', 'k8s.gcr.io', 'gcr.io', 'quay.io', 'ghcr.io', 'mcr.microsoft.com', 'public.ecr.aws']
	},
	mirrors: { address: '151.101.130.132', names: mirrorHosts },
	example: { address: '203.0.113.10', names: ['example.com', 'www.example.com', 'example.org'] }
} as const satisfies Readonly<Record<string, InternetHost>>;

/** The public DNS zone, without the machines that this world's internet has not got. */
export const publicZone = (absent: readonly string[] = []): Zone =>
	newZone(Object.entries<InternetHost>(internetMachines).flatMap(([name, host]) => (absent.includes(name) ? [] : [host])));
