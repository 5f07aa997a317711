// Whether a text is an IP address, as Go's net.ParseIP says: no leading zeros in IPv4, no zones in IPv6.

const isIpv4 = (text: string): boolean => {
	const parts = text.split('.');
	return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
};

export function isIp(text: string): boolean {
	if (!text.includes(':')) return isIpv4(text);
	const halves = text.split('::');
	if (halves.length > 2) return false;
	let groups = 0;
	const sides = halves.map((half) => (half === '' ? [] : half.split(':')));
	const lastSide = sides.length - 1;
	for (const [s, side] of sides.entries()) {
		for (const [i, group] of side.entries()) {
			if (s === lastSide && i === side.length - 1 && group.includes('.')) {
				if (!isIpv4(group)) return false;
				groups += 2;
			} else if (/^[0-9a-fA-F]{1,4}$/.test(group)) groups++;
			else return false;
		}
	}
	return halves.length === 2 ? groups < 8 : groups === 8;
}
