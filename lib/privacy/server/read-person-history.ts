import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";

type Question = { ws: number; uids: number[] };
const instant = z.string().transform((text) => new Date(text).toISOString());

function scopeOf(binder: SqlBinder, { ws, uids }: Question): string {
	return `ws = ${binder.bind(ws, "UInt32")} AND uid IN ${binder.bind(uids, "Array(UInt32)")}`;
}

/** Every value every trait of a person had, oldest first. */
export const readTraitHistory = defineQuery({
	name: "privacy.trait_history",
	row: z.object({
		trait: z.string(),
		type: z.string(),
		text: z.string(),
		number: z.number().nullable(),
		list: z.array(z.string()),
		source: z.string(),
		valid_from: instant,
	}),
	build: (question: Question & { names: string[] }) => {
		const binder = new SqlBinder();
		// The names are given because trait_history is ordered by trait.
		return binder.finish(`SELECT trait, toString(type) AS type, string_value AS text, number_value AS number,
			list_value AS list, source, valid_from FROM trait_history
			WHERE ${scopeOf(binder, question)} AND trait IN ${binder.bind(question.names, "Array(String)")}
			ORDER BY trait, valid_from, recorded_at`);
	},
});

/** Everything a person ever agreed to or declined, oldest first. */
export const readConsentHistory = defineQuery({
	name: "privacy.consent_history",
	row: z.object({
		purpose: z.string(),
		state: z.string(),
		effective_at: instant,
		source: z.string(),
		statement: z.string(),
	}),
	build: (question: Question) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT purpose, toString(state) AS state, effective_at, source, statement FROM consent_history
			WHERE ${scopeOf(binder, question)} ORDER BY purpose, effective_at, recorded_at`);
	},
});

/** The campaign groups a person was assigned to. */
export const readAssignments = defineQuery({
	name: "privacy.assignments",
	row: z.object({ campaign: z.string(), arm: z.string(), assigned_at: instant }),
	build: (question: Question) => {
		const binder = new SqlBinder();
		return binder.finish(`SELECT campaign, arm, assigned_at FROM assignment
			WHERE ${scopeOf(binder, question)} ORDER BY assigned_at`);
	},
});
