/** Every row there is, in the order of the report. A new one is a file beside this one and a line here. */
import { approval } from './approval.mjs';
import { coldStart } from './cold-start.mjs';
import { forwardAuth } from './forward-auth.mjs';
import { growth, growthPostgres } from './growth.mjs';
import { memory } from './memory.mjs';
import { pageScript } from './page-script.mjs';
import { passkeySignIn } from './passkey-sign-in.mjs';
import { passkeyVerification } from './passkey-verification.mjs';
import { passwordSignIn } from './password-sign-in.mjs';
import { photoCode } from './photo-code.mjs';
import { sessionBytes } from './session-bytes.mjs';
import { sessionCheck } from './session-check.mjs';
import { sessionList } from './session-list.mjs';
import { signInPage } from './sign-in-page.mjs';
import { tellingApart } from './telling-apart.mjs';
import { tokenExchange } from './token-exchange.mjs';
import { tokenRefresh } from './token-refresh.mjs';
import { totp } from './totp.mjs';

export const rows = [
	sessionCheck,
	sessionList,
	forwardAuth,
	passwordSignIn,
	totp,
	photoCode,
	approval,
	passkeySignIn,
	passkeyVerification,
	tokenExchange,
	tokenRefresh,
	signInPage,
	pageScript,
	memory,
	coldStart,
	sessionBytes,
	growth,
	growthPostgres,
	tellingApart
];
