import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { DisplayPerson } from "@/lib/profiles/display-person";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { previewInstant } from "@/lib/rules/server/preview-instant";
import { queryPeople, type ReadRule } from "@/lib/rules/server/query-people";
import { requireRule } from "@/lib/rules/server/require-rule";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { PreviewInput } from "@/lib/segments/contracts";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const sampleSize = 10;

const pickPeople = defineQuery({
	name: "segments.sample_people",
	row: z.object({ uid: z.number() }),
	build: ({ readRule }: { readRule: ReadRule }) => {
		const binder = new SqlBinder();
		const { withClause, matching } = readRule(binder);
		// Known people first, then in an order that is stable and says nothing about when they came.
		return binder.finish(`${withClause}
SELECT uid FROM (SELECT arrayJoin(bitmapToArray(${matching})) AS uid)
ORDER BY bitmapContains(known_once, uid) DESC, intHash32(uid), uid LIMIT ${sampleSize}`);
	},
});

/** Ten people whom the rule holds for, with names for those who may see them. The same ten for the same rule. */
export async function samplePeople(
	ctx: Context,
	input: PreviewInput,
	signal?: AbortSignal,
): Promise<{ asOf: string; people: DisplayPerson[] }> {
	allow(ctx, "people.read");
	const asOf = previewInstant(ctx, input.asOf);
	const rule = await requireRule(ctx, input.rule);
	const scope = await scopeOf(ctx, asOf, [rule]);
	const options = signal ? { signal } : {};
	const rows = await queryPeople(ctx, { rule, scope, session: input.session }, options, (readRule) =>
		pickPeople(ctx.warehouse, { readRule }, options),
	);
	const people = await displayPeople(
		ctx,
		rows.map(({ uid }) => uid),
	);
	return { asOf: asOf.toISOString(), people };
}
