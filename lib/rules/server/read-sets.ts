import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import type { Moment } from "@/lib/rules/leaf-kind";
import { addressedSql } from "@/lib/rules/leaves/contact/compile-address";
import { contactKey } from "@/lib/rules/leaves/contact/contact-key";
import { listKey } from "@/lib/rules/leaves/list/list-key";
import { listedPeopleSql } from "@/lib/rules/leaves/list/listed-people-sql";
import type { Context } from "@/lib/workspaces/server/context";

const peopleIn = defineQuery({
	name: "segments.read_sets",
	row: z.object({ sets: z.array(z.array(z.number())) }),
	build: ({ scope, uids }: { scope: CompileScope; uids: readonly number[] }) => {
		const binder = new SqlBinder();
		const among = `bitmapBuild(${binder.bind([...uids], "Array(UInt32)")})`;
		const sets = [
			...[...scope.lists.keys()].map((id) => listedPeopleSql(id, binder, scope)),
			...[...scope.contacts.keys()].map((hash) => addressedSql(hash, binder, scope)),
		];
		return binder.finish(
			`SELECT [${sets.map((people) => `bitmapToArray(bitmapAnd(${people}, ${among}))`).join(", ")}] AS sets`,
		);
	},
});

/**
 * Which of some root people are on the lists and have the addresses of a scope, for evaluating rules person
 * by person.
 */
export async function readSets(
	ctx: Context,
	scope: CompileScope,
	uids: readonly number[],
): Promise<Moment["sets"]> {
	const keys = [...[...scope.lists.keys()].map(listKey), ...[...scope.contacts.keys()].map(contactKey)];
	if (keys.length === 0) return new Map();
	const [answer] = await peopleIn(ctx.warehouse, { scope, uids });
	if (!answer) throw new Error("The warehouse gave no sets");
	return new Map(keys.map((key, index) => [key, new Set(answer.sets[index])]));
}
