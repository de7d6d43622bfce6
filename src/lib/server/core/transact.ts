/**
 * Runs `work` on stores whose writes all happen or none do.
 * What `work` throws undoes them and is thrown on. Inside, only the given stores may be used.
 */
export type Transact<Stores> = <Result>(
	work: (stores: Stores) => Promise<Result>
) => Promise<Result>;
