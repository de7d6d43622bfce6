/** Finds a QR code in an image: loaded with the one page that scans. */
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';

export { wasm as readerPart };

// From here and nowhere else: by itself, the library asks a public host.
prepareZXingModule({ overrides: { locateFile: () => wasm } });

/** What the code says; undefined where there is none. */
export async function readQr(image: Blob | ImageData): Promise<string | undefined> {
	const found = await readBarcodes(image, {
		formats: ['QRCode'],
		tryHarder: true,
		maxNumberOfSymbols: 1
	});
	return found.find(({ isValid }) => isValid)?.text;
}
