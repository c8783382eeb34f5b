import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { hashPassword } from "@/lib/platform/secrets/password";
import { type CreateFirstAdminInput, workspaceSlug } from "@/lib/workspaces/contracts";
import { nameToSlug } from "@/lib/workspaces/name-to-slug";
import { makeContext } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** True until the first admin exists; only then may anyone make one without signing in. */
export async function isFirstRun(): Promise<boolean> {
	return (await database().user.findFirst({ select: { id: true } })) === null;
}

/** Makes the first admin and workspace. Of two at once, one is refused: the check and the write hold one lock. */
export async function createFirstAdmin(
	input: CreateFirstAdminInput,
	requestId: string,
	slug?: string,
): Promise<{ workspaceSlug: string; userId: string; workspaceId: string }> {
	const passwordHash = await hashPassword(input.password);
	const wanted = slug ?? nameToSlug(input.workspaceName);
	const address = workspaceSlug.safeParse(wanted).success ? wanted : `${wanted}-1`;
	return await database().$transaction(async (tx) => {
		await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('muster first run'))`;
		if (await tx.user.findFirst({ select: { id: true } })) {
			throw new AppError("conflict", "Muster is already set up. Sign in, or ask an admin for an account.");
		}
		const user = await tx.user.create({
			data: { id: newId("usr"), email: input.email, name: input.name, passwordHash },
		});
		const workspace = await tx.workspace.create({
			data: { id: newId("wsp"), slug: address, name: input.workspaceName, timeZone: input.timeZone },
		});
		await tx.workspaceMember.create({ data: { workspaceId: workspace.id, userId: user.id, role: "admin" } });
		const ctx = makeContext(
			workspace,
			{ kind: "user", id: user.id, name: user.name, role: "admin" },
			requestId,
		);
		await recordAudit(tx, ctx, "workspace.created", workspace.id, { name: workspace.name });
		return { workspaceSlug: workspace.slug, userId: user.id, workspaceId: workspace.id };
	});
}
