// `drydock serve`: opens daemons of one simulated machine on localhost, so that real clients work against them. A world is driven by the
// wall clock; each TCP connection of a real client is a connection from outside into the world, its bytes are inputs, and what arrives
// for it in the world is written back. Which daemons there are: one row (a door) each.
// Invariant: virtual time never runs ahead of the wall (times `--speed`), and stands still while program code is loaded.
import { createServer, type Server, type Socket } from 'node:net';
import { Pace } from '#src/worker/clock.ts';
import { nextEventAt, runSlice } from '#src/worker/slices.ts';
import { advance, bringUp, load } from '#src/scenario/drive.ts';
import type { SocketAddress, TlsHello } from '#src/sim/kernel/index.ts';
import { createWorld, type World } from '#src/sim/world/index.ts';
import { dockerDoor } from './serve-docker.ts';
import { kubeDoor } from './serve-kube.ts';

/** A daemon to let real clients in to. */
export interface Door {
	/** "--docker" */
	readonly flag: string;
	/** Its usual port. */
	readonly port: number;
	/** The world that has it when none is named, and the machine it listens on. */
	readonly world: string;
	readonly host: string;
	readonly address: SocketAddress;
	/** The modelled TLS handshake of a client from outside (its certificate decides who it is). */
	hello?(world: World): TlsHello;
	/** What to tell the user: how a client reaches it. */
	ready(port: number, world: World): string;
}

export const doors: readonly Door[] = [dockerDoor, kubeDoor];

const sliceMs = 8;
/** Timers of Node are no finer, and a world at rest is looked at this often at most. */
const longestMs = 1000;

/** A world that follows the wall clock and the connections of real clients into it. */
export class Bridge {
	readonly world: World;
	/** Errors of ours seen so far are told once. */
	#bugs = 0;
	readonly #pace = new Pace();
	readonly #clients = new Map<number, { socket: Socket; ended: boolean; paused: Uint8Array[] | null }>();
	#next = 1;
	#timer: NodeJS.Timeout | null = null;
	#running = false;
	#stopped = false;

	constructor(world: World, speed = 1) {
		this.world = world;
		this.#pace.speed = speed;
		this.#pace.anchor(performance.now(), world.now);
	}

	/** Lets real clients in to a door of the world. Resolves with the server when it listens; port 0: any free one. */
	async listen(door: Door, port: number): Promise<Server> {
		const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(door, socket));
		await new Promise<void>((done, failed) => {
			server.once('error', failed);
			server.listen(port, 'localhost', () => done());
		});
		return server;
	}

	#accept(door: Door, socket: Socket): void {
		const n = this.#next++;
		const client = { socket, ended: false, paused: null };
		this.world.input({ kind: 'socket.open', host: door.host, connection: n, address: door.address, ...(door.hello && { hello: door.hello(this.world) }) });
		if (this.world.connection(n).ready === 'end') return void socket.destroy();
		this.#clients.set(n, client);
		socket.on('data', (data) => this.#received(n, new Uint8Array(data)));
		socket.on('end', () => this.#closed(n, 'write'));
		socket.on('error', () => {});
		socket.on('close', () => this.#closed(n, 'both'));
		socket.on('drain', () => this.kick());
		this.kick();
	}

	#received(n: number, data: Uint8Array): void {
		const client = this.#clients.get(n);
		if (!client) return;
		if (client.paused) client.paused.push(data);
		else this.world.input({ kind: 'socket.data', connection: n, data });
		if (!client.paused && this.world.connection(n).room <= 0) {
			client.paused = [];
			client.socket.pause();
		}
		this.kick();
	}

	#closed(n: number, how: 'write' | 'both'): void {
		const client = this.#clients.get(n);
		if (!client) return;
		for (const data of client.paused ?? []) this.world.input({ kind: 'socket.data', connection: n, data });
		client.paused = null;
		this.world.input({ kind: 'socket.end', connection: n, how });
		if (how === 'both') this.#clients.delete(n);
		this.kick();
	}

	/** Something came from outside: run now. */
	kick(): void {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
		if (!this.#running && !this.#stopped) void this.#run();
	}

	stop(): void {
		this.#stopped = true;
		if (this.#timer) clearTimeout(this.#timer);
		for (const { socket } of this.#clients.values()) socket.destroy();
	}

	async #run(): Promise<void> {
		this.#running = true;
		let busy = false;
		while (!this.#stopped) {
			const { until } = this.#pace.target(performance.now(), this.world.now, busy);
			const end = runSlice(this.world, until, sliceMs, () => performance.now());
			this.#deliver();
			this.#tellBugs();
			// Nothing here is saved or undone, so what came from outside need not be kept.
			this.world.log.length = 0;
			if ('wants' in end) {
				await load(this.world, end.wants);
				this.#pace.anchor(performance.now(), this.world.now);
			}
			busy = !('reached' in end);
			const at = nextEventAt(this.world);
			const wait = at === null ? longestMs : this.#pace.wait(performance.now(), at);
			if (!busy && wait > 0.5) {
				this.#timer = setTimeout(() => this.kick(), Math.min(longestMs, Math.ceil(wait)));
				break;
			}
			await new Promise((done) => setImmediate(done));
		}
		this.#running = false;
	}

	/** Writes what arrived for real clients, as fast as they read. */
	#deliver(): void {
		for (const [n, client] of this.#clients) {
			if (client.paused && this.world.connection(n).room > 0) {
				for (const data of client.paused.splice(0)) this.world.input({ kind: 'socket.data', connection: n, data });
				client.paused = null;
				client.socket.resume();
			}
			if (client.ended || client.socket.writableNeedDrain) continue;
			const { ready } = this.world.connection(n);
			if (ready === 'data') for (const part of this.world.take(n)) client.socket.write(part);
			if (this.world.connection(n).ready === 'end') {
				client.ended = true;
				client.socket.end();
			}
		}
	}

	#tellBugs(): void {
		for (const bug of this.world.bugs.slice(this.#bugs)) {
			const text = bug.error instanceof Error ? (bug.error.stack ?? bug.error.message) : String(bug.error);
			process.stderr.write(`drydock: a bug of the simulator at ${bug.at} µs, ${bug.where}: ${text}\n`);
		}
		this.#bugs = this.world.bugs.length;
	}
}

/** What a world is given to come up before its clock meets the wall's: a host's services, a cluster's. */
const bootUs = 3_000_000;
const clusterUs = 300_000_000;

/** A world that is up and whose clock shows the real time: real clients reckon ages by their own. */
export async function openWorld(name: string, seed?: number): Promise<World> {
	const ready = (epoch: number) => createWorld(name, { epoch, ...(seed !== undefined && { seed }) });
	let world = await ready(Date.now() * 1000 - bootUs);
	if (world.preset.ready) world = await ready(Date.now() * 1000 - clusterUs);
	const { epoch } = world.preset;
	await bringUp(world);
	await advance(world, Math.max(0, Date.now() * 1000 - epoch - world.now));
	return world;
}

interface Choice {
	opened: { door: Door; port: number }[];
	world?: string;
	speed: number;
	seed?: number;
}

/** Reads `--docker [--port N] --kube [--port N] [--world NAME] [--speed N] [--seed N]`; answers what is wrong as text. */
export function parseServe(args: readonly string[], rows: readonly Door[] = doors): Choice | string {
	const choice: Choice = { opened: [], speed: 1 };
	for (let i = 0; i < args.length; i++) {
		const [name, given] = (args[i] as string).split('=', 2) as [string, string?];
		const door = rows.find((row) => row.flag === name);
		if (door) {
			choice.opened.push({ door, port: door.port });
			continue;
		}
		const value = given ?? args[++i];
		const number = Number(value);
		const last = choice.opened.at(-1);
		if (name === '--world' && value !== undefined) choice.world = value;
		else if (name === '--port' && last && Number.isInteger(number) && number >= 0 && number < 65_536) last.port = number;
		else if (name === '--speed' && number > 0) choice.speed = number;
		else if (name === '--seed' && Number.isInteger(number)) choice.seed = number;
		else return `serve does not understand ${[name, value].filter((part) => part !== undefined).join(' ')}`;
	}
	if (choice.opened.length === 0) return `serve needs one of ${rows.map((row) => row.flag).join(', ')}`;
	return choice;
}

export async function serve(args: readonly string[]): Promise<number> {
	const choice = parseServe(args);
	if (typeof choice === 'string') {
		process.stderr.write(`drydock: ${choice}\n`);
		return 2;
	}
	// A cluster's world has what a single host's has not: the last door named decides.
	const name = choice.world ?? (choice.opened.at(-1) as Choice['opened'][number]).door.world;
	const world = await openWorld(name, choice.seed);
	const bridge = new Bridge(world, choice.speed);
	const servers: Server[] = [];
	try {
		for (const { door, port } of choice.opened) {
			const server = await bridge.listen(door, port);
			servers.push(server);
			const bound = server.address();
			process.stdout.write(`${door.ready(typeof bound === 'object' && bound ? bound.port : port, world)}\n`);
		}
	} catch (error) {
		process.stderr.write(`drydock: ${error instanceof Error ? error.message : String(error)}\n`);
		bridge.stop();
		for (const server of servers) server.close();
		return 1;
	}
	bridge.kick();
	await new Promise<void>((done) => {
		process.once('SIGINT', done);
		process.once('SIGTERM', done);
	});
	bridge.stop();
	for (const server of servers) server.close();
	return 0;
}
