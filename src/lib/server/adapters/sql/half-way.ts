/** What a restore does not bring back: links and steps that were open at the time, and what was made void since. */
import type { Kysely } from 'kysely';

import type { Schema } from './schema.ts';

/** The highest generation that any account has been through. */
export async function newestGeneration(db: Kysely<Schema>): Promise<number> {
	const { newest } = await db
		.selectFrom('account')
		.select(({ fn }) => fn.max('generation').as('newest'))
		.executeTakeFirstOrThrow();
	return newest ?? 0;
}

/**
 * Removes open invitations, and begins a generation that no account has been in: neither as it is in the backup nor
 * `before`, in the database that was replaced.
 */
export async function endWhatWasOpen(
	trx: Kysely<Schema>,
	{ level, before }: { level: readonly string[]; before: number }
): Promise<void> {
	await trx.deleteFrom('invitation').where('used_at', 'is', null).execute();
	if (level.includes('0010_recovery')) await trx.deleteFrom('recovery').execute();
	if (level.includes('0014_applications'))
		await trx
			.deleteFrom('application_request')
			.where(({ or, and, eb }) =>
				// An approval that nobody was told of may have been void since.
				or([
					eb('outcome', 'is', null),
					and([eb('outcome', '=', 'approved'), eb('told_at', 'is', null)])
				])
			)
			.execute();
	// Also those that were forgotten since.
	if (level.includes('0016_remembered_browsers'))
		await trx.deleteFrom('remembered_browser').execute();
	if (level.includes('0020_tokens')) {
		await trx.deleteFrom('token_family').execute();
		// One may have been replaced since because somebody else had it. A new one is made where there is none.
		await trx.deleteFrom('signing_key').execute();
	}
	if (level.includes('0022_openid')) await trx.deleteFrom('id_token_key').execute();
	// One may have been taken back since; whoever has not is asked once more. What hangs on them goes with them.
	if (level.includes('0024_consents')) await trx.deleteFrom('consent').execute();
	// An older backup has no generations yet.
	if (!level.includes('0007_administration')) return;
	const generation = Math.max(before, await newestGeneration(trx)) + 1;
	await trx.updateTable('account').set({ generation }).execute();
}
