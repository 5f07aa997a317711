interface Printed {
	stdout?: string;
	stderr?: string;
	exit?: number;
	loose?: boolean;
}
export function normalise(text: string): string;
export function matches(recorded: Printed, printed: Printed): boolean;
