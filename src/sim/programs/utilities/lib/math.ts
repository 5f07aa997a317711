// Elementary functions computed the same on every machine (HOUSE rule: no Math.exp, log, sin …): argument reduction and series in doubles.
// Accurate to about 1e-15 relative, which is more than %.6g shows.

const ln2 = 0.6931471805599453;
const halfPi = 1.5707963267948966;

/** e^x */
export function exp(x: number): number {
	if (Number.isNaN(x)) return NaN;
	if (x > 709.79) return Infinity;
	if (x < -745.2) return 0;
	const k = Math.round(x / ln2);
	const r = x - k * 0.69314718036912381649 - k * 1.90821492927058770002e-10;
	let term = 1;
	let sum = 1;
	for (let n = 1; n < 25; n++) {
		term *= r / n;
		sum += term;
	}
	return sum * powerOfTwo(k);
}

function powerOfTwo(k: number): number {
	let value = 1;
	const factor = k < 0 ? 0.5 : 2;
	for (let n = Math.abs(k); n > 0; n--) value *= factor;
	return value;
}

/** Natural logarithm. */
export function log(x: number): number {
	if (Number.isNaN(x) || x < 0) return NaN;
	if (x === 0) return -Infinity;
	if (x === Infinity) return Infinity;
	let k = 0;
	let m = x;
	while (m > 1.4142135623730951) {
		m /= 2;
		k++;
	}
	while (m < 0.7071067811865476) {
		m *= 2;
		k--;
	}
	const s = (m - 1) / (m + 1);
	const s2 = s * s;
	let term = s;
	let sum = 0;
	for (let n = 1; n < 45; n += 2) {
		sum += term / n;
		term *= s2;
	}
	return k * 0.69314718036912381649 + (2 * sum + k * 1.90821492927058770002e-10);
}

function sinSeries(x: number): number {
	let term = x;
	let sum = x;
	for (let n = 1; n < 14; n++) {
		term *= (-x * x) / (2 * n * (2 * n + 1));
		sum += term;
	}
	return sum;
}
function cosSeries(x: number): number {
	let term = 1;
	let sum = 1;
	for (let n = 1; n < 14; n++) {
		term *= (-x * x) / ((2 * n - 1) * 2 * n);
		sum += term;
	}
	return sum;
}

export function sin(x: number): number {
	if (!Number.isFinite(x)) return NaN;
	const k = Math.round(x / halfPi);
	const r = x - k * 1.57079632673412561417 - k * 6.07710050650619224932e-11;
	const quadrant = ((k % 4) + 4) % 4;
	return quadrant === 0 ? sinSeries(r) : quadrant === 1 ? cosSeries(r) : quadrant === 2 ? -sinSeries(r) : -cosSeries(r);
}

export function cos(x: number): number {
	if (!Number.isFinite(x)) return NaN;
	const k = Math.round(x / halfPi);
	const r = x - k * 1.57079632673412561417 - k * 6.07710050650619224932e-11;
	const quadrant = ((k % 4) + 4) % 4;
	return quadrant === 0 ? cosSeries(r) : quadrant === 1 ? -sinSeries(r) : quadrant === 2 ? -cosSeries(r) : sinSeries(r);
}

function atan(x: number): number {
	if (x < 0) return -atan(-x);
	if (x > 1) return halfPi - atan(1 / x);
	// Halve the angle until the series converges fast.
	let y = x;
	let scale = 1;
	while (y > 0.1) {
		y = y / (1 + Math.sqrt(1 + y * y));
		scale *= 2;
	}
	let term = y;
	let sum = 0;
	for (let n = 1; n < 31; n += 2) {
		sum += (((n - 1) / 2) % 2 === 0 ? term : -term) / n;
		term *= y * y;
	}
	return sum * scale;
}

export function atan2(y: number, x: number): number {
	if (x > 0) return atan(y / x);
	if (x < 0) return y < 0 || Object.is(y, -0) ? atan(y / x) - 2 * halfPi : atan(y / x) + 2 * halfPi;
	return y > 0 ? halfPi : y < 0 ? -halfPi : Object.is(x, -0) ? (Object.is(y, -0) ? -2 * halfPi : 2 * halfPi) : y;
}

/** x^y; whole exponents by squaring. */
export function pow(x: number, y: number): number {
	if (y === 0) return 1;
	if (Number.isInteger(y) && Math.abs(y) < 1e9) {
		let out = 1;
		let base = x;
		for (let n = Math.abs(y); n > 0; n = Math.floor(n / 2)) {
			if (n % 2 === 1) out *= base;
			base *= base;
		}
		return y < 0 ? 1 / out : out;
	}
	if (y === 0.5) return Math.sqrt(x);
	if (x < 0) return NaN;
	if (x === 0) return y < 0 ? Infinity : 0;
	return exp(y * log(x));
}
