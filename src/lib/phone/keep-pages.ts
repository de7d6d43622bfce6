/** Has the phone's pages kept, so that they open without a network, too. */
export function keepPages(): void {
	void navigator.serviceWorker?.register('/phone-worker.js', { scope: '/phone' });
}
