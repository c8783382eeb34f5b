import type { APIRequestContext } from "@playwright/test";
import { expect } from "@/e2e/support/fixtures";
import { pool } from "@/e2e/support/workspace";
import { closeWarehouse, warehouse } from "@/lib/platform/warehouse/warehouse";

/** As if a campaign had been launched that many days before it was: no verdict is given before a week is over. */
export async function turnBackLaunch(campaignId: string, days: number): Promise<void> {
	await pool.query(
		"UPDATE campaign SET launched_at = launched_at - make_interval(days => $2) WHERE id = $1",
		[campaignId, days],
	);
	await pool.query(
		`UPDATE allocation_epoch SET started_at = started_at - make_interval(days => $2),
			filled_at = filled_at - make_interval(days => $2) WHERE campaign_id = $1`,
		[campaignId, days],
	);
	await warehouse().command({
		query: `ALTER TABLE assignment UPDATE assigned_at = assigned_at - toIntervalDay({days:UInt8})
			WHERE campaign = {campaignId:String} SETTINGS mutations_sync = 1`,
		query_params: { campaignId, days },
	});
	await closeWarehouse();
}

/** The user ids of everyone in a segment whom a campaign assigned, by arm. */
export async function readArms(
	api: APIRequestContext,
	{ campaignId, segmentId }: { campaignId: string; segmentId: string },
): Promise<Record<"treated" | "holdout", string[]>> {
	const rows = await warehouse().query({
		query: "SELECT arm FROM assignment WHERE campaign = {campaignId:String} ORDER BY uid",
		query_params: { campaignId },
		format: "JSONEachRow",
	});
	const arms = await rows.json<{ arm: "treated" | "holdout" }>();
	await closeWarehouse();
	// In the same order.
	const members = await (await api.get(`/api/v1/segments/${segmentId}/members.csv`)).text();
	const userIds = members
		.trim()
		.split("\r\n")
		.slice(1)
		.map((line) => line.split(",")[0] ?? "");
	expect(arms).toHaveLength(userIds.length);
	const of = (its: string) => userIds.filter((_, index) => arms[index]?.arm === its);
	return { treated: of("treated"), holdout: of("holdout") };
}

/** Loses every fourth treated person's assignment, as a store does from which someone deleted. */
export async function loseTreated(campaignId: string): Promise<void> {
	await warehouse().command({
		query: `ALTER TABLE assignment DELETE WHERE campaign = {campaignId:String} AND arm = 'treated' AND uid % 4 = 0
			SETTINGS mutations_sync = 1`,
		query_params: { campaignId },
	});
	await closeWarehouse();
}
