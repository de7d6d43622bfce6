import { defineClientAct } from '../named-client.ts';

export const clientsEnable = defineClientAct({
	name: 'clients enable',
	summary: 'Open a client that was closed',
	to: 'active',
	said: () => 'It is open.'
});
