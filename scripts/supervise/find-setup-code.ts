import { Client } from "pg";
import { setupCodeOf } from "@/lib/platform/secrets/setup-code";

/** The code needed to become the first admin; null once anyone has an account. */
export async function findSetupCode(env: NodeJS.ProcessEnv): Promise<string | null> {
	const client = new Client({ connectionString: env.DATABASE_URL });
	await client.connect();
	try {
		const { rowCount } = await client.query("SELECT 1 FROM app_user LIMIT 1");
		return rowCount === 0 ? setupCodeOf(env.MUSTER_HASH_KEY ?? "") : null;
	} finally {
		await client.end();
	}
}
