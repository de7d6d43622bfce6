import { describe, expect, it } from 'vitest';

import { enrol, setting } from './ceremony.fixture.ts';

const ICLOUD = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd';

describe('what the owner sees of a passkey', () => {
	it('names the provider by its AAGUID', async () => {
		const given = setting({ aaguid: ICLOUD });
		const factor = await enrol(given);
		expect(factor.label).toBe(given.passkeys.view(factor)['provider']);
		expect(factor.label).toMatch(/Apple|iCloud/);
	});

	it.each([
		[['usb', 'nfc'], 'Security key'],
		[['internal', 'hybrid'], 'Passkey'],
		[['usb', 'internal'], 'Passkey'],
		[[], 'Passkey']
	])('of an unknown provider with transports %j is called %s', async (transports, label) => {
		expect((await enrol(setting({ transports }))).label).toBe(label);
	});

	it('tells a synced one from a device-bound one, and shows no key', async () => {
		const given = setting({ isBackupEligible: false, transports: ['usb', 'nfc'] });
		expect(given.passkeys.view(await enrol(given))).toEqual({
			provider: '',
			aaguid: '00000000-0000-0000-0000-000000000000',
			isSynced: false,
			isDeviceBound: true,
			isBackedUp: false,
			transports: 'nfc usb',
			canStandAlone: true,
			counterWentBack: false
		});
	});
});

it('a passkey stands alone if its user verification is its owner’s', async () => {
	const given = setting();
	const [verified, unverified] = [
		await enrol(given),
		await enrol(given, { isUserVerified: false })
	];
	expect(given.passkeys.standsAlone(verified)).toBe(true);
	expect(given.passkeys.standsAlone(unverified)).toBe(false);
});
