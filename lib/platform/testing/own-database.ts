import { Client } from "pg";

/** An empty database beside the tests' shared one. */
export async function createOwnDatabase(name: string): Promise<{ url: string; drop: () => Promise<void> }> {
	const shared = process.env.DATABASE_URL ?? "";
	const onShared = async (sql: string) => {
		const client = new Client({ connectionString: shared });
		await client.connect();
		await client.query(sql);
		await client.end();
	};
	await onShared(`CREATE DATABASE "${name}"`);
	const url = new URL(shared);
	url.pathname = `/${name}`;
	return { url: url.href, drop: () => onShared(`DROP DATABASE "${name}"`) };
}
