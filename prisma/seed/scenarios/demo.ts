import type { Context } from "@/lib/workspaces/server/context";
import { type Say, seedCompany } from "@/prisma/seed/seed-company";

export const demo = {
	slug: "tidewater",
	name: "Tidewater",
	fill: (ctx: Context, say: Say) => seedCompany(ctx, 20_000, say),
};
