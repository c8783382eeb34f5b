import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const files = readdirSync("components", { recursive: true, encoding: "utf8" }).filter(
	(name) => name.endsWith(".tsx") && !name.endsWith(".test.tsx"),
);

it("no form sends what was typed within the address when it is sent before its code is there", () => {
	const forms = files.flatMap((name) =>
		[...readFileSync(path.join("components", name), "utf8").matchAll(/<form\b[\s\S]*?>/g)].map(([tag]) => [
			name,
			tag,
		]),
	);
	expect(forms.length).toBeGreaterThan(5);
	for (const [name, tag] of forms) expect(tag, name).toContain('method="post"');
});
