// The worker's own end: opens the store, takes the machine's lock (two tabs do not overwrite each other), and passes messages on.
import type { Task } from '#src/lessons/lesson.ts';
import { partRows } from '#src/sim/world/index.ts';
import { Grader } from './grader.ts';
import { memoryKeeper } from './keeper.ts';
import { Machine } from './machine.ts';
import type { OpenRequest, TerminalToWorker, ToPage, ToWorker } from './protocol.ts';
import { Attendance } from './attendance.ts';
import { lessonState, saveProgress, spend } from './learner.ts';
import { MachineStore, openStore, type Database } from './store.ts';
import { bytesOf } from './text.ts';

declare const __DRYDOCK_BUILD__: string;

const post = (message: ToPage): void => postMessage(message);
const soonChannel = new MessageChannel();
const soonQueue: (() => void)[] = [];
soonChannel.port1.onmessage = () => soonQueue.shift()?.();

/** Tells the pages of a lesson that something was kept of it. */
const changed = new BroadcastChannel('drydock:progress');

let machine: Machine | undefined;
let grader: Grader | undefined;
/** The lesson's tasks, when they came by themselves. */
let tasks: readonly Task[] | undefined;
let attendance: Attendance | undefined;
let visible = true;
/** Terminals of the page that came before the machine. */
const waiting = new Map<number, MessagePort>();
/** Calls that came before the machine. */
const early: ToWorker[] = [];
/** It will not come, or went to another tab. */
let gone = false;

function leave(): void {
	gone = true;
	for (const message of early.splice(0)) take(message);
}
let opened = false;

async function open(request: OpenRequest): Promise<void> {
	let db: Database | undefined;
	const { lesson } = request;
	const after = (ms: number, act: () => void): void => void setTimeout(act, ms);
	const keep = async (act: (db: Database, lesson: string) => Promise<unknown>): Promise<void> => {
		if (!db || !lesson) return;
		try {
			await act(db, lesson);
			changed.postMessage(lesson);
		} catch (error) {
			post({ type: 'storage', message: `Your progress could not be kept (${error instanceof Error ? error.message : String(error)}).` });
		}
	};
	const graded = new Grader({
		tasks: tasks ?? request.tasks,
		post,
		after,
		date: () => Date.now(),
		keep: (task, change) => keep((db, lesson) => saveProgress(db, lesson, task.id, task.version, change)),
		finished: () => keep((db, lesson) => spend(db, lesson, 0, Date.now(), true))
	});
	grader = graded;
	attendance = new Attendance({
		clock: () => performance.now(),
		after,
		keep: (seconds) =>
			keep(async (db, lesson) => {
				await spend(db, lesson, seconds, Date.now());
				const task = graded.current;
				if (task) await saveProgress(db, lesson, task.id, task.version, (old) => ({ ...old, seconds: old.seconds + seconds }));
				await graded.keepAttempts();
			})
	});
	const clock = {
		post,
		needs,
		clock: () => performance.now(),
		date: () => Date.now(),
		soon(act: () => void) {
			soonQueue.push(act);
			soonChannel.port2.postMessage(null);
		},
		after
	};
	// The machine begins to make its world while the store is opened.
	const begun = new Machine({ ...clock, keeper: memoryKeeper(), build: __DRYDOCK_BUILD__ }, request, graded);
	try {
		db = await openStore(replaced);
		begun.around = { ...begun.around, keeper: new MachineStore(db, request.machine) };
		if (lesson) graded.remember((await lessonState(db, lesson)).tasks);
	} catch (error) {
		post({
			type: 'storage',
			message: `This browser keeps nothing for Drydock (${error instanceof Error ? error.message : String(error)}): what you do is lost when the tab closes.`
		});
	}
	machine = begun;
	machine.visible(visible);
	attendance.visible(visible);
	try {
		await machine.start(() => {
			opened = true;
			noteFiles();
			for (const [terminal, port] of waiting) attach(terminal, port);
			waiting.clear();
			for (const message of early.splice(0)) take(message);
		});
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		// A part that did not come says nothing about the save: nobody shall be asked to give it up for that.
		if (/import|fetch|load/i.test(message) && error instanceof TypeError)
			post({ type: 'bug', message: `A part of Drydock did not come from the network: reload to go on, nothing is lost. ${message}`, report: '', fatal: true });
		else post({ type: 'unrestorable', message });
		leave();
	}
}

/** Files of the build that were fetched on the way to an open machine: later ones are for what runs and is done in it. */
let files: readonly string[] = [];
function noteFiles(): void {
	files = performance.getEntriesByType('resource').flatMap(({ name }) => /\/workers\/chunks\/([\w-]+\.js)$/.exec(name)?.[1] ?? []);
}
function needs(programs: readonly string[]): void {
	post({ type: 'code', code: { programs, build: __DRYDOCK_BUILD__, files } });
}

/** Fetches what the machine needed last time all at once, instead of finding it file by file. */
function fetchKnown({ known, fresh }: OpenRequest): void {
	if (!known || fresh || known.build !== __DRYDOCK_BUILD__) return;
	for (const file of known.files) if (/^[\w-]+\.js$/.test(file)) import(/* @vite-ignore */ new URL(`chunks/${file}`, location.href).href).catch(() => {});
	for (const { load } of partRows) load().catch(() => {});
}

/** A newer Drydock in another tab has changed the store: nothing more can be kept here, so nothing more is done. */
function replaced(): void {
	machine?.stop();
	post({ type: 'elsewhere', taken: true });
	leave();
	post({ type: 'storage', message: 'A newer version of Drydock was opened in another tab. Reload this one to go on: everything up to now is kept.' });
}

/** A page that is just being left gives its machine up within this time. */
const patienceMs = 1000;

/** One tab has a machine at a time. */
async function claim(request: OpenRequest): Promise<void> {
	const name = `drydock:${request.machine}`;
	if (!('locks' in navigator)) return open(request);
	let held = false;
	const hold = async (): Promise<void> => {
		held = true;
		await open(request);
		await new Promise(() => {});
	};
	try {
		await navigator.locks.request(name, request.takeOver ? { steal: true } : { signal: AbortSignal.timeout(patienceMs) }, hold);
	} catch {
		// Nobody has it: the browser was only slow to answer.
		const { held: all = [] } = await navigator.locks.query();
		if (!held && !all.some((lock) => lock.name === name)) return navigator.locks.request(name, hold);
		machine?.stop();
		attendance?.visible(false);
		post({ type: 'elsewhere', taken: held });
		leave();
	}
}

function attach(terminal: number, port: MessagePort): void {
	const known = machine?.terminals.table.get(terminal);
	if (!machine || !opened) return void waiting.set(terminal, port);
	if (!known) return;
	port.onmessage = ({ data }: MessageEvent<TerminalToWorker>) => {
		const here = machine?.terminals.table.get(terminal);
		if (!machine || !here) return;
		if ('drawn' in data) {
			here.transcript.drawn(data.drawn);
			machine.drawn();
		} else if ('size' in data) void machine.call({ op: 'terminal.resize', terminal, size: data.size });
		else if (here.ended) {
			if (data.data.includes('\r'))
				void machine.call({ op: 'terminal.open', host: here.host, terminal, size: machine.world.terminalSize(terminal) ?? { rows: 24, columns: 80 } });
		} else {
			if (data.data.includes('\x03')) here.transcript.flush();
			void machine.input({ kind: 'terminal.input', terminal, data: bytesOf(data.data) });
		}
	};
	known.transcript.attach(port);
}

onmessage = ({ data }: MessageEvent<ToWorker>) => take(data);
post({ type: 'here' });

function take(data: ToWorker): void {
	switch (data.type) {
		case 'open':
			fetchKnown(data.request);
			return void claim(data.request);
		case 'tasks':
			tasks = data.tasks;
			return grader?.setTasks(tasks);
		case 'terminal':
			return attach(data.terminal, data.port);
		case 'visible':
			visible = data.visible;
			attendance?.visible(visible);
			return machine?.visible(visible);
		case 'call': {
			const { n, call } = data;
			// What is asked before the machine is there waits for it: a command that was run too early is run then.
			if (gone) return post({ type: 'failed', n, message: 'The machine is not in this tab.' });
			if (!machine || !opened) return void early.push(data);
			machine.call(call).then(
				(value) => post({ type: 'answer', n, value }),
				(error: unknown) =>
					post({ type: 'failed', n, message: error instanceof Error ? error.message : String((error as { message?: unknown }).message ?? error) })
			);
		}
	}
}
