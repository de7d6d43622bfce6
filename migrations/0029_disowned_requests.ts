import type { Migration } from 'kysely/migration';

/**
 * What a person has disowned is looked for whenever an application asks them: of all that they were asked before, not
 * one row more, or how often somebody is asked could be heard.
 */
export const disownedRequests: Migration = {
	async up(db) {
		await db.schema
			.createIndex('application_request_disowned')
			.on('application_request')
			.columns(['account', 'outcome', 'application', 'settled_at'])
			.execute();
		await db.schema.dropIndex('application_request_by_account').execute();
	}
};
