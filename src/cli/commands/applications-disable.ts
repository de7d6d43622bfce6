import { CALL } from '../help.ts';
import { defineApplicationAct } from '../named-application.ts';

export const applicationsDisable = defineApplicationAct({
	name: 'applications disable',
	summary:
		'Close an application: its key is not accepted, and what it has asked cannot be approved',
	to: 'disabled',
	said: ({ name }) => `It is closed. ${CALL} applications enable ${JSON.stringify(name)} opens it.`
});
