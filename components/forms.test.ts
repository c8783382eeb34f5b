import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const files = readdirSync("components", { recursive: true, encoding: "utf8" }).filter(
	(name) => name.endsWith(".tsx") && !name.endsWith(".test.tsx"),
);

it("no form puts what was typed into the URL when submitted before its code has loaded", () => {
	const forms = files.flatMap((name) =>
		[...readFileSync(path.join("components", name), "utf8").matchAll(/<form\b[\s\S]*?>/g)].map(([tag]) => [
			name,
			tag,
		]),
	);
	expect(forms.length).toBeGreaterThan(5);
	for (const [name, tag] of forms) expect(tag, name).toContain('method="post"');
});
