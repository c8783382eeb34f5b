import { asOf, createdAt, eventNames, historyMs, propertiesOf, traitTypes } from "@/bench/data/shape";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { type Context, createContext } from "@/lib/workspaces/server/context";

/**
 * The workspaces a measurement can use: all the data, its first events only, or a quarter of people and
 * events.
 */
export const workspaceKinds = ["main", "subset", "quarter"] as const;
export type WorkspaceKind = (typeof workspaceKinds)[number];

/** Creates the workspace's rows in Postgres: itself, the names its rules may use, and its people. */
export async function createBenchWorkspace(kind: WorkspaceKind, people: number): Promise<number> {
	const db = database();
	const { id, number } = await db.workspace.create({
		data: {
			id: newId("wsp"),
			slug: `bench-${kind}`,
			name: `Bench ${kind}`,
			timeZone: "UTC",
			nextUid: people + 1,
		},
	});
	const firstSeenAt = new Date(asOf.getTime() - historyMs);
	const seen = { firstSeenAt, lastSeenAt: asOf };
	await db.traitDefinition.createMany({
		data: Object.entries(traitTypes).map(([name, type]) => ({
			workspaceNumber: number,
			name,
			type,
			...seen,
		})),
	});
	await db.eventDefinition.createMany({
		data: eventNames.map((name) => ({ workspaceNumber: number, name, ...seen })),
	});
	await db.propertyDefinition.createMany({
		data: eventNames.flatMap((event) =>
			propertiesOf(event).map(([name, type]) => ({
				workspaceNumber: number,
				event,
				name,
				type,
				firstSeenAt,
			})),
		),
	});
	const user = await db.user.create({
		data: { id: newId("usr"), email: `${id}@example.com`, name: "Bench", passwordHash: "none" },
	});
	await db.workspaceMember.create({ data: { workspaceId: id, userId: user.id, role: "admin" } });
	await db.$executeRaw`
		INSERT INTO profile (workspace_number, uid, root_uid, is_known, effective_at)
		SELECT ${number}, uid, uid, uid % 10 < 7, ${createdAt} FROM generate_series(1, ${people}) AS uid`;
	await db.$executeRaw`ANALYZE profile`;
	return number;
}

/** The generated workspace as of an instant. */
export async function openBenchWorkspace(kind: WorkspaceKind, now: Date = asOf): Promise<Context> {
	const workspace = await database().workspace.findUniqueOrThrow({ where: { slug: `bench-${kind}` } });
	return createContext(
		workspace,
		{ kind: "system", id: "bench", name: "Bench", role: "admin" },
		undefined,
		now,
	);
}
