/** The beginning of a text within so many letters; no character is cut in two, and no blank is left at the end. */
export function cutText(text: string, longest: number): string {
	if (text.length <= longest) return text;
	const characters = [...new Intl.Segmenter().segment(text.slice(0, longest + 1))];
	// The last one may go on behind the cut.
	const last = characters.findLast(({ index }) => index <= longest)?.index ?? 0;
	return text.slice(0, last).trimEnd();
}
