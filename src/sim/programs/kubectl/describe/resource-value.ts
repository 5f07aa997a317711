// A container's own requests and limits as the downward API gives them (resourceFieldRef with its divisor).
import { parseQuantity, quantityValue, milliValue } from '../../../values/index.ts';
import { pairs, text } from '../dig.ts';

/** The value as text; "0" when the container does not set it. */
export function containerResource(container: unknown, ref: unknown): string {
	const [list = '', name = ''] = text(ref, 'resource').split('.');
	const amount = pairs(container, 'resources', list)[name];
	if (amount === undefined) return '0';
	const divisor = text(ref, 'divisor');
	const unit = parseQuantity(divisor === '' || divisor === '0' ? '1' : divisor);
	if (name === 'cpu') return String(Math.ceil(milliValue(parseQuantity(amount)) / Math.max(1, milliValue(unit))));
	return String(Math.ceil(quantityValue(parseQuantity(amount)) / Math.max(1, quantityValue(unit))));
}
