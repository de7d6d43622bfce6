import { CALL } from '../help.ts';
import { defineClientAct } from '../named-client.ts';

export const clientsDisable = defineClientAct({
	name: 'clients disable',
	summary: 'Close a client: nobody signs in to it, and it refreshes no token',
	to: 'disabled',
	said: (id) => `It is closed. ${CALL} clients enable ${id} opens it.`
});
