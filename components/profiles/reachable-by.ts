import type { ConsentPurpose } from "@/lib/consent/purposes";
import type { ProfileDetail } from "@/lib/profiles/api";

type Contact = "email" | "phone";

/** What each purpose needs besides consent: any of these. Push goes to devices, which are not stored here. */
const channels: { purpose: ConsentPurpose; label: string; needs: readonly Contact[] }[] = [
	{ purpose: "email", label: "Email", needs: ["email"] },
	{ purpose: "sms", label: "Text message", needs: ["phone"] },
	{ purpose: "advertising", label: "Ads", needs: ["email", "phone"] },
];

/** Channels by which a person may be reached: consent, and an address. If there are none, why. */
export function reachableBy({ consent, personal }: Pick<ProfileDetail, "consent" | "personal">): {
	channels: string[];
	reason: string | null;
} {
	const has = (contact: Contact) => personal.some(({ field }) => field === contact);
	const granted = channels.filter(({ purpose }) =>
		consent.some((one) => one.purpose === purpose && one.state === "granted"),
	);
	const open = granted.filter(({ needs }) => needs.some(has));
	if (open.length > 0) return { channels: open.map(({ label }) => label), reason: null };
	const isNamed = has("email") || has("phone");
	return {
		channels: [],
		reason: isNamed ? "No consent given" : granted.length > 0 ? "No address" : "No address, no consent",
	};
}
