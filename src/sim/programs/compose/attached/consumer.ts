// Log lines with their container's name before them, each in its own colour, all as wide as the longest (cmd/formatter/logs.go).
// Plain data, so that a long-lived command can settle it.
import type { Sys } from '../../../engine/index.ts';
import { clock } from '../../../kernel/index.ts';
import { rfc3339fixed } from '../../../values/index.ts';
import { err, out } from '../../docker/cli.ts';
import type { App } from '../app.ts';
import { clearMenu, drawMenu, type Menu } from './menu.ts';

export interface Consumer {
	/** Colour codes by name, in the order of registering. */
	presenters: Record<string, string>;
	nextColor: number;
	readonly color: boolean;
	readonly prefix: boolean;
	readonly timestamps: boolean;
	/** Below the lines, on the terminal of an attached `up`. */
	menu: Menu | null;
}
/** cyan, yellow, green, magenta, blue, then the same intense. */
const rainbow = ['36', '33', '32', '35', '34', '36;1', '33;1', '32;1', '35;1', '34;1'];
/** The name under which `up --watch` reports. */
export const WATCH = '#watch';

export const newConsumer = (
	app: Pick<App, 'ansi'>,
	options: { readonly color: boolean; readonly prefix: boolean; readonly timestamps: boolean }
): Consumer => ({
	presenters: {},
	nextColor: 0,
	color: options.color && app.ansi,
	prefix: options.prefix,
	timestamps: options.timestamps,
	menu: null
});

/** Gives a name its colour. "web-1 ->" (a hook's output) shares that of web-1. */
export function register(consumer: Consumer, name: string): void {
	const [root = name] = name.split(' ');
	if (root !== name && root !== '') {
		if (consumer.presenters[root] === undefined) register(consumer, root);
		consumer.presenters[name] = consumer.presenters[root] ?? '';
		return;
	}
	consumer.presenters[name] = !consumer.color ? '' : name === WATCH ? '92' : (rainbow[consumer.nextColor++ % rainbow.length] ?? '');
}
function colorOf(consumer: Consumer, name: string): string {
	if (consumer.presenters[name] === undefined) register(consumer, name);
	return consumer.presenters[name] ?? '';
}
const painted = (code: string, text: string): string => (code === '' ? text : `\x1b[${code}m${text}\x1b[0m`);

function prefixOf(consumer: Consumer, name: string): string {
	const color = colorOf(consumer, name);
	if (!consumer.prefix) return '';
	const width = Math.max(...Object.keys(consumer.presenters).map((one) => one.length)) + 1;
	if (name === WATCH) return painted(color, `${' '.repeat(width)} ⦿ `);
	return painted(color, `${name.padEnd(width)} | `);
}

/** A line of a container's output. */
export function* logLine(consumer: Consumer, name: string, message: string, toStderr = false): Sys<void> {
	yield* clearMenu(consumer.menu);
	const prefix = prefixOf(consumer, name);
	const time = consumer.timestamps ? rfc3339fixed(yield* clock()) : '';
	const text = message
		.split('\n')
		.map((line) => `${prefix}${time}${line}\n`)
		.join('');
	yield* toStderr ? err(text) : out(text);
	yield* drawMenu(consumer.menu);
}
/** What happened to a container: "web-1 exited with code 0", on a line of its own. */
export function* status(consumer: Consumer, name: string, message: string): Sys<void> {
	yield* out(painted(colorOf(consumer, name), `\r\x1b[K${name} ${message}\n`));
}
