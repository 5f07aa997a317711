// All boxes of the stack picture for one look at the machines.
import { applicationBoxes } from './application.ts';
import type { Box, Boxes, Look } from './box.ts';
import { daemonBoxes } from './daemons.ts';
import { imageBoxes, systemBoxes } from './system.ts';

/** Every box, in the order they are drawn. */
export function boxesOf(look: Look): Readonly<Record<string, Box>> {
	const boxes: Boxes = applicationBoxes(look);
	for (const host of look.hosts) Object.assign(boxes, daemonBoxes(host, look), imageBoxes(host, look), systemBoxes(host));
	return boxes;
}
