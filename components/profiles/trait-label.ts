/**
 * A trait's name as people read it: "signed_up_at" is "Signed up at", "mrr" is "MRR". Names already in words
 * are kept.
 */
export function traitLabel(name: string): string {
	const isCamel = /\p{Ll}\p{Lu}/u.test(name);
	const words = name
		.replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
		.split(/[\s_]+/u)
		.filter(Boolean)
		.map((word) => {
			// Letters that cannot be pronounced as a word.
			if (/^[b-df-hj-np-tv-xz]{2,4}$/.test(word)) return word.toUpperCase();
			return isCamel && /^\p{Lu}\p{Ll}/u.test(word) ? word.toLowerCase() : word;
		});
	const text = words.join(" ");
	return text === "" ? name : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
