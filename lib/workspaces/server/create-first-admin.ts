import { timingSafeEqual } from "node:crypto";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import { env } from "@/lib/platform/env";
import { addressGroup } from "@/lib/platform/http/client-address";
import { database } from "@/lib/platform/postgres/database";
import { keyedHash } from "@/lib/platform/secrets/keyring";
import { hashPassword } from "@/lib/platform/secrets/password";
import { setupCodeOf } from "@/lib/platform/secrets/setup-code";
import { type CreateFirstAdminInput, workspaceSlug } from "@/lib/workspaces/contracts";
import { nameToSlug } from "@/lib/workspaces/name-to-slug";
import { createContext } from "@/lib/workspaces/server/context";
import { noteAttempt } from "@/lib/workspaces/server/note-attempt";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

const maxCodesPerAddress = 20;

/** True until the first admin exists; only then may one be created without signing in. */
export async function isFirstRun(): Promise<boolean> {
	return (await database().user.findFirst({ select: { id: true } })) === null;
}

const refuse = () =>
	new AppError("conflict", "Muster is already set up. Sign in, or ask an admin for an account.");

/** The code must be the one printed at start: the first to find the address is not necessarily the owner. */
async function checkCode(code: string, address: string): Promise<void> {
	const guesser = { kind: "set-up address", value: addressGroup(address), max: maxCodesPerAddress };
	const refused = await noteAttempt(database(), [guesser], new Date());
	if (refused) {
		throw new AppError("limit", "Too many codes were tried. Wait 15 minutes, then try again.", refused);
	}
	const plain = (text: string) => text.toLowerCase().replaceAll(/[^0-9a-z]/g, "");
	// Hashes are compared, so that neither length nor timing reveals how close a guess was.
	const hash = (text: string) => keyedHash(plain(text), "setup code");
	if (!timingSafeEqual(hash(code), hash(setupCodeOf(env.MUSTER_HASH_KEY)))) {
		throw new AppError("invalid", "This is not the setup code of this Muster.", {
			issues: [
				{ path: "code", message: "is not the code that was printed where Muster was started; look there" },
			],
		});
	}
}

/**
 * Creates the first admin and workspace. Of two simultaneous calls one is refused: the check and the write
 * hold one lock.
 */
export async function createFirstAdmin(
	input: CreateFirstAdminInput,
	visit: { address: string; requestId: string },
): Promise<{ workspaceSlug: string }> {
	// Before anything expensive: a stranger must not make a running Muster hash passwords.
	if (!(await isFirstRun())) throw refuse();
	await checkCode(input.code, visit.address);
	const passwordHash = await hashPassword(input.password);
	const wanted = nameToSlug(input.workspaceName);
	const slug = workspaceSlug.safeParse(wanted).success ? wanted : `${wanted}-1`;
	return await database().$transaction(async (tx) => {
		await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('muster first run'))`;
		if (await tx.user.findFirst({ select: { id: true } })) throw refuse();
		const user = await tx.user.create({
			data: { id: newId("usr"), email: input.email, name: input.name, passwordHash },
		});
		const workspace = await tx.workspace.create({
			data: { id: newId("wsp"), slug, name: input.workspaceName, timeZone: input.timeZone },
		});
		await tx.workspaceMember.create({ data: { workspaceId: workspace.id, userId: user.id, role: "admin" } });
		const ctx = createContext(
			workspace,
			{ kind: "user", id: user.id, name: user.name, role: "admin" },
			visit.requestId,
		);
		await recordAudit(tx, ctx, "workspace.created", workspace.id, { name: workspace.name });
		return { workspaceSlug: workspace.slug };
	});
}
