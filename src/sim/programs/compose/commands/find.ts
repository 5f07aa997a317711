// One container of a service: the one of that number, or the first (getSpecifiedContainer of pkg/compose/containers.go).
import type { Sys } from '../../../engine/index.ts';
import { goQuote } from '../../../values/index.ts';
import { Failure } from '../../docker/failure.ts';
import { getContainers, type Container, type Engine, type OneOff } from '../engine.ts';
import { isOneOff, numberOf } from '../names.ts';

/** Throws Failure when there is none. */
export function* findContainer(engine: Engine, project: string, service: string, number: number, wanted: { oneOff: OneOff; all: boolean }): Sys<Container> {
	const list = yield* getContainers(engine, project, { ...wanted, services: [service], number });
	const [first] = [...list].sort((a, b) => (numberOf(a) ?? 0) - (numberOf(b) ?? 0) || Number(isOneOff(a)) - Number(isOneOff(b)));
	if (first) return first;
	throw new Failure(`service ${goQuote(service)} is not running${number > 0 ? ` container #${number}` : ''}`);
}
