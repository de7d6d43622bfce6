import { defineApplicationAct } from '../named-application.ts';

export const applicationsEnable = defineApplicationAct({
	name: 'applications enable',
	summary: 'Open an application that was closed, with the key that it has',
	to: 'active',
	said: () => 'Its key is accepted.'
});
