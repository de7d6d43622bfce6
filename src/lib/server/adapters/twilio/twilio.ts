import type { TextGateway } from '#lib/server/texts/index.ts';
import { postTo } from '../post.ts';

interface TwilioOptions {
	readonly account: string;
	readonly token: string;
	/** A number of the account, or a messaging service. */
	readonly from: string;
	/** Where its API is; another place in tests only. */
	readonly api?: string;
}

/** Text messages by Twilio's REST API: "Create a Message resource". */
export function createTwilio({
	account,
	token,
	from,
	api = 'https://api.twilio.com'
}: TwilioOptions): TextGateway {
	const authorization = `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`;

	return {
		async send({ to, text }) {
			const sender = from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from };
			await postTo(`${api}/2010-04-01/Accounts/${account}/Messages.json`, {
				body: new URLSearchParams({ To: to, Body: text, ...sender }).toString(),
				headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' }
			});
		}
	};
}
