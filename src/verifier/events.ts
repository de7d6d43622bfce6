/** Server-sent events as they come in. @see https://html.spec.whatwg.org/multipage/server-sent-events.html */

export interface ServerSentEvent {
	readonly event: string;
	readonly data: string;
	/** Undefined where the event names none. */
	readonly id: string | undefined;
}

/** More than any event of the service has. */
const LONGEST = 1_000_000;

function parse(block: string): ServerSentEvent {
	const fields = new Map<string, string>();
	for (const line of block.split('\n')) {
		const [, name = '', value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
		fields.set(name, value);
	}
	return {
		event: fields.get('event') ?? '',
		data: fields.get('data') ?? '',
		id: fields.get('id')
	};
}

/** Each event once it is whole; what is cut off at the end is none. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
	const decoder = new TextDecoder();
	let text = '';
	for await (const chunk of body) {
		text += decoder.decode(chunk, { stream: true });
		const blocks = text.split('\n\n');
		text = blocks.pop() ?? '';
		if (text.length > LONGEST) throw new Error('An event is too long.');
		for (const block of blocks) yield parse(block);
	}
}
