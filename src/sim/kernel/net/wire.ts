// What a kernel asks of the world outside it: the segments (L2) its phys and vxlan interfaces hang on. fabric/ implements it;
// kernel and fabric do not import each other. All answers are reads of data; nothing here calls back.

export interface Wire {
	/** Hangs a kernel's interface on a segment, made on first use. Idempotent. */
	attach(segment: string, kernel: number): void;
	/** Kernels with an interface on the segment, in order of attachment. */
	members(segment: string): readonly number[];
	/** The kernel last known to own an IPv4 address on the segment (an ARP cache: it may be stale), and how to learn one. */
	hint(segment: string, address: number): number | undefined;
	learn(segment: string, address: number, kernel: number): void;
	/** Whether frames pass between two kernels on the segment now. */
	open(segment: string, from: number, to: number): boolean;
	/** One-way latency in µs and transfer time in µs per MiB between two kernels on the segment. */
	speed(segment: string, from: number, to: number): { latency: number; perMiB: number };
}
