import type { SqlBinder } from "@/lib/kernel/sql-binder";
import { compileNumberTest, matchesNothing } from "@/lib/rules/compile/compile-aggregate";
import { compileProperties } from "@/lib/rules/compile/compile-properties";
import type { CompileScope, LeafSql } from "@/lib/rules/compile/compile-scope";
import { compileWindow, readEventComparison } from "@/lib/rules/leaves/event/compile-event";
import { groupsSql, rowsSql } from "@/lib/rules/leaves/event/compile-rows";
import type { FeatureLeaf } from "@/lib/rules/rule";

/** One scan of all the events: each row sets the bits of the features it is a use of. */
export function compileFeature(leaf: FeatureLeaf, binder: SqlBinder, scope: CompileScope): LeafSql {
	const comparison = readEventComparison(leaf, scope.timeZone);
	const bits = leaf.events.map(({ event, where }, index) => {
		const isEvent = `event = ${binder.bind(event, "String")}`;
		const isUse = where ? `${isEvent} AND ${compileProperties(where, binder, scope)}` : isEvent;
		return `if(${isUse}, toUInt32(${2 ** index}), 0)`;
	});
	const rows = rowsSql(
		{
			events: leaf.events.map(({ event }) => event),
			window: leaf.window,
			columns: { uses: bits.join(" + ") },
			conditions: [compileWindow(leaf.window, binder, scope)],
		},
		binder,
		scope,
	);
	const passes = compileNumberTest(comparison, "bitCount(groupBitOr(uses))", false, binder);
	const nothingPasses = matchesNothing({ kind: "count" }, comparison);
	return groupsSql({ rows, passes, nothingPasses, window: leaf.window }, binder, scope);
}
