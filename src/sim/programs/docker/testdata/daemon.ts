// A made-up daemon's answers, for the tests that compare us with the real CLI. [method, path and query as a pattern, body, status]
import { container, containers, digest, events, history, id, image, images, info, networkList, usage, versions, volumes } from './objects.ts';

type Answer = readonly [method: string, pattern: string, body: unknown, status?: number];

const pullLines = [
	{ status: 'Pulling from library/nginx', id: 'latest' },
	{ status: 'Pulling fs layer', progressDetail: {}, id: 'aaaaaaaaaaaa' },
	{ status: 'Downloading', progressDetail: { current: 10, total: 100 }, progress: '[=====>   ]', id: 'aaaaaaaaaaaa' },
	{ status: 'Download complete', progressDetail: {}, id: 'aaaaaaaaaaaa' },
	{ status: `Digest: ${digest('d')}` },
	{ status: 'Status: Downloaded newer image for nginx:latest' }
];
const pushLines = [
	{ status: 'The push refers to repository [docker.io/library/nginx]' },
	{ status: 'Preparing', progressDetail: {}, id: 'bbbbbbbbbbbb' },
	{ errorDetail: { message: 'denied: requested access to the resource is denied' }, error: 'denied' }
];
const stream = (messages: readonly unknown[]): string => messages.map((message) => `${JSON.stringify(message)}\r\n`).join('');
const none = (what: string): { message: string } => ({ message: `No such container: ${what}` });
const swarm = { message: 'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.' };

const answers: readonly Answer[] = [
	['GET', '/containers/json.*', containers],
	['GET', '/images/json.*reference.*', []],
	['GET', '/images/json.*', images],
	['GET', '/images/nginx/history.*', history],
	['GET', '/images/nginx/json.*', image],
	['GET', '/images/[a-z]+/json.*', { message: 'No such image: nosuch' }, 404],
	[
		'GET',
		'/images/search.*',
		[
			{
				name: 'nginx',
				description: 'Official build of Nginx, which is a web server of some renown\nindeed.',
				star_count: 20_123,
				is_official: true,
				is_automated: false
			},
			{ name: 'x/nginx', description: '', star_count: 0, is_official: false, is_automated: false }
		]
	],
	['GET', '/containers/web/json.*', container],
	['GET', '/containers/web/top.*pid.*', { message: "Couldn't find PID field in ps output" }, 400],
	[
		'GET',
		'/containers/web/top.*',
		{
			Titles: ['UID', 'PID', 'CMD'],
			Processes: [
				['root', '4242', 'nginx: master process nginx -g daemon off;'],
				['systemd-network-user', '4243', 'nginx: worker']
			]
		}
	],
	[
		'GET',
		'/containers/web/changes',
		[
			{ Kind: 0, Path: '/etc' },
			{ Kind: 1, Path: '/etc/new' },
			{ Kind: 2, Path: '/gone' }
		]
	],
	['GET', '/containers/[a-z]+/json.*', none('nosuch'), 404],
	['GET', '/volumes/data', volumes[0]],
	['GET', '/volumes/nosuch', { message: 'get nosuch: no such volume' }, 404],
	['GET', '/volumes/[a-z]+', { message: 'no such volume' }, 404],
	['GET', '/volumes.*', { Volumes: volumes, Warnings: null }],
	['GET', '/networks/bridge.*', networkList[0]],
	['GET', '/networks/net', networkList[1]],
	['GET', '/networks/[a-z]+.*', { message: 'network nosuch not found' }, 404],
	['GET', '/networks.*', networkList],
	['GET', '/plugins/.+/json', { message: 'plugin "nosuch" not found' }, 404],
	['GET', '/plugins.*', []],
	['GET', '/info', info],
	['GET', '/version', versions],
	['GET', '/system/df', usage],
	['GET', '/events.*', stream(events)],
	['GET', '/(nodes|services|secrets|configs|swarm).*', swarm, 503],
	['POST', '/swarm/init', { message: 'could not choose an IP address to advertise since this system has multiple addresses on interface eth0' }, 400],
	['POST', '/swarm/leave.*', { message: 'This node is not part of a swarm' }, 503],
	['POST', '/containers/prune.*', { ContainersDeleted: [id('3'), id('4')], SpaceReclaimed: 1234 }],
	['POST', '/images/prune.*', { ImagesDeleted: [{ Untagged: 'a:b' }, { Deleted: digest('8') }], SpaceReclaimed: 5_000_000 }],
	['POST', '/networks/prune.*', { NetworksDeleted: ['n1', 'n2'] }],
	['POST', '/volumes/prune.*', { VolumesDeleted: ['v1'], SpaceReclaimed: 10 }],
	['POST', '/build/prune.*', { CachesDeleted: ['c1', 'c2'], SpaceReclaimed: 99_999 }],
	['DELETE', '/containers/web.*', '', 204],
	['DELETE', '/containers/.*', none('nosuch'), 404],
	['DELETE', '/images/nginx.*', [{ Untagged: 'nginx:latest' }, { Deleted: digest('a') }]],
	['DELETE', '/images/.*', { message: 'No such image: nosuch:latest' }, 404],
	['DELETE', '/volumes/data.*', '', 204],
	['DELETE', '/volumes/.*', { message: 'get nosuch: no such volume' }, 404],
	['DELETE', '/networks/net', '', 204],
	['DELETE', '/networks/.*', { message: 'network nosuch not found' }, 404],
	['POST', '/containers/web/wait.*', { StatusCode: 7 }],
	['POST', '/containers/[16]+/wait.*', { StatusCode: 0 }],
	['POST', '/containers/web/rename\\?name=nosuch', { message: 'Conflict. The name is taken' }, 409],
	['POST', '/containers/web/update', { Warnings: ['You specified no swap'] }],
	['POST', '/containers/web/exec', { Id: id('0') }, 201],
	['POST', '/exec/0+/start', '', 200],
	['POST', '/containers/web/[a-z]+.*', '', 204],
	['POST', `/containers/${id('6')}/start`, { message: 'failed to create task for container: exec: "x": executable file not found in $PATH: unknown' }, 400],
	['POST', `/containers/${id('1')}/start`, '', 204],
	['POST', '/containers/create\\?name=nosuchstart.*', { Id: id('6'), Warnings: [] }, 201],
	['POST', '/containers/create.*', { Id: id('1'), Warnings: ['something to know'] }, 201],
	['POST', '/containers/.*', none('nosuch'), 404],
	['POST', '/commit.*', { Id: digest('9') }, 201],
	['POST', '/images/nginx/tag.*', '', 201],
	[
		'POST',
		'/images/create.*nosuch.*',
		{ message: "pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied" },
		404
	],
	['POST', '/images/create.*', stream(pullLines)],
	['POST', '/images/docker.io/library/nginx/push.*', stream(pushLines)],
	['POST', '/images/docker.io/library/nosuch/push.*', { message: 'An image does not exist locally with the tag: nosuch' }, 404],
	['POST', '/images/load.*', stream([{ stream: 'Loaded image: a:b\n' }])],
	['POST', '/networks/create', { Id: id('7'), Warning: '' }, 201],
	['POST', '/networks/net/[a-z]+', '', 200],
	['POST', '/volumes/create', volumes[0], 201]
];

export const headers = { 'Api-Version': '1.51', Ostype: 'linux', 'Docker-Experimental': 'false', Swarm: 'inactive', 'Content-Type': 'application/json' };

/** The answer to a request, its body as text. */
export function reply(method: string, url: string): { status: number; body: string } {
	const path = url.replace(/^\/v1\.\d+/, '');
	const found = answers.find(([m, pattern]) => m === method && new RegExp(`^${pattern}$`).test(path));
	if (path === '/_ping') return { status: 200, body: 'OK' };
	if (!found) return { status: 404, body: '{"message":"page not found"}' };
	const [, , value, status = 200] = found;
	return { status, body: typeof value === 'string' ? value : JSON.stringify(value) };
}
