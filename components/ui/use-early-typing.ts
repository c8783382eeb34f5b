import { type Ref, type RefObject, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { type TextField, typeInto } from "./type-into";

/**
 * A served field can be typed into before its code is there, and nothing hears of it: it would show one thing while the form
 * holds another, until the next change takes away what was typed. This tells it as soon as there is someone to hear.
 */
export function useEarlyTyping<E extends TextField>(
	ref: Ref<E> | undefined,
	held: string | number | readonly string[] | undefined,
): RefObject<E | null> {
	const own = useRef<E>(null);
	// Safe because a parent's ref is attached after the field's own.
	useImperativeHandle(ref, () => own.current as E);
	const first = useRef(held);
	// As soon as it is taken over: a form that was sent by then is sent after that.
	useLayoutEffect(() => {
		const node = own.current;
		const held = first.current;
		if (!node || typeof held !== "string" || node.value === held) return;
		const typed = node.value;
		const caret: [number | null, number | null] = [node.selectionStart, node.selectionEnd];
		// React compares with the last value it has set.
		node.value = held;
		typeInto(node, typed);
		if (caret[0] !== null && document.activeElement === node) node.setSelectionRange(...caret);
	}, []);
	return own;
}
