import { randomUUID } from "node:crypto";
import type { ConsentPurpose } from "@/lib/consent/purposes";
import { liftUnsubscribe } from "@/lib/consent/server/suppress";
import { type IdentifierKind, normalizeIdentifier } from "@/lib/identity/identifier";
import { AppError } from "@/lib/kernel/app-error";
import { flushOutbox } from "@/lib/platform/warehouse/outbox";
import { checkEventTime } from "@/lib/sources/event-time";
import { acceptMessages } from "@/lib/sources/server/accept-messages";
import { Catalogue } from "@/lib/sources/server/catalogue";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Notes that someone granted or withdrew consent; the newest word counts. Makes the person if no one knew them. */
export async function recordConsent(
	ctx: Context,
	input: {
		identifier: { kind: IdentifierKind; value: string };
		purpose: ConsentPurpose;
		state: "granted" | "denied";
		at?: string | undefined;
		statement: string;
	},
): Promise<{ uid: number }> {
	allow(ctx, "data.write");
	const { kind } = input.identifier;
	const value = normalizeIdentifier(kind, input.identifier.value.toWellFormed());
	const refuse = (path: string, message: string) =>
		new AppError("invalid", `${path}: ${message}`, { issues: [{ path, message }] });
	if (value === null) throw refuse("identifier.value", "cannot identify a person");
	const at = input.at ? Date.parse(input.at) : ctx.now.getTime();
	const problem = checkEventTime(at, ctx.now.getTime());
	if (problem) throw refuse("at", problem);
	const accepted = await acceptMessages(
		ctx.db,
		new Catalogue(),
		[
			{
				messageId: `consent-${randomUUID()}`,
				identifiers: [{ kind, value }],
				at,
				traits: [],
				personal: kind === "email" ? [{ field: "email", value }] : [],
				consents: [
					{ purpose: input.purpose, state: input.state, at, statement: input.statement.toWellFormed() },
				],
			},
		],
		{
			ws: ctx.workspace.number,
			source: "api",
			now: ctx.now,
			keepForever: false,
			alsoWrite: async (tx, { uids, isErased }) => {
				if (isErased[0])
					throw refuse("at", "is before this person was erased; nothing is recorded about them");
				const [uid] = uids;
				if (input.state === "granted" && uid)
					await liftUnsubscribe(tx, ctx.workspace.number, uid, input.purpose, new Date(at));
				await recordAudit(tx, ctx, `consent.${input.state}`, String(uids[0] ?? ""), {
					purpose: input.purpose,
				});
			},
		},
	);
	await flushOutbox(ctx.db, ctx.warehouse);
	return { uid: accepted.uids[0] ?? 0 };
}
