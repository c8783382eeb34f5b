import { z } from "zod";
import { consentingSql } from "@/lib/consent/consenting-sql";
import { purposeLabels } from "@/lib/consent/purposes";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { knownSql, universeSql } from "@/lib/profiles/universe-sql";
import { compileLeaf, compileRule } from "@/lib/rules/compile/compile-rule";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { type ServedPointer, servedMembershipSql } from "@/lib/rules/compile/served-membership-sql";
import type { SegmentRule } from "@/lib/rules/rule";
import { scopeOf } from "@/lib/rules/server/scope-of";
import type { ReachOfAll } from "@/lib/segments/contracts";
import type { Reach } from "@/lib/segments/insights-contracts";
import {
	describeNeeds,
	type ReachIdentifier,
	type ReachQuestion,
	reachChannels,
} from "@/lib/segments/reach-question";
import { openRule } from "@/lib/segments/server/open-rule";
import { requireSegment, requireServed } from "@/lib/segments/server/segment-row";
import { maskCount, requireLargeGroups } from "@/lib/workspaces/people-count";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Whose = { rule: SegmentRule } | { pointer: ServedPointer } | { everyone: true };
type Question = { whose: Whose; scope: CompileScope; questions: readonly ReachQuestion[] };

const count = z.coerce.number();

const countQuestions = defineQuery({
	name: "segments.reach",
	row: z.object({ members: count, reachable: count, rows: z.array(z.tuple([count, count, count])) }),
	build: ({ whose, scope, questions }: Question): BoundSql => {
		const binder = new SqlBinder();
		const root = rootExpressionSql(binder, scope);
		const aliases: string[] = [];
		let before = "WITH ";
		if ("rule" in whose) {
			const { withClause, matching } = compileRule(whose.rule, scope, binder);
			before = `${withClause},\n`;
			aliases.push(`${matching} AS set_members`);
		} else {
			const members =
				"pointer" in whose
					? servedMembershipSql(binder, scope.ws, whose.pointer)
					: universeSql(binder, scope);
			aliases.push(
				`${members} AS set_members`,
				"set_members AS everyone",
				`${knownSql(binder, scope)} AS known_once`,
			);
		}
		for (const purpose of new Set(questions.map((question) => question.purpose))) {
			aliases.push(`${consentingSql(binder, { ...scope, purpose, root })} AS consent_${purpose}`);
		}
		for (const [field, name] of [
			["has_email", "with_email"],
			["has_phone", "with_phone"],
		] as const) {
			const leaf = { kind: "trait", field, type: "boolean", operator: "equals", value: true } as const;
			aliases.push(`${compileLeaf(leaf, binder, scope)} AS ${name}`);
		}
		const union = (bitmaps: readonly string[]) => bitmaps.reduce((all, one) => `bitmapOr(${all}, ${one})`);
		const ways = questions.map(({ identifiers, purpose }) => {
			const any = union(identifiers.map((identifier) => bitmapOf[identifier]));
			return { withAny: `bitmapAnd(set_members, ${any})`, consenting: `consent_${purpose}` };
		});
		const rows = ways.map(
			({ withAny, consenting }) =>
				`tuple(bitmapCardinality(${withAny}), bitmapAndCardinality(set_members, ${consenting}), bitmapAndCardinality(${withAny}, ${consenting}))`,
		);
		const reachable = union(ways.map(({ withAny, consenting }) => `bitmapAnd(${withAny}, ${consenting})`));
		return binder.finish(
			`${before}${aliases.join(",\n")}\nSELECT bitmapCardinality(set_members) AS members, bitmapCardinality(${reachable}) AS reachable, [${rows.join(", ")}] AS rows`,
		);
	},
});

const bitmapOf: Record<ReachIdentifier, string> = {
	email: "with_email",
	phone: "with_phone",
	// People are known by a user id or an email address; who has only the address is distinguished by the destination.
	user_id: "known_once",
};

/** How many people of a rule, saved or not, can be reached: by each channel, and by the destinations given. */
export async function countRuleReach(
	ctx: Context,
	given: { rule: unknown },
	destinations: readonly ReachQuestion[] = [],
	signal?: AbortSignal,
): Promise<Reach> {
	allow(ctx, "people.read");
	const { rule, scope } = await openRule(ctx, given.rule);
	return answer(
		ctx,
		{ whose: { rule }, scope, questions: [...reachChannels, ...destinations] },
		ctx.now,
		signal,
	);
}

/** The same of the people a segment serves. */
export async function countReach(
	ctx: Context,
	segmentId: string,
	destinations: readonly ReachQuestion[] = [],
): Promise<Reach> {
	allow(ctx, "segments.read");
	const segment = await requireSegment(ctx, ctx.db, segmentId);
	const pointer = requireServed(segment);
	const scope = await scopeOf(ctx, ctx.now, []);
	return answer(
		ctx,
		{ whose: { pointer }, scope, questions: [...reachChannels, ...destinations] },
		segment.asOf ?? ctx.now,
	);
}

/** How many people there are, and how many of them at least one channel or destination can reach. */
export async function countReachable(
	ctx: Context,
	destinations: readonly ReachQuestion[] = [],
): Promise<ReachOfAll> {
	allow(ctx, "segments.read");
	const scope = await scopeOf(ctx, ctx.now, []);
	const [counted] = await countQuestions(ctx.warehouse, {
		whose: { everyone: true },
		scope,
		questions: [...reachChannels, ...destinations],
	});
	if (!counted) throw new Error("The warehouse gave no counts");
	return {
		asOf: ctx.now.toISOString(),
		people: maskCount(ctx, counted.members),
		reachable: maskCount(ctx, counted.reachable, counted.members),
	};
}

async function answer(ctx: Context, question: Question, asOf: Date, signal?: AbortSignal): Promise<Reach> {
	const [counted] = await countQuestions(ctx.warehouse, question, signal ? { signal } : {});
	if (!counted) throw new Error("The warehouse gave no counts");
	requireLargeGroups(
		ctx,
		counted.rows.flatMap(([withIdentifier, consenting, reachable]) => [
			...[withIdentifier, consenting, reachable],
			...[counted.members - withIdentifier, counted.members - consenting],
			Math.min(withIdentifier, consenting) - reachable,
		]),
	);
	return {
		asOf: asOf.toISOString(),
		members: counted.members,
		rows: question.questions.map((each, index) => {
			const [withIdentifier = 0, consenting = 0, reachable = 0] = counted.rows[index] ?? [];
			const { key, label, kind } = each;
			return {
				key,
				label,
				kind,
				needs: describeNeeds(each),
				purpose: purposeLabels[each.purpose].toLowerCase(),
				withIdentifier,
				consenting,
				reachable,
			};
		}),
	};
}
