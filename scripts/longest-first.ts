import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Short files that take long: begun last, one of them would keep one core busy while the other waits. */
const long = [
	"lib/rules/parity.db.test.ts",
	"lib/rules/mutants.db.test.ts",
	"lib/rules/rule-limits.db.test.ts",
	"lib/segments/server/refresh/refresh-changed.db.test.ts",
	"lib/destinations/server/shared-limits.db.test.ts",
	"lib/syncs/server/withdrawal-in-flight.db.test.ts",
	"lib/syncs/server/delivery-chaos.db.test.ts",
	"lib/syncs/server/kill-chaos.db.test.ts",
];

function rank({ moduleId, project }: TestSpecification): number {
	// A process that shares its modules is ended by a file of another project: keep those together.
	if (project.name === "db-apart") return 0;
	return long.some((file) => moduleId.endsWith(file)) ? 1 : 2;
}

/** The usual order (long files first, by what is known of them), after those that are known to take long. */
export default class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
	}
}
