// The functions of `bc -l`, computed with places to spare and cut off at scale. Leaves out the order of Bessel's j beyond its series.
import { add, compare, divide, integerOf, isZero, multiply, negate, rescale, squareRoot, subtract, whole, zero, type Num } from './number.ts';

const guard = 12;
const half: Num = { units: 5n, scale: 1 };
const two = whole(2);

/** Sums terms until one is nothing. */
function series(first: Num, next: (term: Num, n: number) => Num): Num {
	let sum = first;
	let term = first;
	for (let n = 1; !isZero(term); n++) {
		term = next(term, n);
		sum = add(sum, term);
	}
	return sum;
}

/** What is within the guard's error of a whole is that whole. */
const rounded = (n: Num, scale: number): Num => rescale(add(n, { units: n.units < 0n ? -5n : 5n, scale: scale + 1 }), scale);

/** e to the x. */
function exponential(x: Num, scale: number): Num {
	if (x.units < 0n) {
		const inverse = exponential(negate(x), scale + guard);
		return divide(whole(1), inverse, scale);
	}
	const size = integerOf(x);
	const places = scale + guard + Number(size);
	let small = rescale(x, Math.max(places, x.scale));
	let halvings = 0;
	for (; compare(small, half) > 0; halvings++) small = divide(small, two, places);
	let result = series(rescale(whole(1), places), (term, n) => divide(multiply(term, small, places), whole(n), places));
	for (; halvings > 0; halvings--) result = rescale(multiply(result, result, places), places);
	return rescale(result, scale);
}
/** The natural logarithm of a number above zero. */
function logarithm(x: Num, scale: number): Num {
	const places = scale + guard;
	let near = rescale(x, Math.max(places, x.scale));
	let factor = 2n;
	while (compare(near, two) >= 0 || compare(near, half) <= 0) {
		near = squareRoot(near, places + 6);
		factor *= 2n;
	}
	const ratio = divide(subtract(near, whole(1)), add(near, whole(1)), places + 6);
	const square = multiply(ratio, ratio, places + 6);
	let odd = ratio;
	let sum = ratio;
	for (let n = 3; ; n += 2) {
		odd = rescale(multiply(odd, square, places + 6), places + 6);
		const term = divide(odd, whole(n), places + 6);
		if (isZero(term)) break;
		sum = add(sum, term);
	}
	return rescale(multiply(sum, whole(factor), places), scale);
}
/** The arc tangent. */
function arcTangent(x: Num, scale: number): Num {
	const places = scale + guard;
	if (x.units < 0n) return negate(arcTangent(negate(x), scale));
	let small = rescale(x, Math.max(places, x.scale));
	let doublings = 0;
	// atan x = 2 atan (x / (1 + √(1 + x²)))
	for (; compare(small, { units: 2n, scale: 1 }) > 0; doublings++)
		small = divide(small, add(whole(1), squareRoot(add(whole(1), multiply(small, small, places)), places)), places);
	const square = negate(multiply(small, small, places));
	let odd = small;
	let sum = small;
	for (let n = 3; ; n += 2) {
		odd = rescale(multiply(odd, square, places), places);
		const term = divide(odd, whole(n), places);
		if (isZero(term)) break;
		sum = add(sum, term);
	}
	return rescale(multiply(sum, whole(1n << BigInt(doublings)), places), scale);
}
function sine(x: Num, scale: number): Num {
	const places = scale + guard + String(integerOf(x)).length;
	const pi = multiply(arcTangent(whole(1), places + 4), whole(4), places + 4);
	const turns = integerOf(divide(x, multiply(pi, two, places), 0));
	const angle = rescale(subtract(x, multiply(multiply(pi, two, places), whole(turns), places)), places);
	const square = negate(multiply(angle, angle, places));
	const result = series(angle, (term, n) => divide(rescale(multiply(term, square, places), places), whole(2 * n * (2 * n + 1)), places));
	return rescale(rounded(result, scale + guard / 2), scale);
}
function cosine(x: Num, scale: number): Num {
	const places = scale + guard;
	const quarter = multiply(arcTangent(whole(1), places), two, places);
	return rescale(sine(add(x, quarter), places - 2), scale);
}
/** Bessel's function of whole order. */
function bessel(order: Num, x: Num, scale: number): Num {
	const places = scale + guard;
	let n = Number(integerOf(order));
	const odd = n < 0 && n % 2 !== 0;
	n = Math.abs(n);
	let first = rescale(whole(1), places);
	for (let i = 1; i <= n; i++) first = divide(multiply(first, x, places), whole(2 * i), places);
	const square = negate(divide(multiply(x, x, places), whole(4), places));
	const result = series(first, (term, k) => divide(rescale(multiply(term, square, places), places), whole(k * (n + k)), places));
	return rescale(odd ? negate(result) : result, scale);
}

export const mathFunctions: ReadonlyMap<string, (args: readonly Num[], scale: number) => Num> = new Map([
	['e', ([x = zero], scale) => exponential(x, scale)],
	['l', ([x = zero], scale) => (x.units > 0n ? logarithm(x, scale) : rescale(subtract(whole(1), whole(10n ** BigInt(scale))), scale))],
	['s', ([x = zero], scale) => sine(x, scale)],
	['c', ([x = zero], scale) => cosine(x, scale)],
	['a', ([x = zero], scale) => arcTangent(x, scale)],
	['j', ([n = zero, x = zero], scale) => bessel(n, x, scale)]
]);
