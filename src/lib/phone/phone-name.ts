/** Kinds of phones by what their browsers say; most say no more. */
const KINDS: readonly (readonly [sign: RegExp, name: string])[] = [
	[/\biPhone\b/, 'iPhone'],
	[/\biPad\b/, 'iPad'],
	[/\bPixel [^;)]{1,20}/, ''],
	[/\bAndroid\b/, 'Android'],
	[/\bMacintosh\b/, 'Mac'],
	[/\bWindows\b/, 'Windows'],
	[/\bLinux\b/, 'Linux']
];

/** What a person would call the device, as a proposal; undefined where its browser says nothing of it. */
export function phoneName(userAgent: string): string | undefined {
	for (const [sign, name] of KINDS) {
		const found = sign.exec(userAgent)?.[0];
		if (found !== undefined) return name || found.replace(/ Build.*$/, '');
	}
	return undefined;
}
