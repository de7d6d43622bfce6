/** Loaded into a server under test: moves the clock of its process forward when the test says so. */
const RealDate = Date;
let offsetMs = 0;

class MovedDate extends RealDate {
	/** @param {[] | [number | string | Date]} given */
	constructor(...given) {
		super(...(given.length > 0 ? given : [RealDate.now() + offsetMs]));
	}

	static now() {
		return RealDate.now() + offsetMs;
	}
}

Object.assign(globalThis, { Date: MovedDate });

process.on('message', ({ offsetMs: wanted }) => {
	offsetMs = wanted;
	process.send?.({ offsetMs });
});
