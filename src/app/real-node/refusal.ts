// Why real Node does not run: one honest sentence, and what can be done about it.
import { vendor } from './container.ts';

const host = new URL(vendor).host;

export class Refusal extends Error {
	readonly hint: string;
	constructor(sentence: string, hint = '') {
		super(sentence);
		this.hint = hint;
	}
}

/** The promise took longer than it may. */
export class TimedOut extends Error {}

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\.?$/, '.').slice(0, 300);
const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

/** Refusals by what failed. */
export const refusals = {
	unsupported: () =>
		new Refusal('This browser does not let a page be isolated from other sites, and real Node needs that.', 'A current Chrome, Edge, Firefox or Safari does.'),
	isolation: (reload: boolean) =>
		new Refusal(
			'This page is not isolated from other sites, and real Node needs that.',
			reload ? 'Reload the page once: from the second visit on Drydock isolates it by itself.' : 'Its web server sends no COOP and COEP headers.'
		),
	offline: () => new Refusal('There is no network: the browser says that it is offline.', `Real Node is loaded from ${host}.`),
	unreachable: () => new Refusal(`${host} cannot be reached from here.`, 'There is no way to it, or something on the way (a blocker, a proxy) refuses it.'),
	silent: (ms: number) =>
		new Refusal(`${host} did not answer within ${seconds(ms)}.`, 'The network may be slow, or something on the way swallows the request.'),
	code: () => new Refusal('The part of Drydock that talks to real Node did not load.', 'Reload the page and try again.'),
	slow: (ms: number) =>
		new Refusal(
			`${host} answers, but real Node did not start within ${seconds(ms)}.`,
			'A browser that blocks cookies and storage of third parties keeps it from starting.'
		),
	boot: (error: unknown) => new Refusal(`Real Node did not start: ${told(error)}`),
	mount: (error: unknown) => new Refusal(`The files could not be handed over: ${told(error)}`),
	spawn: (command: string, error: unknown) => new Refusal(`${command} could not be started: ${told(error)}`),
	broken: (message: string) => new Refusal(`Real Node has broken down: ${told(message)}`)
} as const;
