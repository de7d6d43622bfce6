import type { Catalogue } from '../translator.ts';
import { admin, profile, sessions } from './account.ts';
import { activity, events } from './activity.ts';
import { applications } from './applications.ts';
import { common, methods, nav, prompts } from './common.ts';
import { authorize } from './authorize.ts';
import { device } from './device.ts';
import { door, recover, sign_in, sign_up, verify } from './door.ts';
import { errors, reasons } from './errors.ts';
import { faults } from './faults.ts';
import { mail, not_me } from './mail.ts';
import { new_password } from './new-password.ts';
import { overview } from './overview.ts';
import { phone } from './phone.ts';
import { phone_sign_in } from './phone-sign-in.ts';
import { phone_test } from './phone-test.ts';
import { codes, enrol, security } from './security.ts';
import { site } from './site.ts';

export const de = {
	common,
	methods,
	nav,
	prompts,
	door,
	sign_in,
	phone_sign_in,
	phone_test,
	sign_up,
	verify,
	recover,
	overview,
	security,
	enrol,
	codes,
	sessions,
	applications,
	activity,
	events,
	profile,
	admin,
	errors,
	reasons,
	faults,
	mail,
	phone,
	not_me,
	new_password,
	authorize,
	device,
	site
} satisfies Catalogue;
