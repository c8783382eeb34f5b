// What follows in a name that is longer says nothing about what it means.
const longest = 200;

/**
 * The words of a field's name, in lower case and without accents: `homePhone`, `home_phone`, `Home-Phone` and
 * `home phone` alike. For a dotted name those of its last part.
 */
export function wordsOf(name: string): string[] {
	return name
		.slice(name.lastIndexOf(".") + 1)
		.slice(-longest)
		.replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
		.replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
		.toLowerCase()
		.normalize("NFKD")
		.replace(/\p{M}/gu, "")
		.replace(/ß/g, "ss")
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean);
}
