import { randomBytes } from "node:crypto";
import { env } from "@/lib/platform/env";
import { migrateWarehouse } from "@/lib/platform/warehouse/migrate-warehouse";
import { openWarehouse, type Warehouse } from "@/lib/platform/warehouse/warehouse";

/** An empty warehouse beside the tests' shared one, for tests that change its tables. */
export async function createOwnWarehouse(): Promise<{ warehouse: Warehouse; drop: () => Promise<void> }> {
	const name = `own_${randomBytes(6).toString("hex")}`;
	await migrateWarehouse(env.CLICKHOUSE_URL, name);
	const warehouse = openWarehouse(env.CLICKHOUSE_URL, name);
	return {
		warehouse,
		drop: async () => {
			await warehouse.command({ query: `DROP DATABASE ${name}` });
			await warehouse.close();
		},
	};
}
