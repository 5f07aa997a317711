// `drydock serve --docker`: the engine's API for a real docker client, at DOCKER_HOST=tcp://localhost:PORT.
import type { Door } from './serve.ts';

export const dockerDoor: Door = {
	flag: '--docker',
	port: 2375,
	world: 'docker',
	host: 'docker',
	address: { net: 'unix', path: '/var/run/docker.sock' },
	ready: (port) => `DOCKER_HOST=tcp://localhost:${port}`
};
