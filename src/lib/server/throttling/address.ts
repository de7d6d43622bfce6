import { isIPv4, isIPv6 } from 'node:net';

const MAPPED = '0:0:0:0:0:ffff';

/**
 * What an address is budgeted by: an IPv4 address, also when it is mapped into IPv6, or the /64 of an IPv6
 * address, since that is what one subscriber gets. All that is no address shares one key.
 * @see RFC 4291 §2.5.5.2; RFC 6177
 */
export function addressKey(address: string): string {
	const bare = (address.trim().split('%')[0] ?? '').replace(/^\[|\]$/g, '');
	if (isIPv4(bare)) return bare;
	if (!isIPv6(bare)) return 'unknown';
	const groups = groupsOf(bare).map((group) => Number.parseInt(group, 16));
	const hex = groups.map((group) => group.toString(16));
	if (hex.slice(0, 6).join(':') === MAPPED)
		return groups
			.slice(6)
			.flatMap((group) => [group >> 8, group & 0xff])
			.join('.');
	return `${hex.slice(0, 4).join(':')}::/64`;
}

/** All eight groups of a valid IPv6 address. */
function groupsOf(address: string): string[] {
	const [head = [], tail] = address.split('::').map(groupsIn);
	if (!tail) return head;
	const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
	return [...head, ...zeros, ...tail];
}

function groupsIn(part: string): string[] {
	if (part === '') return [];
	return part.split(':').flatMap((group) => (group.includes('.') ? groupsOfIPv4(group) : [group]));
}

function groupsOfIPv4(dotted: string): string[] {
	const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
	return [a * 256 + b, c * 256 + d].map((group) => group.toString(16));
}

/** Whether two addresses are one subscriber's; undefined where one is IPv4 and the other IPv6. */
export function isSameNetwork(a: string, b: string): boolean | undefined {
	const [left, right] = [addressKey(a), addressKey(b)];
	if (left.includes(':') !== right.includes(':')) return undefined;
	return left === right;
}
