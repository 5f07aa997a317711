// The device options as checks of list flags: they keep the text, and the command reads it again.
import type { Check } from '../flags/flag.ts';
import { parseThrottleBps, parseThrottleIops, parseWeight } from './devices.ts';

export const checkThrottleBps: Check = (text) => {
	parseThrottleBps(text);
	return text;
};
export const checkThrottleIops: Check = (text) => {
	parseThrottleIops(text);
	return text;
};
export const checkWeight: Check = (text) => {
	parseWeight(text);
	return text;
};
