// What the runtime is asked to make: the sandbox's and the containers' configuration (kuberuntime_sandbox.go, kuberuntime_container.go).
import type { ContainerConfig, CriMount, LinuxSecurityContext, PodSandboxConfig } from '../containerd/index.ts';
import { hash32, type Sys } from '../engine/index.ts';
import { mkdirAll, readText, writeFile } from '../kernel/index.ts';
import type { Container, Pod } from '../kinds/index.ts';
import { environmentOf, ConfigError, expandVariables } from './env.ts';
import { kubelet } from './memory.ts';
import { linuxResources, podCgroup } from './resources.ts';
import { hashAnnotation, messageAnnotation, nameLabel, podLabel, policyAnnotation, restartAnnotation } from './runtime.ts';
import { podDirectory } from './volumes.ts';

export const logDirectory = (pod: Pod): string => `/var/log/pods/${pod.metadata.namespace ?? ''}_${pod.metadata.name}_${pod.metadata.uid}`;
const hostnameOf = (pod: Pod, node: string): string => (pod.spec?.hostNetwork ? node : (pod.spec?.hostname ?? pod.metadata.name).slice(0, 63));

/** The pod's resolver configuration by its dnsPolicy. */
function* dnsOf(pod: Pod): Sys<NonNullable<PodSandboxConfig['dnsConfig']>> {
	const { dns, domain } = yield* kubelet((m) => ({ dns: m.clusterDns, domain: m.clusterDomain }));
	const host: { servers: string[]; searches: string[]; options: string[] } = { servers: [], searches: [], options: [] };
	for (const line of (yield* readText('/etc/resolv.conf')).split('\n')) {
		const [key, ...values] = line.trim().split(/\s+/);
		if (key === 'nameserver' && values[0]) host.servers.push(values[0]);
		if (key === 'search') host.searches.push(...values);
		if (key === 'options') host.options.push(...values);
	}
	const policy = pod.spec?.dnsPolicy ?? 'ClusterFirst';
	const cluster = policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && !pod.spec?.hostNetwork);
	const namespace = pod.metadata.namespace ?? '';
	const base = cluster
		? { servers: [dns], searches: [`${namespace}.svc.${domain}`, `svc.${domain}`, domain, ...host.searches], options: ['ndots:5'] }
		: policy === 'None'
			? { servers: [], searches: [], options: [] }
			: host;
	const own = pod.spec?.dnsConfig;
	return {
		servers: [...new Set([...base.servers, ...(own?.nameservers ?? [])])],
		searches: [...new Set([...base.searches, ...(own?.searches ?? [])])],
		options: [...base.options, ...(own?.options ?? []).map((o) => (o.value === undefined ? (o.name ?? '') : `${o.name ?? ''}:${o.value}`))]
	};
}

/** The sandbox's configuration. */
export function* sandboxConfig(pod: Pod, attempt: number): Sys<PodSandboxConfig> {
	const node = yield* kubelet((m) => m.node);
	const { name, namespace = '', uid } = pod.metadata;
	const ports = (pod.spec?.containers ?? []).flatMap((c) => (c.ports ?? []).filter((p) => p.hostPort && !pod.spec?.hostNetwork));
	const security = pod.spec?.securityContext;
	return {
		metadata: { name, uid, namespace, attempt },
		hostname: hostnameOf(pod, node),
		logDirectory: logDirectory(pod),
		dnsConfig: yield* dnsOf(pod),
		portMappings: ports.map((p) => ({
			protocol: (p.protocol ?? 'TCP') as 'TCP',
			containerPort: p.containerPort,
			hostPort: p.hostPort ?? 0,
			hostIp: p.hostIP ?? ''
		})),
		labels: { ...pod.metadata.labels, 'io.kubernetes.pod.name': name, 'io.kubernetes.pod.namespace': namespace, [podLabel]: uid },
		annotations: { ...pod.metadata.annotations },
		linux: {
			cgroupParent: podCgroup(pod),
			sysctls: Object.fromEntries((security?.sysctls ?? []).map((s) => [s.name, s.value])),
			securityContext: {
				namespaceOptions: {
					network: pod.spec?.hostNetwork ? 'NODE' : 'POD',
					pid: pod.spec?.hostPID ? 'NODE' : pod.spec?.shareProcessNamespace ? 'POD' : 'CONTAINER',
					ipc: pod.spec?.hostIPC ? 'NODE' : 'POD'
				},
				...(security?.runAsUser === undefined ? {} : { runAsUser: security.runAsUser }),
				...(security?.runAsGroup === undefined ? {} : { runAsGroup: security.runAsGroup }),
				supplementalGroups: [...(security?.fsGroup === undefined ? [] : [security.fsGroup]), ...(security?.supplementalGroups ?? [])],
				privileged: (pod.spec?.containers ?? []).some((c) => c.securityContext?.privileged === true)
			}
		}
	};
}

/** The pod's own /etc/hosts, made once. */
function* hostsFile(pod: Pod, ip: string): Sys<string> {
	const path = `${podDirectory(pod.metadata.uid)}/etc-hosts`;
	const node = yield* kubelet((m) => m.node);
	const aliases = (pod.spec?.hostAliases ?? []).map((a) => `${a.ip}\t${(a.hostnames ?? []).join('\t')}\n`).join('');
	const added = aliases ? `\n# Entries added by HostAliases.\n${aliases}` : '';
	if (pod.spec?.hostNetwork) yield* writeFile(path, `# Kubernetes-managed hosts file (host network).\n${yield* readText('/etc/hosts')}${added}`);
	else {
		const hostname = hostnameOf(pod, node);
		const domain = pod.spec?.subdomain ? `${hostname}.${pod.spec.subdomain}.${pod.metadata.namespace ?? ''}.svc.cluster.local\t` : '';
		yield* writeFile(
			path,
			`# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n${ip}\t${domain}${hostname}\n${added}`
		);
	}
	return path;
}

/** Tells one version of a container's spec from another: a change restarts it. */
export const containerHash = (container: Container): string => hash32(JSON.stringify({ name: container.name, image: container.image })).toString(16);

function securityOf(pod: Pod, container: Container): LinuxSecurityContext {
	const own = container.securityContext;
	const all = pod.spec?.securityContext;
	const user = own?.runAsUser ?? all?.runAsUser;
	const group = own?.runAsGroup ?? all?.runAsGroup;
	const profile = own?.seccompProfile ?? all?.seccompProfile;
	return {
		namespaceOptions: {
			network: pod.spec?.hostNetwork ? 'NODE' : 'POD',
			pid: pod.spec?.hostPID ? 'NODE' : pod.spec?.shareProcessNamespace ? 'POD' : 'CONTAINER',
			ipc: pod.spec?.hostIPC ? 'NODE' : 'POD'
		},
		...(user === undefined ? {} : { runAsUser: user }),
		...(group === undefined ? {} : { runAsGroup: group }),
		supplementalGroups: [...(all?.fsGroup === undefined ? [] : [all.fsGroup]), ...(all?.supplementalGroups ?? [])],
		readonlyRootfs: own?.readOnlyRootFilesystem === true,
		privileged: own?.privileged === true,
		noNewPrivs: own?.allowPrivilegeEscalation === false,
		capabilities: { addCapabilities: own?.capabilities?.add ?? [], dropCapabilities: own?.capabilities?.drop ?? [] },
		seccomp: { profileType: profile?.type === 'RuntimeDefault' ? 'RuntimeDefault' : profile?.type === 'Localhost' ? 'Localhost' : 'Unconfined' }
	};
}

/** A container's configuration. Throws ConfigError (CreateContainerConfigError). `image` is what the pull answered; `imageUser` the image's own user. */
export function* containerConfig(
	pod: Pod,
	container: Container,
	attempt: number,
	image: string,
	imageUser: { uid?: number; username?: string },
	ip: string,
	volumes: ReadonlyMap<string, string>
): Sys<ContainerConfig> {
	const security = securityOf(pod, container);
	const nonRoot = container.securityContext?.runAsNonRoot ?? pod.spec?.securityContext?.runAsNonRoot;
	if (nonRoot) {
		const described = `(pod: "${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${pod.metadata.uid})", container: ${container.name})`;
		if (security.runAsUser === 0) throw new ConfigError(`container's runAsUser breaks non-root policy ${described}`);
		if (security.runAsUser === undefined && imageUser.username)
			throw new ConfigError(`container has runAsNonRoot and image has non-numeric user (${imageUser.username}), cannot verify user is non-root ${described}`);
		if (security.runAsUser === undefined && !imageUser.uid) throw new ConfigError(`container has runAsNonRoot and image will run as root ${described}`);
	}
	const envs = yield* environmentOf(pod, container, ip);
	const known = new Map(envs.map(({ key, value }) => [key, value]));
	const expand = (words: readonly string[] | undefined) => words?.map((word) => expandVariables(word, known));
	const mounts: CriMount[] = [];
	for (const { name, mountPath, subPath, subPathExpr, readOnly = false } of container.volumeMounts ?? []) {
		const base = volumes.get(name);
		if (base === undefined) throw new ConfigError(`cannot find volume "${name}" to mount into container "${container.name}"`);
		const below = subPathExpr ? expandVariables(subPathExpr, known) : subPath;
		if (below) yield* mkdirAll(`${base}/${below.includes('.') ? below.slice(0, Math.max(0, below.lastIndexOf('/'))) : below}`);
		mounts.push({ containerPath: mountPath.startsWith('/') ? mountPath : `/${mountPath}`, hostPath: below ? `${base}/${below}` : base, readonly: readOnly });
	}
	if (!mounts.some((m) => m.containerPath === '/etc/hosts')) mounts.push({ containerPath: '/etc/hosts', hostPath: yield* hostsFile(pod, ip), readonly: false });
	const messagePath = container.terminationMessagePath ?? '/dev/termination-log';
	const messageFile = `${podDirectory(pod.metadata.uid)}/containers/${container.name}/${attempt}`;
	yield* mkdirAll(`${podDirectory(pod.metadata.uid)}/containers/${container.name}`);
	yield* writeFile(messageFile, '', 0o666);
	mounts.push({ containerPath: messagePath, hostPath: messageFile, readonly: false });
	const command = expand(container.command);
	const args = expand(container.args);
	return {
		metadata: { name: container.name, attempt },
		image: { image, userSpecifiedImage: container.image ?? '' },
		...(command?.length ? { command } : {}),
		...(args?.length ? { args } : {}),
		...(container.workingDir ? { workingDir: container.workingDir } : {}),
		envs,
		mounts,
		labels: {
			'io.kubernetes.pod.name': pod.metadata.name,
			'io.kubernetes.pod.namespace': pod.metadata.namespace ?? '',
			[podLabel]: pod.metadata.uid,
			[nameLabel]: container.name
		},
		annotations: {
			[hashAnnotation]: containerHash(container),
			[restartAnnotation]: String(attempt),
			[messageAnnotation]: messageFile,
			[policyAnnotation]: container.terminationMessagePolicy ?? 'File',
			'io.kubernetes.pod.terminationGracePeriod': String(pod.spec?.terminationGracePeriodSeconds ?? 30)
		},
		logPath: `${container.name}/${attempt}.log`,
		stdin: container.stdin === true,
		stdinOnce: container.stdinOnce === true,
		tty: container.tty === true,
		linux: { resources: linuxResources(pod, container), securityContext: security }
	};
}
