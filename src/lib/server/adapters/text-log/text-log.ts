import type { TextGateway } from '#lib/server/texts/index.ts';

/** For development on this machine alone: text messages are shown where the server runs, codes with them. */
export function createTextLog(write: (text: string) => void): TextGateway {
	return {
		async send({ to, text }) {
			const lines = [`To: ${to}`, '', ...text.trimEnd().split('\n')];
			write(['┌ text', ...lines.map((line) => `│ ${line}`.trimEnd()), '└', ''].join('\n'));
		}
	};
}
