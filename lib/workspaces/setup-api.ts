import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import { createFirstAdminInput } from "@/lib/workspaces/contracts";

export const setupApi = {
	create: defineApi({
		method: "POST",
		path: "/setup",
		summary:
			"Create the first admin and workspace, with the code printed at start; refused once anyone exists",
		allow: "public",
		body: createFirstAdminInput,
		output: z.object({ workspaceSlug: z.string() }),
		status: 201,
	}),
};
