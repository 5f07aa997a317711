// Random endings of names, in the API's alphabet (no vowels, no digits that look like letters).
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
/** One letter per byte. */
export const randomSuffix = (bytes: Uint8Array): string => [...bytes].map((byte) => alphabet[byte % alphabet.length] ?? 'b').join('');
