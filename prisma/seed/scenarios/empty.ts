import type { Context } from "@/lib/workspaces/server/context";
import type { Say } from "@/prisma/seed/seed-company";

export const empty = {
	slug: "blank-page",
	name: "Blank page",
	fill: async (_ctx: Context, say: Say): Promise<void> => say("nothing in it"),
};
