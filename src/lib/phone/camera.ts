/** Looks through the camera. */
import { readQr } from './reader.ts';

export type CameraProblem = 'denied' | 'none' | 'busy' | 'failed';

const LOOK_EVERY_MS = 120;
/** What a code of some hundred characters can be read in. */
const WANTED = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } };

const PROBLEMS: Readonly<Record<string, CameraProblem>> = {
	NotAllowedError: 'denied',
	SecurityError: 'denied',
	NotFoundError: 'none',
	OverconstrainedError: 'none',
	NotReadableError: 'busy',
	AbortError: 'busy'
};

export function cameraProblem(error: unknown): CameraProblem {
	return (error instanceof Error && PROBLEMS[error.name]) || 'failed';
}

/** Whether the person has allowed it before, so that there is nothing to ask. */
export async function isCameraAllowed(): Promise<boolean> {
	const status = await navigator.permissions?.query({ name: 'camera' }).catch(() => undefined);
	return status?.state === 'granted';
}

/** Shows what the camera sees until it sees a code, and stops it whatever comes. Undefined once `signal` says so. */
export async function scan(
	video: HTMLVideoElement,
	signal: AbortSignal
): Promise<string | undefined> {
	if (!navigator.mediaDevices) throw new DOMException('There is no camera.', 'NotFoundError');
	const stream = await navigator.mediaDevices.getUserMedia({ video: WANTED });
	try {
		video.srcObject = stream;
		await video.play();
		return await look(video, signal);
	} finally {
		for (const track of stream.getTracks()) track.stop();
		video.srcObject = null;
	}
}

async function look(video: HTMLVideoElement, signal: AbortSignal): Promise<string | undefined> {
	const canvas = document.createElement('canvas');
	const context = canvas.getContext('2d', { willReadFrequently: true });
	if (!context) throw new Error('Nothing can be drawn.');
	while (!signal.aborted) {
		const { videoWidth: width, videoHeight: height } = video;
		if (width > 0 && height > 0) {
			Object.assign(canvas, { width, height });
			context.drawImage(video, 0, 0);
			const text = await readQr(context.getImageData(0, 0, width, height));
			if (text) return text;
		}
		await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
	}
	return undefined;
}
