/** Loaded into a server under test: moves the clock of its process forward when the test says so. */
const RealDate = Date;
let offsetMs = 0;

globalThis.Date = class extends RealDate {
	constructor(...given) {
		if (given.length > 0) super(...given);
		else super(RealDate.now() + offsetMs);
	}

	static now() {
		return RealDate.now() + offsetMs;
	}
};

process.on('message', ({ offsetMs: wanted }) => {
	offsetMs = wanted;
	process.send({ offsetMs });
});
