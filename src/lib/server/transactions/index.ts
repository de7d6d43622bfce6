export { createLedger } from './ledger.ts';
export type { SendOutcome, TransactionStore } from './ports.ts';
export { createRequireRoom } from './room.ts';
export {
	Asked,
	LONGEST_TTL_SECONDS,
	SHORTEST_TTL_SECONDS,
	transactionRefusals,
	type Transaction
} from './transaction.ts';
export { createTransactions } from './transactions.ts';
export type { Transactions } from './transactions.ts';
