// Wires between kernels: segments (L2) with a latency and a speed, the kernels on them, and where they are cut.
// Leaves out: loss, jitter, queues (a sender's own line is kept busy by what it sends, in kernel/net/stream.ts).
// Invariant: all state is plain data; kernels are numbers here, and what they own is asked of them, never kept (but for ARP hints).

export interface SegmentSpec {
	readonly name: string;
	/** One-way µs, and µs per MiB. */
	readonly latency: number;
	readonly perMiB: number;
}

export interface Segment {
	name: string;
	latency: number;
	perMiB: number;
	/** Kernel numbers in order of attachment. */
	members: number[];
	/** Kernel → side of a partition; absent: side 0. Frames pass only within a side. */
	sides: Map<number, number>;
	/** IPv4 address (as a number) → the kernel that had it last. */
	hints: Map<number, number>;
}

export interface FabricState {
	segments: Map<string, Segment>;
	/** Kernels whose cables are out. */
	unplugged: Set<number>;
}

/** What a VXLAN adds to a frame's way. */
const vxlanUs = 10;
/** A wire nobody described: a rack's switch. */
const rack = { latency: 150, perMiB: 800 };

export const newFabricState = (specs: readonly SegmentSpec[]): FabricState => ({
	segments: new Map(specs.map((spec) => [spec.name, newSegment(spec.name, spec.latency, spec.perMiB)])),
	unplugged: new Set()
});

const newSegment = (name: string, latency: number, perMiB: number): Segment => ({ name, latency, perMiB, members: [], sides: new Map(), hints: new Map() });

export const isOverlay = (name: string): boolean => name.startsWith('vxlan:');

/** The segment of that name, made when missing. */
export function segmentOf(state: FabricState, name: string): Segment {
	const known = state.segments.get(name);
	if (known) return known;
	const made = isOverlay(name) ? newSegment(name, vxlanUs, 0) : newSegment(name, rack.latency, rack.perMiB);
	state.segments.set(name, made);
	return made;
}

/** Whether frames pass on a plain segment. */
function passes(state: FabricState, segment: Segment, from: number, to: number): boolean {
	if (from === to) return true;
	if (state.unplugged.has(from) || state.unplugged.has(to)) return false;
	return (segment.sides.get(from) ?? 0) === (segment.sides.get(to) ?? 0);
}

/** The fastest open segment two kernels share below overlays. */
export function underlay(state: FabricState, from: number, to: number): Segment | undefined {
	let best: Segment | undefined;
	for (const segment of state.segments.values()) {
		if (isOverlay(segment.name) || !segment.members.includes(from) || !segment.members.includes(to)) continue;
		if (passes(state, segment, from, to) && (!best || segment.latency < best.latency)) best = segment;
	}
	return best;
}

/** Whether frames pass between two kernels on a segment; a VXLAN's do while the kernels share an open segment. */
export function isOpen(state: FabricState, name: string, from: number, to: number): boolean {
	const segment = state.segments.get(name);
	if (!segment) return false;
	if (!isOverlay(name)) return passes(state, segment, from, to);
	return passes(state, segment, from, to) && (from === to || underlay(state, from, to) !== undefined);
}
