import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
// @ts-expect-error: a plain script without types
import { findServerCode } from "./check-browser-bundle.mjs";

test("server code in a script for browsers is found and named", async () => {
	const folder = await mkdtemp(path.join(tmpdir(), "muster-bundle-"));
	await writeFile(path.join(folder, "clean.js"), 'console.log("segments")');
	await writeFile(
		path.join(folder, "leak.js"),
		'fetch(process.env.CLICKHOUSE_URL,{headers:{"X-ClickHouse-User":"x"}})',
	);
	const { files, found } = findServerCode(folder) as {
		files: string[];
		found: { file: string; what: string }[];
	};
	expect(files).toHaveLength(2);
	expect(new Set(found.map(({ file }) => path.basename(file)))).toEqual(new Set(["leak.js"]));
	expect(found.map(({ what }) => what)).toContain("the ClickHouse client");
	await rm(folder, { recursive: true });
});
