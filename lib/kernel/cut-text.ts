/** A text truncated to a number of letters; no character is split, and no trailing blank is left. */
export function cutText(text: string, longest: number): string {
	if (text.length <= longest) return text;
	const characters = [...new Intl.Segmenter().segment(text.slice(0, longest + 1))];
	// The last one may continue beyond the cut.
	const last = characters.findLast(({ index }) => index <= longest)?.index ?? 0;
	return text.slice(0, last).trimEnd();
}
