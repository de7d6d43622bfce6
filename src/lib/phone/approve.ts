import { askForPasskey } from '#lib/webauthn.ts';
import { sendAnswer, type PhoneRequest } from './calls.ts';
import { signedText } from './document.ts';
import { sha256, sign, toBase64Url } from './keys.ts';
import type { PhoneLink } from './links.ts';

const TIMEOUT_MS = 60_000;

/** Signs exactly what is shown with the number that was picked, and has the phone verify its holder. */
export async function approve(
	link: PhoneLink,
	{ id, document, credential }: PhoneRequest,
	number: string
): Promise<'approved' | 'wrong-number'> {
	const text = signedText({ ...document, number });
	const assertion =
		credential &&
		(await askForPasskey({
			challenge: toBase64Url(await sha256(text)),
			rpId: credential.rpId,
			allowCredentials: [{ id: credential.id, type: 'public-key' }],
			userVerification: 'required',
			timeout: TIMEOUT_MS
		}));
	const signature = await sign(link.privateKey, text);
	const { answer } = await sendAnswer(link, id, {
		number,
		signature,
		...(assertion && { assertion })
	});
	return answer;
}
