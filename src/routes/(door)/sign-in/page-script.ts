/**
 * The sign-in page's script: passkeys by button and by autofill, and comforts that the form does without.
 * The page is whole before this arrives.
 */
import { createCalls, ProblemError } from '#client';
import { ceremonyFailure } from '#lib/components/prompts/ceremony-failure.ts';
import {
	askForPasskey,
	awaitAutofill,
	canUsePasskeys,
	endAutofill,
	forgetPasskey
} from '#lib/webauthn.ts';
import type { Word } from './words.ts';

type Begun = Awaited<ReturnType<typeof client.beginPasskeySignIn>>;
type Response = Awaited<ReturnType<typeof askForPasskey>>;

const client = createCalls();

const find = <Found extends HTMLElement>(selector: string): Found => {
	const found = document.querySelector<Found>(selector);
	if (!found) throw new Error(`The page has no ${selector}.`);
	return found;
};

const form = find<HTMLFormElement>('[data-sign-in]');
const submit = find<HTMLButtonElement>('[data-sign-in] [type=submit]');
const passkey = find<HTMLButtonElement>('[data-passkey]');
const status = find('[data-status]');
const password = find<HTMLInputElement>('[name=password]');
const words = JSON.parse(form.dataset['words'] ?? '{}') as Record<Word, string>;
const next = form.dataset['next'] ?? '/';

function say(word: Word | undefined, tone?: 'danger'): void {
	status.textContent = word ? words[word] : '';
	if (tone) status.dataset['tone'] = tone;
	else delete status.dataset['tone'];
}

const isBusy = (button: HTMLButtonElement): boolean => button.hasAttribute('data-busy');

function setBusy(button: HTMLButtonElement, on: boolean): void {
	button.toggleAttribute('data-busy', on);
	if (on) button.setAttribute('aria-disabled', 'true');
	else button.removeAttribute('aria-disabled');
}

function wordFor(error: unknown): Word {
	if (!(error instanceof ProblemError)) {
		const failure = ceremonyFailure(error, 'get');
		return failure in words ? (failure as Word) : 'prompts.passkey_failed';
	}
	const { code, status: http } = error;
	if (code === 'sign_in.not_accepted') return 'sign_in.passkey_not_accepted';
	if (`errors.${code}` in words) return `errors.${code}` as Word;
	if (http === 429) return 'errors.kind.throttled';
	return http === 503 ? 'errors.kind.unavailable' : 'errors.generic';
}

async function finish({ ceremony, options }: Begun, response: Response): Promise<void> {
	const stay = form.elements.namedItem('stay');
	const staySignedIn = stay instanceof HTMLInputElement && stay.checked;
	try {
		const answer = await client.finishPasskeySignIn({ ceremony, response, staySignedIn });
		const onward = encodeURIComponent(next);
		location.assign(
			answer.status === 'challenge' ? `/verify/${answer.challenge.id}?next=${onward}` : next
		);
	} catch (error) {
		const isUnknown = error instanceof ProblemError && error.problem['unknownCredential'] === true;
		if (isUnknown) await forgetPasskey(options.rpId ?? location.hostname, response.id);
		throw error;
	}
}

/** What went wrong is said, and the autofill waits again. */
function recover(error: unknown): void {
	setBusy(passkey, false);
	say(wordFor(error), 'danger');
	void offerAutofill();
}

async function signInByButton(): Promise<void> {
	if (isBusy(passkey) || isBusy(submit)) return;
	setBusy(passkey, true);
	say('prompts.passkey_waiting');
	try {
		endAutofill();
		const begun = await client.beginPasskeySignIn();
		await finish(begun, await askForPasskey(begun.options));
	} catch (error) {
		recover(error);
	}
}

async function offerAutofill(): Promise<void> {
	// Nobody asked for it, so nothing is said where it cannot be had.
	const answered = await awaitAutofill(() => client.beginPasskeySignIn()).catch(() => undefined);
	if (!answered || isBusy(submit)) return;
	setBusy(passkey, true);
	await finish(answered, answered.response).catch(recover);
}

function watchForm(): void {
	const label = submit.querySelector('.button-label');
	const idle = label?.textContent ?? '';
	form.addEventListener('submit', (event) => {
		if (isBusy(submit)) return event.preventDefault();
		if (!navigator.onLine) {
			event.preventDefault();
			return say('errors.network.unreachable', 'danger');
		}
		setBusy(submit, true);
		if (label) label.textContent = words['sign_in.submitting'];
	});
	// A page that comes back from the history is not being sent any more.
	window.addEventListener('pageshow', (event) => {
		if (!event.persisted) return;
		setBusy(submit, false);
		setBusy(passkey, false);
		if (label) label.textContent = idle;
		say(undefined);
		void offerAutofill();
	});
}

function watchPassword(): void {
	const toggle = find<HTMLButtonElement>('.secret-toggle');
	toggle.addEventListener('click', () => {
		const isShown = password.type === 'password';
		password.type = isShown ? 'text' : 'password';
		toggle.setAttribute('aria-pressed', String(isShown));
	});
	const hint = document.querySelector<HTMLElement>('.secret + .field-hint');
	const tell = (isOn: boolean): void => {
		if (!hint) return;
		hint.textContent = isOn ? words['common.caps_lock'] : '';
		hint.hidden = !isOn;
	};
	password.addEventListener('keyup', (event) => tell(event.getModifierState('CapsLock')));
	password.addEventListener('blur', () => tell(false));
}

watchForm();
watchPassword();
if (canUsePasskeys()) {
	passkey.addEventListener('click', () => void signInByButton());
	void offerAutofill();
} else {
	find('[data-passkeys]').hidden = true;
}
