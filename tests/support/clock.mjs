/** Loaded into a server under test: moves the clock of its process forward when the test says so. */
const RealDate = Date;
let offsetMs = 0;

const now = () => RealDate.now() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
	construct: (target, given, called) =>
		Reflect.construct(target, given.length > 0 ? given : [now()], called),
	get: (target, name) => (name === 'now' ? now : Reflect.get(target, name))
});

process.on('message', (/** @type {{ offsetMs: number }} */ wanted) => {
	offsetMs = wanted.offsetMs;
	process.send?.({ offsetMs });
});
