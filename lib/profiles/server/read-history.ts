import { z } from "zod";
import { wordOrderSql } from "@/lib/consent/consenting-sql";
import { type BoundSql, SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";

const instant = z.string().transform((text) => new Date(text).toISOString());

export const readTraits = defineQuery({
	name: "profiles.traits",
	row: z.object({
		trait: z.string(),
		type: z.enum(["string", "number", "boolean", "date", "list", "day"]),
		text: z.string(),
		number: z.number().nullable(),
		list: z.array(z.string()),
		source: z.string(),
		valid_from: instant,
	}),
	build: ({
		ws,
		uids,
		names,
		asOf,
	}: {
		ws: number;
		uids: number[];
		names: string[];
		asOf: Date;
	}): BoundSql => {
		const binder = new SqlBinder();
		// The names are given because trait_history is ordered by trait: each is then found by its key.
		return binder.finish(`
			SELECT trait, held.4 AS type, held.5 AS text, held.6 AS number, held.7 AS list, held.8 AS source, held.1 AS valid_from
			FROM (
				SELECT trait, argMax(newest, priority) AS held FROM (
					SELECT trait, priority,
						max((valid_from, recorded_at, seq, type, string_value, number_value, list_value, source)) AS newest
					FROM trait_history
					WHERE ws = ${binder.bind(ws, "UInt32")} AND trait IN ${binder.bind(names, "Array(String)")}
						AND uid IN ${binder.bind(uids, "Array(UInt32)")} AND valid_from <= ${binder.bindInstant(asOf)}
					GROUP BY trait, priority HAVING newest.4 != 'unset')
				GROUP BY trait)
			ORDER BY trait`);
	},
});

export const readConsent = defineQuery({
	name: "profiles.consent",
	row: z.object({
		purpose: z.string(),
		state: z.enum(["denied", "granted"]),
		effective_at: instant,
		source: z.string(),
		statement: z.string(),
	}),
	build: ({
		ws,
		uids,
		purposes,
		asOf,
	}: {
		ws: number;
		uids: number[];
		purposes: readonly string[];
		asOf: Date;
	}) => {
		const binder = new SqlBinder();
		return binder.finish(`
			SELECT purpose, latest.1 AS state, latest.2 AS effective_at, latest.3 AS source, latest.4 AS statement
			FROM (
				SELECT purpose, argMax((state, effective_at, source, statement), ${wordOrderSql}) AS latest
				FROM consent_history
				WHERE ws = ${binder.bind(ws, "UInt32")} AND purpose IN ${binder.bind(purposes, "Array(String)")}
					AND uid IN ${binder.bind(uids, "Array(UInt32)")} AND effective_at <= ${binder.bindInstant(asOf)}
				GROUP BY purpose)`);
	},
});

export const readEvents = defineQuery({
	name: "profiles.events",
	row: z.object({
		event: z.string(),
		time: instant,
		received_at: instant,
		message: z.string(),
		source: z.string(),
		properties: z.string(),
	}),
	build: ({
		ws,
		uids,
		before,
		limit,
	}: {
		ws: number;
		uids: number[];
		before: { timeMs: number; message: string } | null;
		limit: number;
	}) => {
		const binder = new SqlBinder();
		const scope = `ws = ${binder.bind(ws, "UInt32")} AND uid IN ${binder.bind(uids, "Array(UInt32)")}`;
		const after = before
			? ` AND (time, message) < (${binder.bindInstant(before.timeMs)}, ${binder.bind(before.message, "UInt64")})`
			: "";
		return binder.finish(`
			SELECT event, time, received_at, message, source, toJSONString(properties) AS properties
			FROM events_by_person WHERE ${scope}${after}
			ORDER BY time DESC, message DESC LIMIT ${Math.trunc(limit)}`);
	},
});
