// The fabric: what kernels ask of the world outside (kernel/net's Wire, by shape), and what a world does to its wires.
import type { Engine } from '../engine/index.ts';
import { isOpen, isOverlay, newFabricState, segmentOf, underlay, type FabricState, type SegmentSpec } from './segments.ts';

export class Fabric {
	state: FabricState;
	readonly #engine: Engine;

	constructor(engine: Engine, segments: readonly SegmentSpec[]) {
		this.#engine = engine;
		this.state = newFabricState(segments);
	}

	/** Hangs a kernel's interface on a segment, made on first use. Idempotent. */
	attach(segment: string, kernel: number): void {
		const { members } = segmentOf(this.state, segment);
		if (!members.includes(kernel)) members.push(kernel);
	}

	members(segment: string): readonly number[] {
		return this.state.segments.get(segment)?.members ?? [];
	}

	hint(segment: string, address: number): number | undefined {
		return this.state.segments.get(segment)?.hints.get(address);
	}

	learn(segment: string, address: number, kernel: number): void {
		segmentOf(this.state, segment).hints.set(address, kernel);
	}

	/** Whether frames pass between two kernels on the segment now. */
	open(segment: string, from: number, to: number): boolean {
		return isOpen(this.state, segment, from, to);
	}

	/** One-way latency in µs, and µs per MiB. A VXLAN's are its underlay's and a little more. */
	speed(name: string, from: number, to: number): { latency: number; perMiB: number } {
		const { latency, perMiB } = segmentOf(this.state, name);
		const below = isOverlay(name) ? underlay(this.state, from, to) : undefined;
		return { latency: latency + (below?.latency ?? 0), perMiB: perMiB + (below?.perMiB ?? 0) };
	}

	/** Pulls a machine's cables, or plugs them in again. */
	setLink(kernel: number, up: boolean): void {
		if (up) this.state.unplugged.delete(kernel);
		else this.state.unplugged.add(kernel);
		this.#engine.fact('fabric.link', { kernel, up });
	}

	/** Splits a segment: kernels of different groups do not hear each other; those in no group stay with the first. */
	partition(segment: string, groups: readonly (readonly number[])[]): void {
		const { sides } = segmentOf(this.state, segment);
		sides.clear();
		groups.forEach((group, side) => group.forEach((kernel) => sides.set(kernel, side)));
		this.#engine.fact('fabric.partition', { segment, groups: groups.map((group) => group.join('+')).join('|') });
	}

	/** Ends a partition. */
	heal(segment: string): void {
		segmentOf(this.state, segment).sides.clear();
		this.#engine.fact('fabric.heal', { segment });
	}

	/** Changes how fast a segment is. Connections that stand keep what they were set up with. */
	setSpeed(segment: string, latency: number, perMiB: number): void {
		const found = segmentOf(this.state, segment);
		found.latency = latency;
		found.perMiB = perMiB;
	}
}
