import { type Ref, type RefObject, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { type TextField, typeInto } from "./type-into";

/**
 * A server-rendered field can be typed into before its code loads, unnoticed: it would show one thing while
 * the form holds another, until the next change removes what was typed. This reports it as soon as there is a
 * listener.
 */
export function useEarlyTyping<E extends TextField>(
	ref: Ref<E> | undefined,
	held: string | number | readonly string[] | undefined,
): RefObject<E | null> {
	const own = useRef<E>(null);
	// Safe because a parent's ref is attached after the field's own.
	useImperativeHandle(ref, () => own.current as E);
	const first = useRef(held);
	// As soon as it is hydrated: a form submitted earlier is sent after that.
	useLayoutEffect(() => {
		const node = own.current;
		const held = first.current;
		if (!node || typeof held !== "string" || node.value === held) return;
		const typed = node.value;
		const caret: [number | null, number | null] = [node.selectionStart, node.selectionEnd];
		// React compares with the last value it set.
		node.value = held;
		typeInto(node, typed);
		if (caret[0] !== null && document.activeElement === node) node.setSelectionRange(...caret);
	}, []);
	return own;
}
