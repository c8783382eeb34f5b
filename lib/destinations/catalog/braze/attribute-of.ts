/** Braze's limit for the name of an attribute: braze.com/docs, "Setting custom attributes", read November 2026. */
export const longestAttribute = 255;

/**
 * The attribute that says who is in a sync's audience, made of the audience's name. Letters, digits and underscores
 * only, so that it can be typed in a Liquid tag; the sync's mark at its end keeps it apart from any other.
 */
export function attributeOf(name: string): string {
	const [, base = "", mark = ""] = /^(.*?)(?: \(Muster ([^\s()]+)\))?$/su.exec(name) ?? [];
	const words = base
		.normalize("NFKD")
		.replace(/\p{M}/gu, "")
		.toLowerCase()
		.split(/[^a-z0-9]+/)
		.filter(Boolean);
	return ["muster", ...words, ...(mark ? [mark.replace(/\W/g, "_")] : [])]
		.join("_")
		.slice(0, longestAttribute);
}
