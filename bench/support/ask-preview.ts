import { z } from "zod";
import { openBenchWorkspace, type WorkspaceKind } from "@/bench/data/bench-workspace";
import { asOf } from "@/bench/data/shape";
import { startWeb } from "@/bench/support/web";
import type { SegmentRule } from "@/lib/rules/rule";
import { previewSegment } from "@/lib/segments/server/preview-segment";
import { issueApiKey } from "@/lib/workspaces/testing/issue-api-key";

const preview = z.object({
	total: z.number(),
	nodes: z.array(z.object({ path: z.array(z.number()), size: z.number() })),
});
export type Preview = z.infer<typeof preview>;

/**
 * `cold` queries independently; `editing` as within one builder session, which keeps the conditions it has
 * counted.
 */
export type AskPreview = (
	kind: WorkspaceKind,
	rule: SegmentRule,
	mode: "cold" | "editing",
) => Promise<Preview>;

/**
 * How a preview is requested: over the HTTP API as anyone would, or, `direct`, by calling the verb in this
 * process.
 */
export async function openPreview({
	direct,
}: {
	direct: boolean;
}): Promise<{ ask: AskPreview; close: () => Promise<void> }> {
	const input = (rule: SegmentRule, mode: "cold" | "editing") => ({
		rule,
		asOf: asOf.toISOString(),
		...(mode === "editing" ? { session: "bench" } : {}),
	});
	if (direct) {
		return {
			ask: async (kind, rule, mode) =>
				previewSegment(await openBenchWorkspace(kind, new Date()), input(rule, mode)),
			close: async () => {},
		};
	}
	const web = await startWeb();
	const keys = new Map<WorkspaceKind, Record<string, string>>();
	return {
		ask: async (kind, rule, mode) => {
			const key = keys.get(kind) ?? (await issueApiKey(await openBenchWorkspace(kind), "analyst"));
			keys.set(kind, key);
			const response = await fetch(`${web.url}/api/v1/segments/preview`, {
				method: "POST",
				headers: { ...key, "content-type": "application/json" },
				body: JSON.stringify(input(rule, mode)),
			});
			const text = await response.text();
			if (!response.ok) throw new Error(`The preview was refused (${response.status}): ${text}`);
			return preview.parse(JSON.parse(text));
		},
		close: web.stop,
	};
}
