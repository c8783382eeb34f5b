import { cutText } from "@/lib/kernel/cut-text";

/** What a campaign's own audience is called: "Trials or Champions, without Customers". */
export function audienceName(names: { included: readonly string[]; excluded: readonly string[] }): string {
	const without = names.excluded.length === 0 ? "" : `, without ${names.excluded.join(" or ")}`;
	return cutText(`${names.included.join(" or ")}${without}`, 120);
}
