import { generateURI } from 'otplib';
import QRCode from 'qrcode';

import { DIGITS, PERIOD_S } from './time-steps.ts';

/** Light modules around the symbol, ISO/IEC 18004 §6.3.8. */
const QUIET_ZONE = 4;
const GROUP_LENGTH = 4;

/** The `otpauth:` address that authenticator apps read. A colon parts issuer from name, so neither has one. */
export function keyUri(
	secret: string,
	{ issuer, username }: { issuer: string; username: string }
): string {
	return generateURI({
		strategy: 'totp',
		issuer: withoutColons(issuer),
		label: withoutColons(username),
		secret,
		algorithm: 'sha1',
		digits: DIGITS,
		period: PERIOD_S
	});
}

function withoutColons(text: string): string {
	return text.replaceAll(':', ' ').replace(/\s+/g, ' ').trim();
}

/** An SVG of two paths: no script and no style, dark on white whatever the page's colours are. */
export function qrCode(uri: string): Promise<string> {
	return QRCode.toString(uri, {
		type: 'svg',
		errorCorrectionLevel: 'M',
		margin: QUIET_ZONE,
		color: { dark: '#000000', light: '#ffffff' }
	});
}

/** The secret as a person copies it by hand. */
export function groupedSecret(secret: string): string {
	return (secret.match(new RegExp(`.{1,${GROUP_LENGTH}}`, 'g')) ?? []).join(' ');
}
