// A short digest of a value's JSON: says whether a task is still the one that was passed. Not for security.
export function digestOf(value: unknown): string {
	const text = JSON.stringify(value);
	let [a, b] = [0x811c9dc5, 0x9dc5811c];
	for (let i = 0; i < text.length; i++) {
		const c = text.charCodeAt(i);
		a = Math.imul(a ^ c, 0x01000193);
		b = Math.imul(b ^ (c + i), 0x85ebca6b);
	}
	return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}
