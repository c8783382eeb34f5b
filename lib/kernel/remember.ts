/**
 * The same function of a short text with its answers remembered, for texts that come again and again. Keeps `most` of them
 * and then begins anew; longer texts are asked about each time, so that strangers cannot fill the memory.
 */
export function remember<Answer>(
	ask: (text: string) => Answer,
	{ most = 10_000, longest = 100 }: { most?: number; longest?: number } = {},
): (text: string) => Answer {
	const answers = new Map<string, Answer>();
	return (text) => {
		if (text.length > longest) return ask(text);
		const known = answers.get(text);
		if (known !== undefined) return known;
		if (answers.size >= most) answers.clear();
		const answer = ask(text);
		answers.set(text, answer);
		return answer;
	};
}
