"use client";

import { type RefObject, useEffect, useRef } from "react";
import { useBuilder } from "@/components/rules/builder-context";
import { controlsOf } from "@/components/rules/tree/use-node-actions";

/** The control a new condition begins with: the number, the text or the name to be filled in. */
const firstToFill = "input:not([type=checkbox]), [data-value]";

/** For a node's element: focuses it when it was just added or moved. */
export function usePendingFocus<E extends HTMLElement>(id: string | undefined): RefObject<E | null> {
	const { focus, setFocus } = useBuilder();
	const element = useRef<E>(null);
	useEffect(() => {
		if (focus === null || focus.id !== id || !element.current) return;
		const controls = controlsOf(element.current);
		const wanted =
			focus.control === "first"
				? (element.current.querySelector<HTMLElement>(firstToFill) ??
					element.current.querySelector<HTMLElement>("select"))
				: controls[focus.control];
		const control = wanted ?? controls[0];
		control?.focus();
		// A picker's trigger cannot be typed into: open the picker.
		if (focus.control === "first" && control?.getAttribute("aria-haspopup") === "dialog") control.click();
		setFocus(null);
	}, [focus, id, setFocus]);
	return element;
}
