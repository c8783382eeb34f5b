import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { visibleText } from "@/lib/kernel/visible-text";
import { peopleCount } from "@/lib/workspaces/people-count";

export const foundKinds = [
	"segment",
	"campaign",
	"list",
	"trait",
	"destination",
	"sync",
	"source",
	"import",
] as const;
export type FoundKind = (typeof foundKinds)[number];

/** The most results of each kind. */
export const maxFound = 5;

export const findQuery = z.object({
	q: visibleText("Write what to look for.", 100, "At most 100 characters."),
});

export const found = z.object({
	kind: z.enum(foundKinds),
	id: z.string(),
	name: z.string(),
	/** The tag that matched, when the name did not. */
	tag: z.string().nullable(),
	/** For a campaign or an import. */
	status: z.string().nullable(),
	/** For a segment or a list. */
	size: peopleCount.nullable(),
});
export type Found = z.infer<typeof found>;

export const findApi = {
	find: defineApi({
		method: "GET",
		path: "/find",
		summary: `Find things that have a name by any part of it, segments and campaigns by their tags as well: at most ${maxFound} of each kind the role may read`,
		allow: "workspace.read",
		query: findQuery,
		output: z.object({ items: z.array(found) }),
	}),
};
