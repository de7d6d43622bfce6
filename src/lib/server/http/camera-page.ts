import { permissionsPolicy } from './headers.ts';

/** The one page that looks through a camera, and runs what finds codes in what it sees. */
const CAMERA_ROUTE = '/phone/code';

/** Rights of that page alone: the camera, and WebAssembly, which lets no text run as a script. */
export function withCamera(response: Response, route: string | null): Response {
	if (route !== CAMERA_ROUTE) return response;
	const { headers } = response;
	const policy = headers.get('content-security-policy') ?? '';
	const wider = policy.replace('script-src ', "script-src 'wasm-unsafe-eval' ");
	headers.set('content-security-policy', wider);
	headers.set('permissions-policy', permissionsPolicy({ camera: '(self)' }));
	return response;
}
