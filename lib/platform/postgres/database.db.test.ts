import { afterAll, expect, it } from "vitest";
import { closeDatabase, database } from "@/lib/platform/postgres/database";

afterAll(closeDatabase);

it("has Postgres end forgotten transactions, so that nothing waits for their locks forever", async () => {
	const rows = await database().$queryRaw<{ idle_in_transaction_session_timeout: string }[]>`
		SHOW idle_in_transaction_session_timeout`;
	expect(rows).toEqual([{ idle_in_transaction_session_timeout: "30s" }]);
});
