// How many arguments mawk's built-in functions take: [least, most].

export const arity: Readonly<Record<string, readonly [least: number, most: number]>> = {
	length: [0, 1],
	substr: [2, 3],
	index: [2, 2],
	split: [2, 3],
	sub: [2, 3],
	gsub: [2, 3],
	match: [2, 2],
	toupper: [1, 1],
	tolower: [1, 1],
	int: [1, 1],
	sqrt: [1, 1],
	exp: [1, 1],
	log: [1, 1],
	sin: [1, 1],
	cos: [1, 1],
	atan2: [2, 2]
};
