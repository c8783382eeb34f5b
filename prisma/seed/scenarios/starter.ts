import type { Context } from "@/lib/workspaces/server/context";
import { type Say, seedCompany } from "@/prisma/seed/seed-company";

/** The same company, a tenth of the size: for tests in the browser. */
export const starter = {
	slug: "tidewater-small",
	name: "Tidewater (small)",
	fill: (ctx: Context, say: Say) => seedCompany(ctx, 2_000, say),
};
