import { ClickHouseError } from "@clickhouse/client";
import { AppError } from "@/lib/kernel/app-error";
import { env } from "@/lib/platform/env";
import { openWarehouse, type Warehouse } from "@/lib/platform/warehouse/warehouse";

const holder = globalThis as { musterListsWarehouse?: Warehouse };

/** Sets whose rows this user reads now. Row policies use it; the built-in engine filters itself. */
export function ofWorkspace(number: number): Record<string, string> {
	return { SQL_muster_ws: String(number) };
}

const setUp = "The README says how, under “Lists from SQL on a ClickHouse server”.";

/**
 * The warehouse as the user for SELECTs that admins write. Works only while that user is denied other tables
 * and reads nothing for a nonexistent workspace; a wrong setup is reported.
 */
export async function listsWarehouse(): Promise<Warehouse> {
	if (!env.CLICKHOUSE_LISTS_URL) {
		throw new AppError(
			"precondition",
			`Lists from SQL need a warehouse user of their own, in CLICKHOUSE_LISTS_URL. ${setUp}`,
		);
	}
	holder.musterListsWarehouse ??= openWarehouse(env.CLICKHOUSE_LISTS_URL, env.CLICKHOUSE_DATABASE);
	const warehouse = holder.musterListsWarehouse;
	const sees = async (query: string) => {
		const settings = { ...ofWorkspace(0), log_comment: "lists.check_rights", max_execution_time: 10 };
		const answer = await warehouse.query({ query, format: "JSONEachRow", clickhouse_settings: settings });
		return (await answer.json()).length > 0;
	};
	try {
		for (const table of ["events", "trait_history", "consent_history"]) {
			if (await sees(`SELECT 1 AS seen FROM ${table} LIMIT 1`)) {
				throw new AppError(
					"precondition",
					`The warehouse user for lists reads every workspace's ${table}. ${setUp}`,
				);
			}
		}
		const isAllowed = await sees("SELECT 1 AS seen FROM profile_change LIMIT 1").then(
			() => true,
			(error: unknown) => {
				if (error instanceof ClickHouseError && error.code === "497") return false;
				throw error;
			},
		);
		if (isAllowed)
			throw new AppError("precondition", `The warehouse user for lists reads other tables too. ${setUp}`);
	} catch (error) {
		if (error instanceof AppError) throw error;
		if (!(error instanceof ClickHouseError)) {
			throw new AppError("upstream", "The warehouse cannot be reached.", { cause: error });
		}
		throw new AppError("precondition", `The warehouse user for lists is not set up. ${setUp}`, {
			cause: error,
		});
	}
	return warehouse;
}

/** The engine's number of an error that the warehouse answered with, if it did. */
export function warehouseCode(error: unknown): number | null {
	const cause = error instanceof AppError ? error.cause : error;
	return cause instanceof ClickHouseError ? Number(cause.code) : null;
}

/** Closes the connections: for commands and tests that end. */
export async function closeListsWarehouse(): Promise<void> {
	await holder.musterListsWarehouse?.close();
	delete holder.musterListsWarehouse;
}
