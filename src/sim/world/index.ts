// The world's door: what the page, the command line and graders use of the machine.
import { PartTable } from '../engine/index.ts';
import { kernelParts } from '../kernel/host.ts';
import { presets } from './presets/index.ts';
import { ProgramTable } from './programs.ts';
import { partRows, programRows } from './table.ts';
export { partRows } from './table.ts';
import { World, type Checkpoint } from './world.ts';

export { listPath, statPath } from '../kernel/host.ts';
export type { Fact } from '../engine/index.ts';
export type { Input, LoggedInput } from './inputs.ts';
export type { Preset } from './preset.ts';
export { World, type Checkpoint } from './world.ts';
export { presets } from './presets/index.ts';

/** A new program table; share one between the worlds of a page so that code is loaded once. */
export const newProgramTable = (): ProgramTable => new ProgramTable(programRows, new PartTable(partRows));

/** A fresh world of a preset ("docker", "k8s-1", "k8s-3"), switched on, or `from` a checkpoint (`later`: without waiting for its code; without it, what a new world does not need before its first prompt is waited for too); `epoch` (Unix µs) is what its clock shows at the start, else the preset's. Throws when there is no such preset. */
export async function createWorld(
	name: string,
	options: { seed?: number; epoch?: number; programs?: ProgramTable; from?: Checkpoint; take?: boolean; later?: boolean } = {}
): Promise<World> {
	const row = presets.find((preset) => preset.name === name);
	if (!row) throw new Error(`there is no world named ${name}: expected one of ${presets.map((preset) => preset.name).join(', ')}`);
	const programs = options.programs ?? newProgramTable();
	const { preset: usual, layer } = await row.load();
	const preset = options.epoch === undefined ? usual : { ...usual, epoch: options.epoch };
	const { from, later } = options;
	// What was running needs the kernel at once; a new machine comes to its prompt without.
	const parts = later ? kernelParts.filter(() => from).map(({ name }) => name) : programs.parts.names();
	const needed = [...parts, ...(from && !later ? World.needs(from) : [])];
	for (const one of needed.map((name) => programs.loader(name)?.())) await one;
	return new World({ preset, programs, layer, ...(options.seed === undefined ? {} : { seed: options.seed }) }, options.from, options.take);
}
