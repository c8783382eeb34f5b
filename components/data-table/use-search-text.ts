import { useState } from "react";

type SearchText = {
	/** What the field shows. */
	text: string;
	setText: (text: string) => void;
	/** What was requested last. */
	requested: string;
	/** To be called with each search that is requested. */
	noteRequested: (q: string) => void;
};

/**
 * The text of a field whose search is kept elsewhere, mainly in the URL, and comes back from there a moment
 * later. A stale value coming back does not overwrite later typing; a search set elsewhere (going back,
 * "Clear") is shown.
 */
export function useSearchText(value: string): SearchText {
	const [text, setText] = useState(value);
	const [seen, setSeen] = useState(value);
	/** Requested and not back yet, in order; of several in quick succession only the last comes back. */
	const [under, setUnder] = useState<readonly string[]>([]);
	if (value !== seen) {
		setSeen(value);
		const at = under.lastIndexOf(value);
		setUnder(under.slice(at < 0 ? under.length : at + 1));
		if (at < 0) setText(value);
	}
	const requested = under.at(-1) ?? value;
	return {
		text,
		setText,
		requested,
		noteRequested: (q) => {
			if (q !== requested) setUnder((others) => [...others, q]);
		},
	};
}
