import type { ConsentPurpose } from "@/lib/consent/purposes";
import { purposeLabels } from "@/lib/consent/purposes";

export type ReachIdentifier = "email" | "phone" | "user_id";

/**
 * One way to reach people: any of some identifiers is enough, and they must have consented to the purpose.
 */
export type ReachQuestion = {
	key: string;
	label: string;
	kind: "channel" | "destination";
	identifiers: readonly ReachIdentifier[];
	purpose: ConsentPurpose;
};

const words: Record<ReachIdentifier, string> = {
	email: "email address",
	phone: "phone number",
	user_id: "known user",
};

/** "an email address or a phone number". */
export function describeNeeds({ identifiers }: Pick<ReachQuestion, "identifiers">): string {
	const named = identifiers.map((identifier) => words[identifier]);
	return named.length > 1 ? `${named.slice(0, -1).join(", ")} or ${named.at(-1)}` : (named[0] ?? "nothing");
}

/** The channels that exist whatever is connected. */
export const reachChannels: readonly ReachQuestion[] = [
	{ key: "email", label: purposeLabels.email, kind: "channel", identifiers: ["email"], purpose: "email" },
	{ key: "sms", label: purposeLabels.sms, kind: "channel", identifiers: ["phone"], purpose: "sms" },
	{
		key: "advertising",
		label: purposeLabels.advertising,
		kind: "channel",
		identifiers: ["email", "phone"],
		purpose: "advertising",
	},
];
