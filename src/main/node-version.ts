const OLDEST = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST) {
	process.stderr.write(
		`Latchkey needs Node.js ${OLDEST} or newer; this is ${process.version}. ` +
			`Use "npm start", which brings its own, or install a newer one.\n`
	);
	process.exit(1);
}
