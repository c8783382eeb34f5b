import { z } from "zod";

/** The body of every failed API request. */
export const errorBody = z.object({
	error: z.object({
		code: z.string(),
		message: z.string(),
		issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
		requestId: z.string(),
	}),
});
