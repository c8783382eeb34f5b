import { expect, test } from "@/e2e/support/fixtures";

const budgetMs = 200;
const pages = ["", "segments", "campaigns", "lift", "profiles", "destinations", "syncs", "data", "settings"];

test("each main page of a workspace with data answers within 200 ms", async ({ page, demo }) => {
	const slow: string[] = [];
	const measured: Record<string, number> = {};
	for (const name of pages) {
		const address = `/${demo.workspace.slug}/${name}`;
		const times: number[] = [];
		// The first visit of a page loads its code; the median of the next five is what people experience.
		for (let i = 0; i < 6; i++) {
			const startedMs = performance.now();
			const response = await page.request.get(address);
			await response.body();
			expect(response.status(), address).toBe(200);
			if (i > 0) times.push(performance.now() - startedMs);
		}
		const median = times.sort((a, b) => a - b)[2] ?? 0;
		measured[name || "home"] = Math.round(median);
		if (median > budgetMs) slow.push(`${name || "home"}: ${Math.round(median)} ms`);
	}
	test.info().annotations.push({ type: "milliseconds", description: JSON.stringify(measured) });
	expect(slow).toEqual([]);
});
