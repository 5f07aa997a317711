// What things cost in virtual µs: the one table (HOUSE rule 4). Calibrated on the recordings' `seconds`; orders of magnitude, not cycles.
export const costs = {
	/** Any system call without an entry of its own. */
	syscall: 2,
	/** Starting a process: fork, exec, dynamic linking. */
	spawn: 700,
	/** One interpreter step (a simple command's bookkeeping, a loop turn). */
	step: 15,
	/** A wake-up: context switch to the woken thread. */
	wake: 5,
	/** A byte moved through a pipe, socket or file, per KiB. */
	kibibyte: 1,
	/** Local TCP connection set-up, and a network hop between two hosts of one rack. */
	connect: 60,
	hop: 150,
	/** A round trip to the simulated internet. */
	internet: 15_000,
	/** Download speed from the simulated internet, µs per MiB (about 100 MiB/s), and unpacking a layer. */
	downloadMiB: 10_000,
	unpackMiB: 8_000,
	fsync: 500,
	/** A Go client of 60 MB gets going (kubectl): measured on the recordings, whose shortest commands take 0.1 s. */
	client: 70_000
} as const;
