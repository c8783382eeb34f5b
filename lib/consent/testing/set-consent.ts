import type { ConsentPurpose } from "@/lib/consent/purposes";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";

/** What people say to a purpose (advertising unless given), as of `at`, straight into the warehouse. */
export async function setConsent(
	ctx: Context,
	uids: readonly number[],
	state: "granted" | "denied",
	at: Date = new Date(),
	purpose: ConsentPurpose = "advertising",
): Promise<void> {
	await insertRows(
		ctx.warehouse,
		"consent_history",
		uids.map((uid) => ({
			ws: ctx.workspace.number,
			purpose,
			uid,
			state,
			effective_at: formatInstant(at),
			recorded_at: formatInstant(at),
			source: "test",
			statement: "",
		})),
	);
}
