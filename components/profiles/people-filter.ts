import type { PeopleFilter } from "@/components/profiles/api";

/** The filter in the URL. */
export function filterOf(search: { get: (key: string) => string | null }): PeopleFilter {
	const known = search.get("known");
	return {
		q: search.get("q")?.trim() ?? "",
		known: known === "true" || known === "false" ? known : "",
		segment: search.get("segment") ?? "",
	};
}
