// A made-up daemon's containers, images, volumes and networks, for the tests that compare us with the real CLI.
export const id = (letter: string): string => letter.repeat(64);
export const digest = (letter: string): string => `sha256:${id(letter)}`;
export const created = 1_700_000_000;

export const networks = {
	bridge: {
		IPAMConfig: null,
		Links: null,
		Aliases: null,
		MacAddress: '02:42:ac:11:00:02',
		DriverOpts: null,
		GwPriority: 0,
		NetworkID: id('b'),
		EndpointID: id('e'),
		Gateway: '172.17.0.1',
		IPAddress: '172.17.0.2',
		IPPrefixLen: 16,
		IPv6Gateway: '',
		GlobalIPv6Address: '',
		GlobalIPv6PrefixLen: 0,
		DNSNames: null
	}
};
export const containers = [
	{
		Id: id('1'),
		Names: ['/web', '/other/alias'],
		Image: 'nginx:latest',
		ImageID: digest('a'),
		Command: "/docker-entrypoint.sh nginx -g 'daemon off;'",
		Created: created,
		Ports: [
			{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
			{ IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
			{ PrivatePort: 443, Type: 'tcp' },
			{ IP: '0.0.0.0', PrivatePort: 90, PublicPort: 90, Type: 'tcp' },
			{ IP: '0.0.0.0', PrivatePort: 91, PublicPort: 91, Type: 'tcp' },
			{ PrivatePort: 53, Type: 'udp' }
		],
		SizeRw: 1095,
		SizeRootFs: 192_000_123,
		Labels: { 'com.example': 'yes', 'com.docker.compose.service': 'web', a: 'b' },
		State: 'running',
		Status: 'Up 2 hours',
		HostConfig: { NetworkMode: 'bridge' },
		NetworkSettings: { Networks: networks },
		Mounts: [
			{
				Type: 'volume',
				Name: 'a-volume-with-a-long-name',
				Source: '/var/lib/docker/volumes/x/_data',
				Destination: '/data',
				Driver: 'local',
				Mode: 'z',
				RW: true,
				Propagation: ''
			},
			{ Type: 'bind', Source: '/etc', Destination: '/e', Mode: '', RW: false, Propagation: 'rprivate' }
		]
	},
	{
		Id: id('2'),
		Names: ['/ünïcode'],
		Image: digest('c'),
		ImageID: digest('c'),
		Command: 'sleep 1000',
		Created: created - 86_400 * 20,
		Ports: [],
		Labels: null,
		State: 'exited',
		Status: 'Exited (0) 3 days ago',
		HostConfig: { NetworkMode: 'none' },
		NetworkSettings: { Networks: { none: {} } },
		Mounts: []
	}
];
export const images = [
	{
		Id: digest('a'),
		ParentId: '',
		RepoTags: ['nginx:latest', 'nginx:1.27'],
		RepoDigests: [`nginx@${digest('d')}`],
		Created: created,
		Size: 192_203_394,
		SharedSize: 1000,
		Containers: 1,
		Labels: { maintainer: 'x' }
	},
	{ Id: digest('c'), ParentId: '', RepoTags: [], RepoDigests: [], Created: created - 1000, Size: 1_234, SharedSize: -1, Containers: -1, Labels: null },
	{
		Id: digest('9'),
		ParentId: '',
		RepoTags: ['localhost:5000/web:2'],
		RepoDigests: [],
		Created: created,
		Size: 5_000_000_000,
		SharedSize: 0,
		Containers: 2,
		Labels: null
	},
	{
		Id: digest('f'),
		ParentId: '',
		RepoTags: null,
		RepoDigests: [`alpine@${digest('e')}`],
		Created: created - 86_400 * 365,
		Size: 7_834_000,
		SharedSize: 0,
		Containers: 0,
		Labels: null
	}
];
export const history = [
	{ Comment: 'buildkit.dockerfile.v0', Created: created, CreatedBy: 'CMD ["nginx" "-g" "daemon off;"]', Id: digest('a'), Size: 0, Tags: ['nginx:latest'] },
	{
		Comment: '',
		Created: created - 50,
		CreatedBy: '/bin/sh -c #(nop) ADD file:0123456789012345678901234567890123456789 in / ',
		Id: '<missing>',
		Size: 74_800_000,
		Tags: null
	},
	{ Comment: '', Created: 0, CreatedBy: 'RUN\ta\tb', Id: '<missing>', Size: 12, Tags: null }
];
export const volumes = [
	{
		CreatedAt: '2026-11-20T06:57:24Z',
		Driver: 'local',
		Labels: null,
		Mountpoint: '/var/lib/docker/volumes/data/_data',
		Name: 'data',
		Options: null,
		Scope: 'local'
	},
	{
		CreatedAt: '2026-11-20T06:57:24Z',
		Driver: 'local',
		Labels: { one: '1' },
		Mountpoint: '/var/lib/docker/volumes/b10/_data',
		Name: 'b10',
		Options: { type: 'tmpfs' },
		Scope: 'local'
	},
	{
		CreatedAt: '2026-11-20T06:57:24Z',
		Driver: 'local',
		Labels: {},
		Mountpoint: '/m',
		Name: 'b9',
		Options: null,
		Scope: 'local',
		UsageData: { RefCount: 1, Size: 2048 }
	}
];
export const networkList = [
	{
		Name: 'bridge',
		Id: id('b'),
		Created: '2026-11-20T06:57:24.123456789Z',
		Scope: 'local',
		Driver: 'bridge',
		EnableIPv4: true,
		EnableIPv6: false,
		IPAM: { Driver: 'default', Options: null, Config: [{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }] },
		Internal: false,
		Attachable: false,
		Ingress: false,
		ConfigFrom: { Network: '' },
		ConfigOnly: false,
		Containers: {},
		Options: { 'com.docker.network.bridge.name': 'docker0' },
		Labels: {}
	},
	{
		Name: 'net',
		Id: id('9'),
		Created: '2026-11-20T06:57:24Z',
		Scope: 'local',
		Driver: 'bridge',
		EnableIPv4: true,
		EnableIPv6: true,
		IPAM: { Driver: 'default', Options: {}, Config: [] },
		Internal: true,
		Attachable: false,
		Ingress: false,
		ConfigFrom: { Network: '' },
		ConfigOnly: false,
		Containers: {},
		Options: {},
		Labels: { team: 'a' }
	}
];
export const container = {
	Id: id('1'),
	Created: '2026-11-20T06:57:24.123456789Z',
	Path: '/docker-entrypoint.sh',
	Args: ['nginx', '-g', 'daemon off;'],
	State: {
		Status: 'running',
		Running: true,
		Paused: false,
		Restarting: false,
		OOMKilled: false,
		Dead: false,
		Pid: 4242,
		ExitCode: 0,
		Error: '',
		StartedAt: '2026-11-20T06:57:25Z',
		FinishedAt: '0001-01-01T00:00:00Z'
	},
	Image: digest('a'),
	ResolvConfPath: '/r',
	HostnamePath: '/h',
	HostsPath: '/hosts',
	LogPath: '/l',
	Name: '/web',
	RestartCount: 0,
	Driver: 'overlay2',
	Platform: 'linux',
	MountLabel: '',
	ProcessLabel: '',
	AppArmorProfile: '',
	ExecIDs: null,
	HostConfig: {
		Binds: ['data:/data'],
		ContainerIDFile: '',
		LogConfig: { Type: 'json-file', Config: {} },
		NetworkMode: 'bridge',
		PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] },
		RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
		AutoRemove: false,
		CapAdd: null,
		Memory: 536_870_912,
		NanoCpus: 1_500_000_000,
		MemorySwappiness: null,
		Init: null
	},
	GraphDriver: { Data: { MergedDir: '/m' }, Name: 'overlay2' },
	Mounts: [
		{ Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/data', Driver: 'local', Mode: 'z', RW: true, Propagation: '' }
	],
	Config: {
		Hostname: '111111111111',
		Domainname: '',
		User: '',
		AttachStdin: false,
		AttachStdout: false,
		AttachStderr: false,
		ExposedPorts: { '80/tcp': {} },
		Tty: false,
		OpenStdin: false,
		StdinOnce: false,
		Env: ['PATH=/bin', 'A=<b>&c'],
		Cmd: ['nginx', '-g', 'daemon off;'],
		Image: 'nginx',
		Volumes: null,
		WorkingDir: '',
		Entrypoint: ['/docker-entrypoint.sh'],
		OnBuild: null,
		Labels: { color: 'red', 'with.dot': 'x' },
		StopSignal: 'SIGQUIT'
	},
	NetworkSettings: {
		Bridge: '',
		SandboxID: id('5'),
		SandboxKey: '/k',
		Ports: {
			'443/tcp': null,
			'80/tcp': [
				{ HostIp: '0.0.0.0', HostPort: '8080' },
				{ HostIp: '::', HostPort: '8080' }
			],
			'9/udp': [{ HostIp: '0.0.0.0', HostPort: '10' }]
		},
		Networks: networks
	}
};
export const image = {
	Id: digest('a'),
	RepoTags: ['nginx:latest'],
	RepoDigests: [`nginx@${digest('d')}`],
	Parent: '',
	Comment: '',
	Created: '2026-11-20T06:57:24Z',
	DockerVersion: '',
	Author: '',
	Architecture: 'amd64',
	Os: 'linux',
	Size: 192_203_394,
	GraphDriver: { Data: { UpperDir: '/u' }, Name: 'overlay2' },
	RootFS: { Type: 'layers', Layers: [digest('7')] },
	Metadata: { LastTagTime: '2026-11-20T06:57:24Z' },
	Config: { Cmd: ['nginx'], ExposedPorts: { '80/tcp': {} }, Env: ['A=b'], Entrypoint: null, Labels: null }
};
export const info = {
	ID: '247e86bb-a6f6-409f-a8ab-3b0577a1d3fc',
	Containers: 2,
	ContainersRunning: 1,
	ContainersPaused: 0,
	ContainersStopped: 1,
	Images: 3,
	Driver: 'overlay2',
	DriverStatus: [
		['Backing Filesystem', 'extfs'],
		['Supports d_type', 'true']
	],
	Plugins: { Volume: ['local'], Network: ['bridge', 'host'], Authorization: null, Log: ['json-file', 'local'] },
	MemoryLimit: true,
	Debug: false,
	NFd: 1,
	NGoroutines: 2,
	SystemTime: '2026-11-20T06:57:24Z',
	LoggingDriver: 'json-file',
	CgroupDriver: 'systemd',
	CgroupVersion: '2',
	NEventsListener: 0,
	KernelVersion: '6.1.0',
	OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
	OSVersion: '12',
	OSType: 'linux',
	Architecture: 'x86_64',
	IndexServerAddress: 'https://index.docker.io/v1/',
	RegistryConfig: {
		InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
		IndexConfigs: { 'docker.io': { Name: 'docker.io', Mirrors: [], Secure: true, Official: true } },
		Mirrors: null
	},
	NCPU: 2,
	MemTotal: 4_111_466_496,
	GenericResources: null,
	DockerRootDir: '/var/lib/docker',
	HttpProxy: '',
	HttpsProxy: '',
	NoProxy: '',
	Name: 'host',
	Labels: ['a=b'],
	ExperimentalBuild: false,
	ServerVersion: '28.5.2',
	Runtimes: { runc: { path: 'runc' } },
	DefaultRuntime: 'runc',
	Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '', RemoteManagers: null },
	LiveRestoreEnabled: false,
	Isolation: '',
	InitBinary: 'docker-init',
	ContainerdCommit: { ID: 'c1' },
	RuncCommit: { ID: 'r1' },
	InitCommit: { ID: 'i1' },
	SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
	CDISpecDirs: ['/etc/cdi'],
	Warnings: ['WARNING: No swap limit support'],
	DefaultAddressPools: [{ Base: '10.0.0.0/8', Size: 24 }]
};
export const versions = {
	Platform: { Name: 'Docker Engine - Community' },
	Version: '28.5.2',
	ApiVersion: '1.51',
	MinAPIVersion: '1.24',
	GitCommit: '89c5e8f',
	GoVersion: 'go1.25.3',
	Os: 'linux',
	Arch: 'amd64',
	KernelVersion: '6.1.0',
	BuildTime: '2025-11-05T14:43:37.000000000+00:00',
	Components: [
		{
			Name: 'Engine',
			Version: '28.5.2',
			Details: {
				ApiVersion: '1.51',
				Arch: 'amd64',
				BuildTime: '2025-11-05T14:43:37.000000000+00:00',
				Experimental: 'false',
				GitCommit: '89c5e8f',
				GoVersion: 'go1.25.3',
				KernelVersion: '6.1.0',
				MinAPIVersion: '1.24',
				Os: 'linux'
			}
		},
		{ Name: 'containerd', Version: 'v1.7.29', Details: { GitCommit: '442cb34' } }
	]
};
export const usage = {
	LayersSize: 200_000_000,
	Images: images,
	Containers: containers,
	Volumes: volumes.map((volume, i) => ({ ...volume, UsageData: { RefCount: i, Size: 1000 * i } })),
	BuildCache: [
		{
			ID: 'abcdefabcdefabcdefabcdef',
			Type: 'regular',
			Description: 'x',
			InUse: false,
			Shared: false,
			Size: 5000,
			CreatedAt: '2023-11-20T06:57:24Z',
			LastUsedAt: '2023-11-21T06:57:24Z',
			UsageCount: 3
		},
		{
			ID: 'b1',
			Parents: ['p'],
			Type: 'source.local',
			Description: 'y',
			InUse: true,
			Shared: true,
			Size: 70,
			CreatedAt: '2023-11-20T06:57:24Z',
			LastUsedAt: null,
			UsageCount: 1
		}
	]
};
export const events = [
	{
		status: 'start',
		id: id('1'),
		from: 'nginx',
		Type: 'container',
		Action: 'start',
		Actor: { ID: id('1'), Attributes: { image: 'nginx', name: 'web' } },
		scope: 'local',
		time: 1_700_000_000,
		timeNano: 1_700_000_000_123_456_800
	},
	{ Type: 'network', Action: 'create', Actor: { ID: id('9'), Attributes: {} }, scope: 'local', time: 1_700_000_001, timeNano: 1_700_000_001_000_000_000 }
];
