import type { Attachment } from 'svelte/attachments';

/** Brings the keyboard to the first field that a refusal is about, or else to the refusal itself. */
export function focusProblem(problem: unknown): Attachment<HTMLElement> {
	return (node) => {
		if (!problem) return;
		const field = node.querySelector<HTMLElement>('[aria-invalid="true"]');
		(field ?? node.querySelector<HTMLElement>('[data-problem]'))?.focus();
	};
}

/** After the page has become another one in place: its top is shown, and read from there. */
export function focusContent(): void {
	window.scrollTo(0, 0);
	document.getElementById('content')?.focus({ preventScroll: true });
}
