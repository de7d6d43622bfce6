/** What the composition root joins, for whoever serves it. */
import type { AccountStore, Invitations } from '#lib/server/accounts/index.ts';
import type { Applications } from './applications/index.ts';
import type { Administration } from './administration/index.ts';
import type { Prometheus } from './adapters/prometheus/index.ts';
import type { Sql } from './adapters/sql/index.ts';
import type { AuditLog, Record, Verification, VerifyOptions } from './audit/index.ts';
import type { ReceiptStore } from './approvals/index.ts';
import type { Challenges } from './challenges/index.ts';
import type { ClientDirectory, ClientRegister } from './clients/index.ts';
import type { Config } from './config/index.ts';
import type { Askers } from './askers/index.ts';
import type { Consents } from './consents/index.ts';
import type { Clock } from './core/clock.ts';
import type { Deletion } from './deletion/index.ts';
import type { Disowning } from './disowning/index.ts';
import type { EndedTokens } from './ended-tokens/index.ts';
import type { Enrolments, PasswordChanges } from './enrolment/index.ts';
import type { ForwardAuth } from './forward-auth/index.ts';
import type { Identities } from './identities/index.ts';
import type { EmailProofs } from './email-proofs/index.ts';
import type { FactorMethod, FactorStore } from './factors/index.ts';
import type { CookieJar } from './http/cookies.ts';
import type { KnownBrowserCookie } from './http/known-browser-cookie.ts';
import type { RememberedBrowserCookie } from './http/remembered-browser-cookie.ts';
import type { ServedStore } from './logouts/index.ts';
import type { PhoneSignIn } from './phone-sign-in/index.ts';
import type { OpenId } from './openid/index.ts';
import type { Phones } from './phones/index.ts';
import type { Profiles } from './profiles/index.ts';
import type { Recoveries } from './recovery/index.ts';
import type { RememberedBrowsers } from './remembered-browsers/index.ts';
import type { SelfCheck } from './self-check/index.ts';
import type { Sessions } from './sessions/index.ts';
import type { SignIn, StepUp } from './sign-in/index.ts';
import type { SignUp } from './sign-up/index.ts';
import type { Log } from './telemetry/index.ts';
import type { SigningKeys, Tokens } from './tokens/index.ts';
import type { Transactions } from './transactions/index.ts';
import type { RecordTrespass } from './throttling/index.ts';

export interface App {
	readonly config: Config;
	readonly clock: Clock;
	readonly cookies: CookieJar;
	readonly knownBrowserCookie: KnownBrowserCookie;
	readonly accounts: AccountStore;
	readonly administration: Administration;
	readonly applications: Applications;
	readonly factors: FactorStore;
	readonly forwardAuth: ForwardAuth;
	readonly identities: Pick<Identities, 'refresh'>;
	readonly methods: readonly FactorMethod[];
	readonly audit: AuditLog;
	readonly record: Record;
	readonly recordTrespass: RecordTrespass;
	/** Whether the audit log is what was written. */
	readonly verifyAudit: (options: VerifyOptions) => Promise<Verification>;
	readonly challenges: Challenges;
	readonly clients: ClientDirectory;
	readonly clientRegister: ClientRegister;
	readonly askers: Askers;
	readonly consents: Consents;
	readonly deletion: Deletion;
	readonly disowning: Disowning;
	readonly emailProofs: EmailProofs;
	readonly endedTokens: EndedTokens;
	readonly enrolments: Enrolments;
	readonly invitations: Invitations;
	readonly openId: OpenId;
	readonly passwordChanges: PasswordChanges;
	readonly phones: Phones;
	readonly phoneSignIn: PhoneSignIn;
	readonly profiles: Profiles;
	readonly recoveries: Recoveries;
	readonly rememberedBrowserCookie: RememberedBrowserCookie;
	readonly rememberedBrowsers: RememberedBrowsers;
	readonly receipts: ReceiptStore;
	/** Which clients and sites a session serves. */
	readonly served: Pick<ServedStore, 'list'>;
	readonly selfCheck: Pick<SelfCheck, 'answer'>;
	readonly sessions: Sessions;
	readonly signIn: SignIn;
	/** For access tokens, and for ID tokens. */
	readonly signingKeys: SigningKeys;
	readonly idTokenKeys: SigningKeys;
	readonly tokens: Tokens;
	readonly signUp: SignUp;
	readonly stepUp: StepUp;
	readonly transactions: Transactions;
	readonly log: Log;
	/** What Prometheus is told, if it may ask. */
	readonly metrics: Prometheus | undefined;
	readonly stores: { readonly sql: Sql['kind']; readonly volatile: 'embedded' | 'Redis' };
	/** Rejects while a store cannot be reached. */
	ready(): Promise<void>;
	/** Resolves when no store is being prepared any more, for a command that can wait; a request cannot. */
	prepared(): Promise<void>;
	/** Begins what is done when its time comes, whoever asks. */
	watch(): void;
	close(): Promise<void>;
	/** A link that makes the first administrator, new at each call; undefined once there is one. */
	firstAdministratorLink(): Promise<string | undefined>;
}
