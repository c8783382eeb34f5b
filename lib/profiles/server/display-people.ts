import { type DisplayPerson, maskEmail, maskText } from "@/lib/profiles/display-person";
import { readContact } from "@/lib/profiles/server/read-contact";
import { may } from "@/lib/workspaces/policy";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * Names and emails for a page of people, in the order given; erased people are left out. Readers without `people.read`
 * get masked values.
 */
export async function displayPeople(ctx: Context, uids: readonly number[]): Promise<DisplayPerson[]> {
	const isMasked = !may(ctx.actor.role, "people.read");
	const [contacts, profiles] = await Promise.all([
		readContact(ctx, uids, ["email", "first_name", "last_name", "name", "user_id"]),
		ctx.db.profile.findMany({
			where: { workspaceNumber: ctx.workspace.number, uid: { in: [...uids] }, erasedAt: null },
			select: { uid: true, isKnown: true },
		}),
	]);
	const known = new Map(profiles.map((profile) => [profile.uid, profile.isKnown]));
	return uids.flatMap((uid): DisplayPerson[] => {
		const isKnown = known.get(uid);
		if (isKnown === undefined) return [];
		const contact = contacts.get(uid) ?? {};
		const name = contact.name ?? [contact.first_name, contact.last_name].filter(Boolean).join(" ");
		const email = contact.email ?? null;
		if (!isMasked) {
			return [{ uid, label: name || email || contact.user_id || `Visitor ${uid}`, email, isKnown, isMasked }];
		}
		const label = name
			? maskText(name)
			: email
				? maskEmail(email)
				: isKnown
					? `Person ${uid}`
					: `Visitor ${uid}`;
		return [{ uid, label, email: email && maskEmail(email), isKnown, isMasked }];
	});
}
