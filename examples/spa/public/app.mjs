/** A single-page application that signs people in by itself: screens, and no tokens to be seen. */
import { createClient, ProblemError } from 'latchkey/client';
import { createProver } from 'latchkey/client/proof';

const latchkey = createClient({
	origin: document.body.dataset.latchkey,
	clientId: 'notes-spa',
	apis: [`${location.origin}/api`],
	// Each sign-in has a key of its own, and tokens are worth nothing without it.
	prover: createProver()
});

const WORDS = {
	'sign_in.not_accepted': 'That name and password do not go together.',
	'network.unreachable': 'Latchkey cannot be reached. Try again.'
};
/** Methods that are answered by typing a code. */
const TYPED = ['totp', 'recovery-codes', 'mail-codes', 'text-codes'];

const find = (selector) => document.querySelector(selector);
const screen = (name) => find(`[data-screen="${name}"]`);
let shown = 'unknown';
let pending;

function show(name) {
	if (name === shown) return;
	for (const each of document.querySelectorAll('[data-screen]'))
		each.hidden = each.dataset.screen !== name;
	shown = name;
	say('');
	screen(name).querySelector('input')?.focus();
}

function say(text) {
	const notice = screen(shown).querySelector('.notice');
	if (notice) notice.textContent = text;
}

const explain = (error) =>
	say(
		error instanceof ProblemError
			? (WORDS[error.code] ?? `That did not work (${error.code}).`)
			: 'That did not work. Try again.'
	);

/** A form does its work once at a time, and says what went wrong. */
function onSubmit(name, work) {
	const form = find(`[data-form="${name}"]`);
	let isBusy = false;
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		if (isBusy) return;
		isBusy = true;
		say('');
		try {
			await work(Object.fromEntries(new FormData(form)));
			form.reset();
		} catch (error) {
			explain(error);
		}
		isBusy = false;
	});
}

async function askFor({ id, methods }) {
	const method = methods.find((each) => TYPED.includes(each));
	if (!method) return say('Your second factor is not one that this example asks for.');
	await latchkey.prompt(id, method);
	pending = { id, method };
	show('code');
	find('[data-hint]').textContent =
		method === 'totp' ? 'From your authenticator app.' : 'One of your codes.';
}

onSubmit('password', async ({ identifier, password }) => {
	const answer = await latchkey.signInWithPassword({ identifier, password });
	if (answer.status === 'challenge') await askFor(answer.challenge);
});

onSubmit('code', async ({ code }) => {
	const { id, method } = pending;
	const verdict = await latchkey.answer(id, { method, answer: code });
	if (!verdict.verified) say(`That code is not right. ${verdict.attemptsLeft} attempts are left.`);
});

const list = find('[aria-label="Notes"]');
let asked = 0;

async function callApi(init) {
	asked += 1;
	const mine = asked;
	list.ariaBusy = 'true';
	const response = await latchkey.fetch('/api/notes', init);
	const notes = response.ok ? await response.json() : [];
	// What was asked later knows better.
	if (mine !== asked) return;
	list.ariaBusy = 'false';
	// Who is signed out meanwhile sees the other screen.
	if (response.status === 401) return;
	if (!response.ok) throw new Error(`The API answered ${response.status}.`);
	const rows = notes.map((text) =>
		Object.assign(document.createElement('li'), { textContent: text })
	);
	list.replaceChildren(...rows);
}

onSubmit('note', ({ text }) => callApi({ method: 'POST', body: JSON.stringify({ text }) }));
find('[data-reload]').addEventListener('click', () => callApi().catch(explain));
find('[data-sign-out]').addEventListener('click', () => latchkey.signOut().catch(() => {}));

latchkey.session.subscribe(({ status }) => {
	const isNew = status === 'signed-in' && shown !== 'signed-in';
	// Whose notes they were is nobody else's business.
	if (status !== 'signed-in') list.replaceChildren();
	if (status !== shown && !(status === 'signed-out' && shown === 'code')) show(status);
	if (isNew) callApi().catch(explain);
});
