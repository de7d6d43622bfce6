import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import type { Session } from '#lib/server/sessions/index.ts';

/** A client for which somebody was signed in by a session. */
export interface Served {
	readonly session: SessionId;
	readonly account: AccountId;
	/** Its id. */
	readonly client: string;
	readonly since: Date;
	/** When the session ends by itself. */
	readonly endsAt: Date;
}

/** What was ended, by whomever. */
export type Ended =
	| { readonly of: 'session'; readonly account: AccountId; readonly session: SessionId }
	| {
			readonly of: 'account';
			readonly account: AccountId;
			readonly spared?: SessionId | undefined;
	  }
	| { readonly of: 'everybody'; readonly spared?: Pick<Session, 'account' | 'id'> | undefined };

/** A client that is to be told that a session has ended. */
export interface DueLogout extends Pick<Served, 'session' | 'account' | 'client'> {
	readonly tries: number;
	readonly dueAt: Date;
}

/** Rows outlive the account that they are of, and go a few days after the session would have ended by itself. */
export interface ServedStore {
	/** Repeating it changes nothing. */
	add(served: Served): Promise<void>;
	/** Of sessions that have not ended by themselves. */
	list(account: AccountId): Promise<Served[]>;
	/** Which clients what has ended serves, or has served: not of everybody, who may be too many. */
	listServed(
		ended: Exclude<Ended, { of: 'everybody' }>
	): Promise<Pick<Served, 'session' | 'client'>[]>;
	/** All clients of what has ended are due from `at`. They survive a crash from when it resolves; repeating it changes nothing. */
	end(ended: Ended, at: Date): Promise<void>;
	/** Those of one client that are due, the longest due first. */
	listDue(client: string, by: { at: Date; most: number }): Promise<DueLogout[]>;
	/** Puts the next try off, or with undefined ends them. False where another did meanwhile: of racing callers one does. */
	claim(due: DueLogout, next: Date | undefined): Promise<boolean>;
	/** It was told, or never will be: it is not due any more, whatever ends. */
	settle(due: Pick<DueLogout, 'session' | 'client'>): Promise<void>;
}

/** Posts a logout token. Rejects unless it was taken. */
export type SendLogout = (url: string, logoutToken: string) => Promise<void>;
