"use client";

import { useEffect, useRef } from "react";

/**
 * For a field whose value the page holds: what was typed into it before the page's scripts had run is shown already;
 * the page is told as if it were typed now.
 */
export function useTypedBefore<E extends HTMLInputElement | HTMLTextAreaElement>(value: unknown) {
	const field = useRef<E>(null);
	const first = useRef(value);
	useEffect(() => {
		const element = field.current;
		if (!element || typeof first.current !== "string" || element.value === first.current) return;
		const typed = element.value;
		// React hears of a change only against what it has set itself.
		element.value = first.current;
		const kind = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
		Object.getOwnPropertyDescriptor(kind.prototype, "value")?.set?.call(element, typed);
		element.dispatchEvent(new Event("input", { bubbles: true }));
	}, []);
	return field;
}
