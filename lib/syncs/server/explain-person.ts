import { AppError } from "@/lib/kernel/app-error";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { describePerson } from "@/lib/syncs/describe-person";
import type { PersonInSync } from "@/lib/syncs/people-contracts";
import { explainInSync } from "@/lib/syncs/server/explain-delivery";
import { findSync } from "@/lib/syncs/server/open-sync";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** Where one person is in one sync, and why. */
export async function explainPerson(ctx: Context, syncId: string, uid: number): Promise<PersonInSync> {
	allow(ctx, "people.read");
	const sync = await findSync(ctx, syncId);
	const [person] = await displayPeople(ctx, [uid]);
	if (!person) throw new AppError("not_found", "This person does not exist.");
	// Whoever withdrew has no identifiers in the ledger any more, though some may still be at the destination.
	const receipt = await ctx.db.withdrawalRemoval.findUnique({
		where: { syncId_uid: { syncId, uid } },
	});
	const { isPlanned, ...delivery } = await explainInSync(ctx, sync, uid, { receipt });
	return {
		uid,
		label: person.label,
		...describePerson({ ...delivery, isPlanned }),
		identifiers: delivery.identifiers,
	};
}
