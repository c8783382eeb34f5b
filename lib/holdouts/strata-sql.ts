import { BUCKETS, variantSalt } from "@/lib/holdouts/assign-arm";
import {
	type Assignment,
	type AudiencesToAssign,
	type AudienceToAssign,
	assignmentColumns,
	constantsSql,
	hashSql,
	newcomersSql,
	variantSql,
} from "@/lib/holdouts/assign-sql";
import { assignedPeopleSql } from "@/lib/holdouts/assigned-people-sql";
import { bandLevels, MOST_VALUES, type StrataKeys, type StrataPlan } from "@/lib/holdouts/strata";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { rootExpressionSql } from "@/lib/profiles/root-sql";
import { propertyPath } from "@/lib/rules/property-path";

/** What each person of a cohort is balanced by, as SQL over a set of root people. */
export type LabelSource =
	| { kind: "text"; trait: string }
	/** `edges`: what the bands of the number lie between; none yet while they are being found. */
	| { kind: "number"; trait: string; edges: readonly number[] }
	/** How much of the goal they had: its value, or how often where it has none. People without any are unknown. */
	| {
			kind: "before";
			goalEvent: string;
			valueProperty: string | null;
			days: number;
			edges: readonly number[];
	  };

/** Whom a stratified launch divides: newcomers, and whoever an interrupted one had assigned, as they are merged now. */
function cohortSql(binder: SqlBinder, of: AudiencesToAssign, { campaignId }: CohortScope): string {
	const [{ ws, hasMerges }] = of.audiences;
	const done = `(SELECT groupBitmapState(uid) FROM ${assignedPeopleSql(binder, { ws, campaignId, hasMerges })})`;
	return `bitmapOr(${newcomersSql(binder, of, campaignId)}, ${done})`;
}

export interface CohortScope {
	campaignId: string;
	source: LabelSource;
}

/** The people of a bitmap with uid, is_known and value: text, or the number itself. */
function valuesSql(
	binder: SqlBinder,
	{ ws, hasMerges, asOf }: AudienceToAssign,
	people: string,
	source: LabelSource,
): string {
	const root = rootExpressionSql(binder, { ws, hasMerges });
	const at = binder.bindInstant(asOf);
	const rows = (): string => {
		const workspace = binder.bind(ws, "UInt32");
		if (source.kind === "before") {
			const from = binder.bindInstant(asOf.getTime() - source.days * 86_400_000);
			const amount =
				source.valueProperty === null
					? "toFloat64(1)"
					: `properties.${propertyPath(source.valueProperty)}.:Float64`;
			return `SELECT person, (1, toFloat64(sum(if(isFinite(amount), assumeNotNull(amount), 0)))) AS latest FROM (
				SELECT toUInt32(${root}) AS person, ${amount} AS amount FROM events
				WHERE ws = ${workspace} AND event = ${binder.bind(source.goalEvent, "String")} AND time > ${from} AND time <= ${at})
				GROUP BY person`;
		}
		// A trait that was removed is unknown; a boolean is told by its number.
		const told =
			source.kind === "text"
				? "(type IN ('string', 'boolean'), if(type = 'boolean', if(number_value = 0, 'No', 'Yes'), string_value))"
				: "(type = 'number' AND isFinite(number_value), number_value)";
		return `SELECT toUInt32(${root}) AS person, argMax(${told}, (priority, valid_from, recorded_at, seq)) AS latest
			FROM trait_history
			WHERE ws = ${workspace} AND trait = ${binder.bind(source.trait, "String")} AND valid_from <= ${at}
			GROUP BY person`;
	};
	const isKnown = source.kind === "text" ? "latest.1 AND latest.2 != ''" : "latest.1";
	return `(SELECT c.uid AS uid, toUInt8(${isKnown}) AS is_known, latest.2 AS value
		FROM (SELECT arrayJoin(bitmapToArray(${people})) AS uid) AS c
		LEFT JOIN (${rows()}) AS t ON t.person = c.uid)`;
}

/** The same with uid, is_known and label. */
function labelledSql(
	binder: SqlBinder,
	audience: AudienceToAssign,
	people: string,
	source: LabelSource,
): string {
	const values = valuesSql(binder, audience, people, source);
	const label =
		source.kind === "text"
			? "value"
			: `toString(arrayCount(edge -> value > edge, ${binder.bind([...source.edges], "Array(Float64)")}))`;
	return `(SELECT uid, is_known, ${label} AS label FROM ${values})`;
}

/** The edges of the bands of a cohort's numbers, as `bandEdges` finds them, and how many people have one. */
export function bandEdgesSql(of: AudiencesToAssign, scope: CohortScope): BoundSql {
	const binder = new SqlBinder();
	const values = valuesSql(binder, of.audiences[0], cohortSql(binder, of, scope), scope.source);
	return binder.finish(`SELECT count() AS people, quantilesExact(${bandLevels.join(", ")})(value) AS edges
		FROM ${values} WHERE is_known`);
}

/** The values of a cohort that have enough people for a stratum of their own, and people without any. */
export function countLabelsSql(of: AudiencesToAssign, scope: CohortScope & { least: number }): BoundSql {
	const binder = new SqlBinder();
	const labelled = labelledSql(binder, of.audiences[0], cohortSql(binder, of, scope), scope.source);
	return binder.finish(`SELECT is_known AS "isKnown", if(is_known, label, '') AS value, count() AS people FROM ${labelled}
		GROUP BY is_known, value HAVING people >= ${binder.bind(scope.least, "UInt64")}
		ORDER BY is_known, people DESC, value LIMIT ${MOST_VALUES + 1}`);
}

/** The number of a person's stratum, as `stratumOf` finds it. */
function stratumSql(binder: SqlBinder, { labels, hasUnknown }: StrataKeys): string {
	return `if(is_known, indexOf(${binder.bind([...labels], "Array(String)")}, label), ${hasUnknown ? labels.length + 1 : 0})`;
}

/** People of each stratum by the arm and variant an interrupted launch gave them; '' for those it gave none. */
export function countStrataSql(of: AudiencesToAssign, scope: CohortScope & { keys: StrataKeys }): BoundSql {
	const binder = new SqlBinder();
	const [audience] = of.audiences;
	const { ws, hasMerges } = audience;
	const labelled = labelledSql(binder, audience, cohortSql(binder, of, scope), scope.source);
	return binder.finish(`SELECT ${stratumSql(binder, scope.keys)} AS stratum, d.arm AS arm, d.variant AS variant, count() AS people
		FROM ${labelled} AS l
		LEFT JOIN (SELECT uid, toString(arm) AS arm, toString(variant) AS variant
			FROM ${assignedPeopleSql(binder, { ws, campaignId: scope.campaignId, hasMerges })}) AS d ON d.uid = l.uid
		GROUP BY stratum, arm, variant`);
}

/** Assigns whoever of a cohort has no arm yet, within their strata, as `splitStrata` does. `left`: what the plan still needs. */
export function assignStrataSql(
	of: AudiencesToAssign,
	assignment: Assignment,
	{ source, keys, left }: { source: LabelSource; keys: StrataKeys; left: StrataPlan },
): BoundSql {
	const binder = new SqlBinder();
	const [audience] = of.audiences;
	const labelled = labelledSql(binder, audience, newcomersSql(binder, of, assignment.campaignId), source);
	const ofStratum = (numbers: readonly number[]) =>
		`${binder.bind([...numbers], "Array(Int64)")}[stratum + 1]`;
	let ends: number[] = left.people.map(() => 0);
	const variants = left.variants.map(({ key, people }) => {
		ends = ends.map((end, index) => end + (people[index] ?? 0));
		return { key, end: ofStratum(ends) };
	});
	return binder.finish(`INSERT INTO assignment (${assignmentColumns})
		SELECT ${constantsSql(binder, audience, assignment)}
		FROM (
			SELECT uid, bucket, is_held_out,
				${variantSql(binder, "row_number() OVER (PARTITION BY is_held_out, stratum ORDER BY variant_hash, uid) - 1", variants)} AS chosen
			FROM (
				SELECT uid, stratum, toUInt16(hash % ${BUCKETS}) AS bucket,
					toInt64(row_number() OVER (PARTITION BY stratum ORDER BY hash, uid)) <= ${ofStratum(left.heldOut)} AS is_held_out,
					${hashSql(binder, variantSalt(assignment.salt))} AS variant_hash
				FROM (
					SELECT uid, ${stratumSql(binder, keys)} AS stratum, ${hashSql(binder, assignment.salt)} AS hash FROM ${labelled}
				)
			)
		)`);
}
