"use client";

import { useState } from "react";

/**
 * The text of a field whose value is not text. What is typed stays as typed as long as it means the value
 * held: "0." on the way to "0.05", "-" on the way to "-5". A value changed from outside, as by undo, replaces
 * the text.
 */
export function useTyped<V>(value: V, write: (value: V) => string) {
	const [typed, setTyped] = useState<{ text: string; value: V } | null>(null);
	const written = write(value);
	return {
		text: typed !== null && write(typed.value) === written ? typed.text : written,
		/** Records what was typed and the value it means. */
		keep: (text: string, meant: V) => setTyped({ text, value: meant }),
		/** Shows the value in its standard format. */
		settle: () => setTyped(null),
	};
}
