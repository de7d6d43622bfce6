/** The pages of the shop: plain HTML that works without script, and one script that looks sooner. */

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Whatever somebody typed stays a text. */
const safe = (text) => String(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);

function page({ title, lead = '', main, isWaiting = false }) {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safe(title)} · Corner Shop</title>
<link rel="stylesheet" href="/style.css">
${isWaiting ? '<noscript><meta http-equiv="refresh" content="3"></noscript>\n<script src="/wait.js" defer></script>' : ''}
</head>
<body>
<main>
<p class="brand">Corner Shop</p>
<div class="card">
<header><h1>${safe(title)}</h1>${lead && `<p>${safe(lead)}</p>`}</header>
${main}
</div>
<p class="foot">An example of an application that asks by Latchkey. No money moves.</p>
</main>
</body>
</html>`;
}

const field = ({ name, label, value = '', hint, ...attributes }) => {
	const more = Object.entries(attributes).map(([key, given]) => `${key}="${safe(given)}"`);
	return `<div class="field"><label for="${name}">${safe(label)}</label>
<input id="${name}" name="${name}" value="${safe(value)}" required ${more.join(' ')}${hint ? ` aria-describedby="${name}-hint"` : ''}>
${hint ? `<p class="hint" id="${name}-hint">${safe(hint)}</p>` : ''}</div>`;
};

const facts = (pairs) =>
	`<dl>${pairs.map(([name, text]) => `<div><dt>${safe(name)}</dt><dd>${safe(text)}</dd></div>`).join('')}</dl>`;

const again = '<p><a class="button" data-kind="secondary" href="/">Another payment</a></p>';

export function formPage({ problem, given = {} } = {}) {
	return page({
		title: 'Pay',
		lead: 'You approve the payment on your phone.',
		main: `${problem ? `<p class="notice" role="alert">${safe(problem)}</p>` : ''}
<form method="post" action="/pay">
${field({ name: 'account', label: 'Username', value: given.account, hint: 'As you sign in to Latchkey. A real shop knows it from your sign-in.', autocomplete: 'username', maxlength: 32 })}
${field({ name: 'payee', label: 'To', value: given.payee ?? 'Café Müller', maxlength: 60 })}
${field({ name: 'amount', label: 'Amount in €', value: given.amount ?? '12.50', inputmode: 'decimal', pattern: '[0-9]{1,6}([.][0-9]{2})?' })}
<button class="button">Pay</button>
</form>`
	});
}

export function waitingPage({ id, text, number }) {
	return page({
		title: 'Approve on your phone',
		lead: 'Open the phone’s page, read what it shows, and choose this number there.',
		isWaiting: true,
		main: `<p class="number"><span class="unseen">The number is </span>${safe(number)}</p>
${facts([['Payment', text]])}
<p role="status">Waiting for your phone…</p>
<form method="post" action="/orders/${safe(id)}/cancel"><button class="button" data-kind="secondary">Cancel</button></form>`
	});
}

const ENDS = {
	approved: ['Payment approved', 'Your phone has signed exactly this.'],
	declined: ['Payment declined', 'It was declined on the phone. Nothing was paid.'],
	disowned: ['Payment stopped', 'It was stopped on the phone as not yours. Nothing was paid.'],
	expired: ['Nobody answered', 'There was no answer in time. Nothing was paid.'],
	withdrawn: ['Payment cancelled', 'Nothing was paid.']
};

export function endPage({ id, text, status, receipt, toldBy }) {
	const [title, lead] = ENDS[status];
	const signed = receipt && [
		['Signed text', receipt.document.text],
		['Account', receipt.document.account],
		['At', receipt.document.origin],
		['Confirmed by', receipt.authenticator ? 'fingerprint, face or PIN' : 'the phone alone']
	];
	return page({
		title,
		lead,
		main: `<div data-status="${safe(status)}" class="end">${facts(signed ?? [['Payment', text]])}</div>
${receipt ? `<p><a href="/orders/${safe(id)}/receipt.json">Receipt</a>, which <code>latchkey receipt verify</code> checks</p>` : ''}
<p class="hint">${toldBy === 'webhook' ? 'Latchkey told the shop by its webhook.' : 'The shop asked Latchkey.'}</p>
${again}`
	});
}

export const missingPage = () => page({ title: 'There is no such payment', main: again });

/** Looks each second; the page itself is what the server says. */
export const SCRIPT = `const look = async () => {
	const response = await fetch(location.pathname + '/status').catch(() => undefined);
	const { status = 'pending' } = response?.ok ? await response.json() : {};
	if (status === 'pending') setTimeout(look, 1000);
	else location.reload();
};
setTimeout(look, 1000);
`;
