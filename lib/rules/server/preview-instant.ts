import { AppError } from "@/lib/kernel/app-error";
import type { Context } from "@/lib/workspaces/server/context";

/** The instant a preview is evaluated at; not later than now, because no one knows tomorrow's events. */
export function previewInstant(ctx: Context, asOf: string | undefined): Date {
	if (asOf === undefined) return ctx.now;
	const instant = new Date(asOf);
	const latest = ctx.now.getTime() + 5 * 60_000;
	if (instant.getTime() <= latest && instant.getTime() >= Date.UTC(1900, 0, 1)) return instant;
	throw new AppError("invalid", "A preview cannot be as of a later time than now.", {
		issues: [{ path: "asOf", message: "must not be later than now" }],
	});
}
