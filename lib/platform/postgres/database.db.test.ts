import { afterAll, expect, it } from "vitest";
import { closeDatabase, database } from "@/lib/platform/postgres/database";

afterAll(closeDatabase);

it("has Postgres end transactions that were forgotten, so that no one waits for their locks for ever", async () => {
	const rows = await database().$queryRaw<{ idle_in_transaction_session_timeout: string }[]>`
		SHOW idle_in_transaction_session_timeout`;
	expect(rows).toEqual([{ idle_in_transaction_session_timeout: "30s" }]);
});
