import QRCode from 'qrcode';

const QUIET_ZONE = 4;

/** Dark on white whatever the page's colours are. */
export function qrCode(url: string): Promise<string> {
	return QRCode.toString(url, {
		type: 'svg',
		errorCorrectionLevel: 'M',
		margin: QUIET_ZONE,
		color: { dark: '#000000', light: '#ffffff' }
	});
}
