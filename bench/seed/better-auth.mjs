/** Seeds better-auth through its own adapter, past its HTTP. */
import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { symmetricEncrypt } from 'better-auth/crypto';
import { getMigrations } from 'better-auth/db/migration';
import { createHash } from 'node:crypto';

import { createAuth, SECRET } from '../subjects/better-auth-options.mjs';
import { passwordHash, TOTP_KEY } from './people.mjs';

/** @param {{ folder: string, origin: string }} where */
export async function seedBetterAuth({ folder, origin }, people) {
	const auth = await createAuth({ folder, origin });
	await (await getMigrations(auth.options)).runMigrations();
	const { adapter, internalAdapter } = await auth.$context;
	for (const person of people) {
		const user = await internalAdapter.createUser({
			email: person.email,
			name: person.username,
			emailVerified: false,
			...(person.has === 'totp' && { twoFactorEnabled: true })
		});
		await internalAdapter.linkAccount({
			userId: user.id,
			providerId: 'credential',
			accountId: user.id,
			password: passwordHash
		});
		const data = await extra[person.has](user, person, origin);
		if (data) await adapter.create(data);
	}
	auth.options.database.close();
}

const extra = {
	password: async () => undefined,
	/** It has no phones. */
	phone: async () => undefined,

	totp: async ({ id }) => ({
		model: 'twoFactor',
		data: {
			userId: id,
			secret: await symmetricEncrypt({ key: SECRET, data: TOTP_KEY }),
			backupCodes: await symmetricEncrypt({ key: SECRET, data: '[]' }),
			verified: true
		}
	}),

	async passkey({ id, email }, { authenticator }, origin) {
		const challenge = createHash('sha256').update(email).digest('base64url');
		const handle = Buffer.from(id).toString('base64url');
		const response = authenticator.create({
			challenge,
			rp: { id: 'localhost' },
			user: { id: handle }
		});
		const { registrationInfo } = await verifyRegistrationResponse({
			response,
			expectedChallenge: challenge,
			expectedOrigin: origin,
			expectedRPID: 'localhost'
		});
		const { credential, credentialDeviceType, credentialBackedUp, aaguid } = registrationInfo;
		const data = {
			userId: id,
			name: 'Passkey',
			publicKey: Buffer.from(credential.publicKey).toString('base64'),
			credentialID: credential.id,
			counter: credential.counter,
			deviceType: credentialDeviceType,
			backedUp: credentialBackedUp,
			transports: 'internal,hybrid',
			createdAt: new Date(),
			aaguid
		};
		return { model: 'passkey', data };
	}
};
