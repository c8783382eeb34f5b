/** A workspace address from its name: "Ünited Goods!" → "united-goods"; "workspace" when nothing is left. */
export function nameToSlug(name: string): string {
	const slug = name
		.normalize("NFKD")
		.replace(/[\u0300-\u036f]/g, "")
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "-")
		.slice(0, 40)
		.replace(/^-+|-+$/g, "");
	return slug === "" ? "workspace" : slug;
}
