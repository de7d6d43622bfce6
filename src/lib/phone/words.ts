/** 256 short words that are read alike in English and in German, so that both screens may be in either. */
const WORDS = `
	adapter agent alarm album alpha anorak april arena arm aroma art atlas atom auto baby ball
	band bandit banjo bank bar baron baseball basketball bass bikini bingo bison blind block
	blues bonsai bonus boot boss bowling box bronze buggy bungalow bus butler butter camping
	campus cardigan caravan cello champion chance chaos charter chef chili chip clan clip clown
	club cockpit cocktail code cola collage comic computer container cousin cowboy crew curry
	dame delta designer detail diesel diva dock dollar domino drama echo elf elite email emu
	export extra fan fax festival film filter finger fjord flamingo flora folk form forum foto
	frost gas gecko gold golf gong gorilla hamburger hammer hamster hand handball hobby hockey
	horn hotel humor hunger idol import index jaguar jazz jeans jeep job jogger joker judo jury
	karate karma kilo kilt kimono kiosk kiwi koala label lager land laser lasso lava limit lord
	lotto lotus magnet mango marathon mast matador material medium menu meter mixer modem moment
	monitor monster moped motor motto museum musical mustang name nation nest neon ninja
	november nylon oboe olive onyx opal orange orbit organ origami oval panda panorama papa
	paprika parade parka partner party passage pasta patent pilot piano planet plasma polo pony
	popcorn poster pullover puma pudding puzzle quiz radar radio region reporter restaurant ring
	risotto robot rodeo rose rugby safari sahara salami salon samba sand sardine sauna scanner
	sensor september serum shampoo sheriff shop show signal silo sitar skateboard sketch slalom
	sofa solo sonar song sport spray sprint squash standard start station statue steak stereo
`
	.trim()
	.split(/\s+/);

/** Pairs of two different words: who guesses what two screens show is right once in 65,280 tries. */
const PAIRS = 256 * 255;

/**
 * The two words for a hash. They differ, since the same word twice looks like a fault. Of 32 bits the rest
 * favours no pair by more than one part in 65,000.
 */
export function wordsFor(hash: Uint8Array): [string, string] {
	const [a = 0, b = 0, c = 0, d = 0] = hash;
	const pair = (((a * 256 + b) * 256 + c) * 256 + d) % PAIRS;
	const first = Math.floor(pair / 255);
	const among = WORDS.toSpliced(first, 1);
	return [WORDS[first] ?? '', among[pair % 255] ?? ''];
}
