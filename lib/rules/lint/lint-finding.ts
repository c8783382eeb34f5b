import { z } from "zod";
import { segmentRule } from "@/lib/rules/rule";

/** Something about a rule that is allowed but probably not meant; `fix` is the whole rule with it fixed. */
export const lintFinding = z.object({
	/** Way to the node it is about. */
	path: z.array(z.union([z.number(), z.string()])),
	severity: z.enum(["error", "warning", "info"]),
	message: z.string(),
	fix: z.object({ label: z.string(), rule: segmentRule }).optional(),
});
export type LintFinding = z.infer<typeof lintFinding>;
