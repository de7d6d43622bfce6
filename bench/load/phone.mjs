/** The calls by which a phone and the browser beside it sign a person in. */
import { call, encodeRequest } from './request.mjs';
import { withPassword } from './sign-in.mjs';

/** The password, and what the method then asks. */
async function begin(connection, service, { person, method }) {
	const { cookie, body } = await withPassword(connection, service, person);
	const { id } = body.challenge;
	const path = `${service.base}/challenges/${id}`;
	const request = { method: 'POST', path: `${path}/prompt`, cookie, body: { method } };
	const { body: prompt } = await call(connection, service, request);
	const answer = (given) => ({
		method: 'POST',
		path: `${path}/answer`,
		cookie,
		body: { method, answer: given }
	});
	return { prompt, answer };
}

/** As far as the code that the phone shows; answers the request that is left to send. */
export async function beginPhotoCode(connection, service, person) {
	const { prompt, answer } = await begin(connection, service, { person, method: 'photo-codes' });
	const code = await person.phone.code(await person.phone.read(prompt.url));
	return encodeRequest(service, answer(code));
}

/** A call of a phone, signed as it is sent. */
function phoneCall(connection, service, { phone, path, given }) {
	const body = JSON.stringify(given);
	const headers = { 'Latchkey-Phone': phone.header({ path, body }, { at: new Date() }) };
	return call(connection, service, { method: 'POST', path, headers, body: given });
}

/** As far as what the phone shows. */
export async function beginApproval(connection, service, person) {
	const { prompt, answer } = await begin(connection, service, { person, method: 'phones' });
	const { phone } = person;
	const path = `${service.base}/phone/requests`;
	const { body } = await phoneCall(connection, service, { phone, path, given: {} });
	const request = body.requests.at(-1);
	return { phone, request, number: prompt.number, path, answer };
}

/** The phone's answer, and the browser that goes on. */
export async function answerByPhone(connection, service, { phone, request, number, path, answer }) {
	await phoneCall(connection, service, {
		phone,
		path: `${path}/${request.id}/answer`,
		given: phone.answer(request, number)
	});
	const { body } = await call(connection, service, answer(''));
	if (!body.verified) throw new Error(`An approval was not good: ${body.reason}`);
}
