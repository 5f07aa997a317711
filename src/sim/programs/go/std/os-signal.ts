// os/signal: what the kernel sends goes to the channels that asked for it; Go's runtime deals with the rest (run.ts).
import { offer } from '../channels.ts';
import type { StdPackage } from '../scope.ts';
import type { Chan, Slice, Value } from '../values.ts';
import { signalNumbers as sigNumbers } from './os.ts';

/** os/signal: what the kernel sends goes to the channels that asked for it. */
export const signal: StdPackage = {
	source: `package signal
import ("context"; "os"; "syscall")
func notify(c chan<- os.Signal, numbers []int, wrap func(int) os.Signal)
func stop(c chan<- os.Signal)
func ignore(numbers []int)
func numbersOf(sig []os.Signal) []int {
	var out []int
	for _, s := range sig { if n, ok := s.(syscall.Signal); ok { out = append(out, int(n)) } }
	return out
}
func Notify(c chan<- os.Signal, sig ...os.Signal) { notify(c, numbersOf(sig), func(n int) os.Signal { return syscall.Signal(n) }) }
func Stop(c chan<- os.Signal) { stop(c) }
func Ignore(sig ...os.Signal) { ignore(numbersOf(sig)) }
func Reset(sig ...os.Signal) {}
func NotifyContext(parent context.Context, signals ...os.Signal) (ctx context.Context, stopf context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	ch := make(chan os.Signal, 1)
	Notify(ch, signals...)
	go func() {
		select {
		case <-ch:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(); stop(ch) }
}
`,
	natives: {
		stop: ([c], m) => {
			const i = m.signalHandlers.findIndex((h) => (h as { channel?: Value }).channel === c);
			if (i >= 0) m.signalHandlers.splice(i, 1);
			return undefined;
		},
		ignore: () => undefined
	},
	long: {
		*notify([c, numbers, wrap], m) {
			const wanted = ((numbers as Slice | null)?.a ?? []) as number[];
			const names = Object.keys(sigNumbers).filter((n) =>
				wanted.length === 0 ? ['HUP', 'INT', 'TERM', 'QUIT', 'USR1', 'USR2'].includes(n) : wanted.includes(sigNumbers[n] ?? 0)
			);
			const made = new Map<string, Value>();
			for (const name of names) made.set(name, yield { call: wrap as never, args: [sigNumbers[name] ?? 15] });
			const handler = { names, deliver: (name: string) => void offer(m, c as Chan, made.get(name) ?? null), channel: c };
			m.signalHandlers.push(handler);
			return undefined;
		}
	}
};
