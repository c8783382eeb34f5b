"use client";

import { useState } from "react";

/**
 * The text of a field whose value is not text. What is typed stays as it is typed for as long as it means the value
 * held: "0." on the way to "0.05", "-" on the way to "-5". A value that changes from elsewhere, as by undo, shows itself.
 */
export function useTyped<V>(value: V, write: (value: V) => string) {
	const [typed, setTyped] = useState<{ text: string; value: V } | null>(null);
	const written = write(value);
	return {
		text: typed !== null && write(typed.value) === written ? typed.text : written,
		/** Notes what was typed and the value it means. */
		keep: (text: string, meant: V) => setTyped({ text, value: meant }),
		/** Shows the value as it is written. */
		settle: () => setTyped(null),
	};
}
