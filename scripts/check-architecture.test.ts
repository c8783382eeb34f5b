import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
// @ts-expect-error: a plain script without types
import { checkArchitecture } from "./check-architecture.mjs";

type Report = { seen: number; missed: string[]; violations: { rule: string; from: string; to: string }[] };
type Rule = { name: string; severity: string };

const config = path.resolve(".dependency-cruiser.cjs");
const { forbidden }: { forbidden: Rule[] } = createRequire(import.meta.url)(config);

const leaf = "export const value = 1;\n";
const use = (target: string) => `import { value } from "${target}";\nexport const own = value;\n`;

/** One file (or two) per rule, each breaking that rule. */
const broken: Record<string, Record<string, string>> = {
	"no-cycles": {
		"lib/stats/left.ts": use("@/lib/stats/right"),
		"lib/stats/right.ts": use("@/lib/stats/left"),
	},
	"kernel-knows-nobody": { "lib/kernel/nosy.ts": use("@/lib/platform/driver") },
	"pure-code-stays-pure": { "lib/segments/impure.ts": use("@/lib/platform/driver") },
	"pure-code-needs-only-pure-packages": {
		"lib/segments/reads-disk.ts": 'export { readFile as value } from "node:fs";\n',
	},
	"platform-knows-no-feature": { "lib/platform/nosy.ts": use("@/lib/stats/leaf") },
	"server-code-knows-no-screen": { "lib/segments/server/draws.ts": use("@/components/segments/leaf") },
	"components-never-reach-the-server": {
		"components/segments/reaching.tsx": use("@/lib/segments/server/leaf"),
	},
	"ui-kit-knows-no-feature": { "components/ui/knowing.tsx": use("@/lib/stats/leaf") },
	"nobody-imports-app": { "components/segments/upward.tsx": use("@/app/leaf") },
	"jobs-are-entry-points": { "lib/segments/server/loads-job.ts": use("@/jobs/segments/leaf") },
	"jobs-call-verbs-only": { "jobs/segments/draws.ts": use("@/components/segments/leaf") },
	"drivers-only-in-platform": { "lib/segments/server/own-driver.ts": use("pg") },
	"trigger-sdk-in-one-folder": { "jobs/segments/own-sdk.ts": use("@trigger.dev/sdk") },
	"tests-are-leaves": { "lib/segments/borrows.ts": use("@/lib/segments/leaf.test") },
	"testing-support-is-for-tests": { "lib/segments/server/leans.ts": use("@/lib/platform/testing/leaf") },
	"e2e-drives-the-browser-only": { "e2e/cheats.spec.ts": use("@/lib/segments/server/leaf") },
	"imports-resolve": { "lib/stats/lost.ts": use("@/lib/stats/nowhere") },
};
for (const { name } of forbidden) {
	const noun = /^features-point-down-(.+)$/.exec(name)?.[1];
	if (noun) broken[name] = { [`lib/${noun}/upward.ts`]: use("@/lib/find/leaf") };
}

const leaves = [
	"app/leaf.ts",
	"components/segments/leaf.ts",
	"jobs/segments/leaf.ts",
	"lib/kernel/leaf.ts",
	"lib/platform/driver.ts",
	"lib/platform/testing/leaf.ts",
	"lib/find/leaf.ts",
	"lib/segments/leaf.test.ts",
	"lib/segments/server/leaf.ts",
	"lib/stats/leaf.ts",
];

let root: string;
let report: Report;

beforeAll(async () => {
	root = await mkdtemp(path.join(tmpdir(), "muster-architecture-"));
	const files = {
		...Object.fromEntries(leaves.map((file) => [file, leaf])),
		...Object.assign({}, ...Object.values(broken)),
	};
	for (const [file, text] of Object.entries<string>(files)) {
		await mkdir(path.dirname(path.join(root, file)), { recursive: true });
		await writeFile(path.join(root, file), text);
	}
	const compilerOptions = {
		module: "ESNext",
		moduleResolution: "Bundler",
		jsx: "react-jsx",
		paths: { "@/*": ["./*"] },
	};
	await writeFile(path.join(root, "tsconfig.json"), JSON.stringify({ compilerOptions }));
	await writeFile(path.join(root, "package.json"), '{"type":"module"}');
	await symlink(path.resolve("node_modules"), path.join(root, "node_modules"));
	report = checkArchitecture(root, config);
}, 60_000);
afterAll(async () => {
	await rm(root, { recursive: true, force: true });
});

test("every import rule is an error and has an example that breaks it", () => {
	expect(forbidden.filter((rule) => rule.severity !== "error")).toEqual([]);
	expect(Object.keys(broken).sort()).toEqual(forbidden.map((rule) => rule.name).sort());
});

test.each(Object.keys(broken))("the rule %s catches its example", (rule) => {
	const files = Object.keys(broken[rule] ?? {});
	const caught = report.violations
		.filter((violation) => violation.rule === rule)
		.map((violation) => violation.from);
	expect(files.filter((file) => caught.includes(file)).length).toBeGreaterThan(0);
});

test("a file the checker did not see is reported", async () => {
	expect(report.missed).toEqual([]);
	const hidden = `${root}/lib/stats/unseen.ts`;
	await writeFile(hidden, leaf);
	const blind = path.join(root, "blind.cjs");
	await writeFile(blind, 'module.exports = { forbidden: [], options: { exclude: { path: "unseen" } } };\n');
	expect((checkArchitecture(root, blind) as Report).missed).toEqual(["lib/stats/unseen.ts"]);
}, 60_000);
