"use client";

import { type ReactNode, useEffect, useRef } from "react";

/** Put around what replaces the button that was pressed for it: the keyboard goes on where it was. */
export function TakesFocus({ isOn, children }: { isOn: boolean; children: ReactNode }) {
	const place = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (isOn) place.current?.querySelector<HTMLElement>("button, input, select, textarea, a[href]")?.focus();
	}, [isOn]);
	return (
		<div ref={place} className="contents">
			{children}
		</div>
	);
}
