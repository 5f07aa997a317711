// Colours of the tokens as the sRGB text that xterm and Monaco understand (they do not read oklch).
let canvas: CanvasRenderingContext2D | null | undefined;

/** Any CSS colour as #rrggbb. */
export function srgb(css: string): string {
	canvas ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
	if (!canvas) return '#888888';
	canvas.clearRect(0, 0, 1, 1);
	canvas.fillStyle = css;
	canvas.fillRect(0, 0, 1, 1);
	const [r = 0, g = 0, b = 0] = canvas.getImageData(0, 0, 1, 1).data;
	return `#${[r, g, b].map((n) => n.toString(16).padStart(2, '0')).join('')}`;
}

/** A token's colour now, e.g. token('--accent'). */
export const token = (name: string): string => srgb(getComputedStyle(document.documentElement).getPropertyValue(name));

/** The colour of a layer's hue at the theme's lightness. */
export function layerColour(hue: string): string {
	const style = getComputedStyle(document.documentElement);
	const of = (name: string): string => style.getPropertyValue(name);
	return srgb(`oklch(${of('--layer-l')} ${of('--layer-c')} ${of(hue)})`);
}
