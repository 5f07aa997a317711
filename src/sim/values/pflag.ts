// Command lines as spf13/pflag and cobra read them, used by docker, kubectl and every other Go tool of the machine.
// Flags are rows of data; parsing and help are pure functions of them.

export * from './pflag/cobra.ts';
export * from './pflag/flags.ts';
export * from './pflag/types.ts';
export * from './pflag/usages.ts';
