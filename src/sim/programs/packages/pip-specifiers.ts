// Versions and specifiers of Python packages: PEP 440's order and ==, !=, <=, >=, <, >, ~=, ===, with wildcards.
// Leaves out local versions and epochs. Invariant: a prerelease is only taken when it is named.

const phases: Readonly<Record<string, number>> = { dev: -4, a: -3, b: -2, rc: -1, '': 0, post: 1 };
/** A version as numbers: release without zeros at its end, phase, the phase's number. */
function parts(version: string): { release: number[]; phase: number; number: number } {
	const [, numbers = '0', letters = '', count = '0'] = /^v?(\d+(?:\.\d+)*)[-_.]?(a|b|rc|post|dev)?\.?(\d*)/i.exec(version.trim()) ?? [];
	const release = numbers.split('.').map(Number);
	while (release.length > 1 && release.at(-1) === 0) release.pop();
	return { release, phase: phases[letters.toLowerCase()] ?? 0, number: Number(count || 0) };
}
export function comparePython(a: string, b: string): number {
	const [x, y] = [parts(a), parts(b)];
	for (let i = 0; i < Math.max(x.release.length, y.release.length); i++) {
		const difference = (x.release[i] ?? 0) - (y.release[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return x.phase - y.phase || x.number - y.number;
}
/** Whether a version meets a list of specifiers (">=1.0,<2"). */
export function meetsPython(version: string, specifiers: string): boolean {
	return specifiers
		.split(',')
		.map((one) => one.trim())
		.filter((one) => one !== '')
		.every((one) => {
			const [, op = '', given = ''] = /^(===|==|!=|<=|>=|~=|<|>)\s*(.+)$/.exec(one) ?? [];
			if ((op === '==' || op === '!=') && given.endsWith('.*')) {
				const head = given.slice(0, -1);
				return `${version}.`.startsWith(head) === (op === '==');
			}
			const order = comparePython(version, given);
			switch (op) {
				case '==':
				case '===':
					return order === 0;
				case '!=':
					return order !== 0;
				case '<=':
					return order <= 0;
				case '>=':
					return order >= 0;
				case '<':
					return order < 0;
				case '>':
					return order > 0;
				case '~=':
					return order >= 0 && `${version}.`.startsWith(`${given.split('.').slice(0, -1).join('.')}.`);
			}
			return true;
		});
}
