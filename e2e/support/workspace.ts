import { randomBytes, scryptSync } from "node:crypto";
import { encode } from "next-auth/jwt";
import pg from "pg";
import { newId } from "@/lib/kernel/ids";
import type { Role } from "@/lib/workspaces/policy";

export const baseUrl = process.env.MUSTER_URL ?? "http://localhost:3000";

export type Visitor = {
	workspace: { id: string; slug: string; name: string };
	user: { id: string; name: string; email: string };
	/** Value of next-auth's session cookie. */
	session: string;
};

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
pool.on("error", () => {});

async function visitorOf(workspace: Visitor["workspace"], user: Visitor["user"]): Promise<Visitor> {
	const secret = process.env.NEXTAUTH_SECRET ?? "";
	const token = { sub: user.id, sid: newId("ses") };
	await pool.query(
		"INSERT INTO session (id, user_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')",
		[token.sid, user.id],
	);
	return { workspace, user, session: await encode({ token, secret }) };
}

/**
 * A workspace of its own with one member. No screen creates a second workspace, so it is written directly.
 */
export async function createWorkspace(name: string, role: Role = "admin"): Promise<Visitor> {
	const id = newId("wsp");
	const workspace = { id, slug: id.slice(4), name };
	const user = { id: newId("usr"), name: "Robin Field", email: `${id}@example.com` };
	await pool.query("INSERT INTO workspace (id, slug, name) VALUES ($1, $2, $3)", [id, workspace.slug, name]);
	await pool.query("INSERT INTO app_user (id, email, name, password_hash) VALUES ($1, $2, $3, 'none')", [
		user.id,
		user.email,
		user.name,
	]);
	await addMember(workspace.id, user.id, role);
	return await visitorOf(workspace, user);
}

async function addMember(workspaceId: string, userId: string, role: Role): Promise<void> {
	await pool.query("INSERT INTO workspace_member (workspace_id, user_id, role) VALUES ($1, $2, $3)", [
		workspaceId,
		userId,
		role,
	]);
}

/** Another member of the same workspace, in another role. */
export async function joinWorkspace(host: Visitor, role: Role): Promise<Visitor> {
	const user = { id: newId("usr"), name: `The ${role}`, email: `${newId("usr")}@example.com` };
	await pool.query("INSERT INTO app_user (id, email, name, password_hash) VALUES ($1, $2, $3, 'none')", [
		user.id,
		user.email,
		user.name,
	]);
	await addMember(host.workspace.id, user.id, role);
	return await visitorOf(host.workspace, user);
}

type AdminRow = { id: string; slug: string; name: string; uid: string; uname: string; email: string };

async function signInOldestAdmin(where: string, values: unknown[]): Promise<Visitor> {
	const { rows } = await pool.query<AdminRow>(
		`SELECT w.id, w.slug, w.name, u.id AS uid, u.name AS uname, u.email
		FROM workspace w JOIN workspace_member m ON m.workspace_id = w.id JOIN app_user u ON u.id = m.user_id
		WHERE m.role = 'admin' AND ${where} ORDER BY w.created_at, u.created_at LIMIT 1`,
		values,
	);
	const row = rows[0];
	if (!row) throw new Error("there is no workspace with the data that is asked for");
	return await visitorOf(
		{ id: row.id, slug: row.slug, name: row.name },
		{ id: row.uid, name: row.uname, email: row.email },
	);
}

/** The admin of the demo workspace: the oldest one that has data. */
export async function demoVisitor(): Promise<Visitor> {
	return await signInOldestAdmin("w.next_uid > 100", []);
}

/** The admin of an existing workspace. */
export async function adminOf(slug: string): Promise<Visitor> {
	return await signInOldestAdmin("w.slug = $1", [slug]);
}

/** Signs a visitor in through the form. */
export async function setPassword(visitor: Visitor, password: string): Promise<void> {
	const salt = randomBytes(16);
	const key = scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 }).toString("base64");
	const hash = `scrypt$1024$8$1$${salt.toString("base64")}$${key}`;
	await pool.query("UPDATE app_user SET password_hash = $1 WHERE id = $2", [hash, visitor.user.id]);
}

/** Ends every session of a visitor, as a password change elsewhere does. */
export async function endSessions(visitor: Visitor): Promise<void> {
	await pool.query("DELETE FROM session WHERE user_id = $1", [visitor.user.id]);
}
