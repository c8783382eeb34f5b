import type { Intake } from "@/lib/sources/intake";
import type { Person } from "@/prisma/seed/company";
import { Rng } from "@/prisma/seed/rng";

const hourMs = 3_600_000;

export interface Mailing {
	/** Makes its message ids and its chances its own. */
	key: string;
	/** What the email tool calls the campaign. */
	campaignName: string;
	sentAt: number;
	openRate: number;
	clickRate: number;
}

/** What an email tool reports of one mailing: delivered, opened and clicked, by whom. */
export function emailIntakes(
	{ key, campaignName, sentAt, openRate, clickRate }: Mailing,
	people: readonly Person[],
	isRecipient: (person: Person) => boolean,
	now: number,
): Intake[] {
	const rng = new Rng(`emails ${key}`);
	return people.flatMap((person) => {
		// Chance is drawn for everyone, so that who opens does not depend on who is held out.
		const deliveredAt = Math.floor(sentAt + rng.next() * 2 * hourMs);
		const openedAt = Math.floor(deliveredAt + rng.next() * 30 * hourMs);
		const clickedAt = openedAt + rng.int(5, 300) * 1000;
		const isDelivered = rng.chance(0.97);
		const isOpened = rng.chance(openRate);
		const isClicked = rng.chance(clickRate / openRate);
		if (!isDelivered || !isRecipient(person)) return [];
		const event = (name: string, at: number): Intake => ({
			messageId: `email-${key}-${name.toLowerCase().replaceAll(" ", "-")}-${person.userId}`,
			identifiers: [{ kind: "user_id", value: person.userId }],
			at,
			traits: [],
			personal: [],
			event: { name, properties: { campaign_name: campaignName } },
			consents: [],
		});
		return [
			event("Email Delivered", deliveredAt),
			...(isOpened ? [event("Email Opened", openedAt)] : []),
			...(isOpened && isClicked ? [event("Email Link Clicked", clickedAt)] : []),
		].filter(({ at }) => at <= now);
	});
}
