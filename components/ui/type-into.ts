export type TextField = HTMLInputElement | HTMLTextAreaElement;

/** Sets a field's value the way typing or choosing does, so that React notices. */
export function typeInto(field: TextField | HTMLSelectElement, value: string): void {
	const kind =
		field instanceof HTMLSelectElement
			? HTMLSelectElement
			: field instanceof HTMLTextAreaElement
				? HTMLTextAreaElement
				: HTMLInputElement;
	Object.getOwnPropertyDescriptor(kind.prototype, "value")?.set?.call(field, value);
	field.dispatchEvent(new Event("input", { bubbles: true }));
	if (field instanceof HTMLSelectElement) field.dispatchEvent(new Event("change", { bubbles: true }));
}
