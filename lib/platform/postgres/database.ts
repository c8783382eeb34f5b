import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/lib/platform/env";
import { closeBulkReads } from "@/lib/platform/postgres/bulk-read";
import { PrismaClient } from "@/lib/platform/postgres/generated/client";
import { preparedName } from "@/lib/platform/postgres/prepared";

export type Database = PrismaClient;
/** The client inside `db.$transaction(async (tx) => …)`. */
export type Transaction = Omit<
	PrismaClient,
	"$connect" | "$disconnect" | "$on" | "$transaction" | "$extends"
>;

// Kept on globalThis so that a development server that reloads modules keeps one pool.
/**
 * A transaction idle for this long was forgotten: Postgres ends it and releases its locks. None of our
 * transactions computes for seconds between two statements.
 */
const longestIdleMs = 30_000;

/** Nothing of ours takes this long: whoever asked has left, and a statement that still runs only burns a core. */
const longestStatementMs = 120_000;

const holder = globalThis as { musterDatabase?: PrismaClient };

/** The process's one connection pool to Postgres. */
export function database(): Database {
	holder.musterDatabase ??= new PrismaClient({
		adapter: new PrismaPg(
			{
				connectionString: env.DATABASE_URL,
				max: env.DATABASE_POOL_SIZE,
				statement_timeout: longestStatementMs,
				idle_in_transaction_session_timeout: longestIdleMs,
			},
			{ statementNameGenerator: ({ sql }) => preparedName(sql) },
		),
		// Its longer errors quote the arguments of the call, which may be people's.
		errorFormat: "minimal",
		transactionOptions: { maxWait: 10_000, timeout: 60_000 },
	});
	return holder.musterDatabase;
}

/** Closes the pool: for commands and tests that end. */
export async function closeDatabase(): Promise<void> {
	await closeBulkReads();
	await holder.musterDatabase?.$disconnect();
	delete holder.musterDatabase;
}
