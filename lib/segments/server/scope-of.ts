import { hasMerges } from "@/lib/profiles/server/has-merges";
import type { CompileScope } from "@/lib/segments/compile-scope";
import { defaultSessionGapMs } from "@/lib/segments/evaluate-rule";
import type { Context } from "@/lib/workspaces/server/context";

/** What a rule of this workspace is compiled for, as of an instant. */
export async function scopeOf(ctx: Context, asOf: Date): Promise<CompileScope> {
	return {
		ws: ctx.workspace.number,
		asOf: asOf.getTime(),
		timeZone: ctx.workspace.timeZone,
		hasMerges: await hasMerges(ctx),
		sessionGapMs: defaultSessionGapMs,
	};
}
