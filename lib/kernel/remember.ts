/**
 * Memoizes a function of a short text. Keeps `most` results and then starts over; longer texts are computed
 * each time, so that outsiders cannot fill the memory.
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
